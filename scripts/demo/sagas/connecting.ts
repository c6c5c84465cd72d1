import type { Connected, Person } from '../person.ts';
import { expectEqual } from '../tour.ts';
import type { Stage } from './stage.ts';

/** Somebody connects the virtual broker: BrokerConnectionSaga brings its account in. */
export const connecting = async (stage: Stage, person: Person): Promise<Connected> => {
  const connected = await stage.tour.step(
    `${person.name} connects the virtual broker`,
    async () => {
      const answer = await person.connect();
      const { balance, brokerConnectionId } = await person.get(`/broker-accounts/${answer.accountId}`);
      expectEqual('the account', [balance, brokerConnectionId], ['100000', answer.connectionId]);
      return answer;
    },
    () => 'its account has 100000 USD',
  );
  await stage.completed('BrokerConnectionSaga has completed', {
    person,
    type: 'BrokerConnectionSaga',
    origin: connected.operationId,
  });
  return connected;
};

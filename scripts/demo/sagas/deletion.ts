import { refusalOf } from '../client.ts';
import { type Connected, type Ordered, PASSWORD, type Person } from '../person.ts';
import { expectEqual } from '../tour.ts';
import { until } from '../until.ts';
import { expectNoConnection } from './disconnection.ts';
import type { Stage } from './stage.ts';

/** Deleting the own account: UserDeletionSaga disconnects every broker by a saga of its own, and waits for those. */
export const deletion = async (
  stage: Stage,
  person: Person,
  connected: Connected,
  rested: Ordered,
): Promise<void> => {
  const { tour } = stage;
  const remove = (password: string) =>
    person.command('DELETE', '/me', { password, reason: 'no_longer_needed', confirm: 'close' });
  const origin = await tour.step(
    `${person.name} deletes the account`,
    async () => {
      const refusal = await refusalOf(remove('not the password'));
      expectEqual('the refusal', refusal, '403 reauthentication_failed');
      const answer = await remove(PASSWORD);
      expectEqual('the status', answer['status'], 'deletion_pending');
      return String(answer['operationId']);
    },
    () => '403 without the password, then deletion_pending',
  );
  const child = await stage.completed('its BrokerDisconnectionSaga has completed', {
    person,
    type: 'BrokerDisconnectionSaga',
    origin,
  });
  await stage.completed(
    'UserDeletionSaga has joined it',
    { person, type: 'UserDeletionSaga', origin },
    ({ children }) => {
      const ends = children.map(({ sagaId, type, status }) => [sagaId, type, status]);
      expectEqual('the children', ends, [[child.sagaId, child.sagaType, child.status]]);
    },
  );
  await stage.completed('the waiting OrderExecutionSaga has completed', {
    person,
    type: 'OrderExecutionSaga',
    origin: rested.orderId,
  });
  await tour.step(
    `${person.name} is nobody any more`,
    async () => {
      expectEqual('signing in', await refusalOf(person.signIn()), '401 invalid_credentials');
      await until(
        'an account that nobody finds',
        () => refusalOf(person.get('/me')),
        (refusal) => refusal === '404 user_not_found',
      );
      await expectNoConnection(person, connected);
    },
    () => '401 invalid_credentials',
  );
};

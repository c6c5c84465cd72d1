import { itemsOf, refusalOf } from '../client.ts';
import type { Automated, Connected, Ordered, Person } from '../person.ts';
import { expectEqual } from '../tour.ts';
import { until } from '../until.ts';
import type { Stage } from './stage.ts';

/** All that hangs on a connection. */
export interface Belongings {
  readonly connected: Connected;
  readonly automated: Automated;
  readonly rested: Ordered;
}

/** Nothing is left of a connection: neither it nor its accounts, on either side. */
export const expectNoConnection = async (person: Person, connected: Connected): Promise<void> => {
  const refused = (path: string) => refusalOf(person.get(path));
  await until(
    'a connection that nobody finds',
    () => refused(`/broker-connections/${connected.connectionId}`),
    (refusal) => refusal === '404 connection_not_found',
  );
  const virtual = await refused(`/virtual-accounts/${connected.virtualAccountId}`);
  expectEqual('the virtual account', virtual, '404 virtual_account_not_found');
  expectEqual('the accounts', itemsOf(await person.get('/broker-accounts')), []);
};

/** Disconnecting with everything in use: BrokerDisconnectionSaga stops, cancels, deletes and purges. */
export const disconnection = async (
  stage: Stage,
  person: Person,
  { connected, automated: { automationId }, rested }: Belongings,
): Promise<void> => {
  const { tour } = stage;
  const origin = await tour.step(`${person.name} disconnects and cancels what is open`, async () => {
    const path = `/broker-connections/${connected.connectionId}/disconnect`;
    const answer = await person.command('POST', path, { cancelOpenOrders: true });
    expectEqual('the status', answer['status'], 'disconnecting');
    return String(answer['operationId']);
  });
  await stage.completed('BrokerDisconnectionSaga has completed', {
    person,
    type: 'BrokerDisconnectionSaga',
    origin,
  });
  await tour.step(
    'nothing hangs on the connection any more',
    async () => {
      await person.orderIs(rested.orderId, 'cancelled');
      const { status, accountIds } = await person.get(`/automations/${automationId}`);
      expectEqual('the automation', [status, accountIds], ['suspended', []]);
      await expectNoConnection(person, connected);
    },
    () => 'order cancelled, automation suspended and unbound, accounts and connection gone',
  );
  await stage.completed('the waiting OrderExecutionSaga has completed', {
    person,
    type: 'OrderExecutionSaga',
    origin: rested.orderId,
  });
};

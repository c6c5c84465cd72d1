import { testEnv } from '../../core/testing/decider-specification.ts';
import * as automation from '../../domains/automation/testing/fixtures.ts';
import { accountIdOf } from '../../domains/broker-account/identity.ts';
import * as account from '../../domains/broker-account/testing/fixtures.ts';
import { bind, DISCOVER, identity, VIRTUAL } from '../../domains/broker-connection/testing/fixtures.ts';
import * as order from '../../domains/order/testing/fixtures.ts';
import { CREATE, registerConnection } from '../../domains/user-account/testing/fixtures.ts';
import { open } from '../../domains/virtual-broker/testing/fixtures.ts';
import { id } from './contexts.ts';
import { SagaWorld } from './saga-world.ts';

export const { userId: USER } = testEnv();
export const CONNECTION = identity('virtual').brokerConnectionId;
export const VIRTUAL_ACCOUNTS = [id('virtual 1'), id('virtual 2')];
export const LINKED = VIRTUAL_ACCOUNTS.map((key) => accountIdOf(testEnv().idOf, USER, 'virtual', key));
export const AUTOMATION = id('automation');
export const ORDER = id('order');

/** A world in which something can be begun. */
type Begun = Pick<SagaWorld, 'begin'>;

/** A user with a virtual connection, two accounts at it, and an automation that trades on both. */
export const beginTrading = (world: Begun): void => {
  const accounts = { accountIds: LINKED, virtualAccountIds: VIRTUAL_ACCOUNTS };
  world.begin('user_account', USER, CREATE, {
    ...registerConnection('connection'),
    connectionId: CONNECTION,
  } as never);
  world.begin('broker_connection', CONNECTION, VIRTUAL, { ...DISCOVER, ...accounts } as never);
  for (const [n, accountId] of LINKED.entries()) {
    const virtualAccountId = VIRTUAL_ACCOUNTS[n] ?? '';
    const isVirtual = true;
    world.begin('user_account', USER, {
      type: 'RegisterAccountCommand',
      accountId,
      connectionId: CONNECTION,
      isVirtual,
    } as never);
    world.begin('virtual_broker', virtualAccountId, open({ brokerConnectionId: CONNECTION, accountId }));
    world.begin(
      'broker_account',
      accountId,
      account.link({ brokerConnectionId: CONNECTION, brokerAccountId: virtualAccountId }),
    );
  }
  world.begin('user_account', USER, {
    type: 'RegisterAutomationCommand',
    automationId: AUTOMATION,
  } as never);
  const served = LINKED.map((accountId) => ({ ...automation.reference('any'), accountId }));
  world.begin(
    'automation',
    AUTOMATION,
    automation.create({}, { automationId: AUTOMATION, accounts: served }),
    {
      ...automation.activate(),
      accounts: served.map((of) => ({ ...of, connectionHealthy: true })),
    } as never,
  );
  world.begin('broker_connection', CONNECTION, bind('automation'));
};

/** The same, and an order that works. */
export const trader = (): SagaWorld => {
  const world = new SagaWorld();
  beginTrading(world);
  world.begin(
    'order',
    ORDER,
    order.create({ orderId: ORDER, accountId: LINKED[0] ?? '', connectionId: CONNECTION }),
    order.SUBMIT,
    order.PLACE,
  );
  return world;
};

/** What is left of all that, by status. */
export const leftOf = (world: SagaWorld) => ({
  connection: world.status('broker_connection', CONNECTION),
  accounts: LINKED.map((key) => world.status('broker_account', key)),
  virtual: VIRTUAL_ACCOUNTS.map((key) => world.status('virtual_broker', key)),
  automation: world.status('automation', AUTOMATION),
});

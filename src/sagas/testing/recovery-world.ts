import type {
  BrokerAccountSnapshot,
  BrokerCall,
  BrokerOrderSnapshot,
  BrokerResult,
} from '../../brokers/port.ts';
import { plusMs } from '../../core/instant.ts';
import type { Effect, EffectOutcome } from '../../core/saga.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { identity, link } from '../../domains/broker-account/testing/fixtures.ts';
import { create, id, PLACE, SUBMIT } from '../../domains/order/testing/fixtures.ts';
import { open } from '../../domains/position/testing/commands.ts';
import { plainAsset } from '../../domains/shared/derivatives.ts';
import type { BookFacts } from '../account-books.ts';
import type { KnownOrder, OrdersRequest } from '../order-states.ts';
import { SagaWorld } from './saga-world.ts';

export const ACCOUNT = identity().accountAggregateId;
export const CONNECTION = id('connection');
export const LISTED = id('listed');
export const FILLED = id('filled');

/** The broker's view of an order. */
export const snapshot = (
  orderId: string,
  changes: Partial<BrokerOrderSnapshot> = {},
): BrokerOrderSnapshot => ({
  orderId,
  clientOrderId: orderId,
  brokerOrderId: 'broker-1',
  status: 'working',
  filledQuantity: '0',
  averageFillPrice: null,
  reason: null,
  fills: [],
  ...changes,
});

/** A fill of a hundred, and the order that it filled. */
export const filled = (orderId: string): BrokerOrderSnapshot =>
  snapshot(orderId, {
    status: 'filled',
    filledQuantity: '100',
    averageFillPrice: '150',
    fills: [{ fillId: `f-${orderId}`, price: '150', quantity: '100', commission: '0', filledAt: TEST_NOW }],
  });

/** An order as the port tells of it. */
export const known = (orderId: string, changes: Partial<KnownOrder> = {}): KnownOrder => ({
  orderId,
  accountId: ACCOUNT,
  brokerAccountId: 'virtual-1',
  clientOrderId: `client-${orderId}`,
  brokerOrderId: 'broker-1',
  status: 'placed',
  filledQuantity: '0',
  cancelRequestedAt: null,
  createdAt: TEST_NOW,
  ...changes,
});

/** A book of AAPL or another stock. */
export const bookOf = (symbol: string): BookFacts => ({
  symbol,
  asset: plainAsset('stock'),
  multiplier: '1',
  tickSize: '0.01',
  fillsInFlight: [],
});

/** What a test may decide; everything else goes well. */
export interface RecoveryRules {
  readonly connection?: string;
  readonly calls?: { readonly [Op in BrokerCall['op']]?: BrokerResult };
  readonly account?: Partial<BrokerAccountSnapshot>;
  readonly books?: readonly BookFacts[];
  /** What the broker answers to the look-up of an order. */
  readonly orders?: Readonly<Record<string, BrokerResult>>;
  /** Our orders as the port tells of them. */
  readonly known?: readonly KnownOrder[];
}

const ok = (value: unknown): BrokerResult => ({ ok: true, value });

/**
 * An account of 1,000 with two orders at the broker and a long position of 100 AAPL, which could not be read. The broker lists one order as
 * open, has filled the other, and holds what the rules say.
 */
export const recoveryWorld = (rules: RecoveryRules = {}) => {
  const world = new SagaWorld();
  const failure = { type: 'ReportAccountSyncFailureCommand', failureClass: 'transient', detail: 'no answer' };
  world.begin('broker_account', ACCOUNT, link(), failure);
  for (const orderId of [LISTED, FILLED])
    world.begin(
      'order',
      orderId,
      create({ orderId, clientOrderId: orderId, accountId: ACCOUNT }),
      SUBMIT,
      PLACE,
    );
  world.begin('position', `${ACCOUNT}:AAPL`, open('long', '100', '150', { accountId: ACCOUNT }));

  const account: BrokerAccountSnapshot = {
    status: 'active',
    figures: { balance: '900', equity: '1500', buyingPower: '900', asOf: plusMs(TEST_NOW, 1_000) },
    positions: [{ symbol: 'AAPL', quantity: '100', averagePrice: '150' }],
    openOrders: [snapshot(LISTED)],
    ...rules.account,
  };

  const broker = (call: BrokerCall): BrokerResult => {
    const given = rules.calls?.[call.op];
    if (given) return given;
    switch (call.op) {
      case 'listAccounts':
        return ok([{ accountId: ACCOUNT, brokerAccountId: 'virtual-1', accountType: 'margin' }]);
      case 'getAccount':
        return ok(account);
      case 'getOrder':
        return rules.orders?.[call.orderId] ?? ok(filled(call.orderId));
      default:
        return ok(null);
    }
  };

  const ours = rules.known ?? [known(LISTED), known(FILLED)];
  const call = (port: string, request: unknown): unknown => {
    switch (port) {
      case 'safety':
        return { statuses: { [CONNECTION]: rules.connection ?? 'connected' }, count: 0, ids: [] };
      case 'broker':
        return broker((request as { readonly call: BrokerCall }).call);
      case 'orders': {
        const asked = request as OrdersRequest;
        const orders =
          asked.by === 'accounts' ? ours : ours.filter(({ orderId }) => asked.orderIds.includes(orderId));
        return { readAt: TEST_NOW, orders };
      }
      case 'account_books':
        return rules.books ?? [bookOf('AAPL')];
      default:
        throw new Error(`no port ${port}`);
    }
  };

  const answer = (effect: Effect): EffectOutcome => {
    const { key } = effect;
    if (effect.kind === 'call') return { kind: 'call', key, value: call(effect.port, effect.request) };
    const { type, key: target } = effect.target;
    return { kind: 'command', key, result: world.give(type, target, effect.command, id('saga')) };
  };

  /** Types of what happened since it could not be read, of one kind of thing. */
  const told = (type: string): readonly string[] => {
    const failed = world.events.findIndex(({ eventType }) => eventType === 'AccountSyncFailed');
    return world.events
      .slice(failed + 1)
      .filter(({ aggregateType, sagaId }) => aggregateType === type && sagaId === id('saga'))
      .map(({ eventType }) => eventType);
  };

  return { world, trigger: world.last('AccountSyncFailed'), answer, told };
};

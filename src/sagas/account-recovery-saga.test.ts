import { describe, expect, it } from 'vitest';
import { brokerError } from '../brokers/port.ts';
import { plusMs } from '../core/instant.ts';
import type { SagaFailure } from '../core/saga.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { REJECT } from '../domains/order/testing/fixtures.ts';
import { accountRecoverySaga as saga } from './account-recovery-saga.ts';
import { conflictMatrix } from './conflicts.ts';
import { acting, contextOf } from './testing/contexts.ts';
import {
  ACCOUNT,
  bookOf,
  CONNECTION,
  FILLED,
  known,
  LISTED,
  type RecoveryRules,
  recoveryWorld,
  snapshot,
} from './testing/recovery-world.ts';
import { describeTrigger } from './testing/triggers.ts';
import { walk } from './testing/walk.ts';

const play = (rules: RecoveryRules = {}) => {
  const world = recoveryWorld(rules);
  return { ...world, ...walk(saga, world.trigger, world) };
};

describeTrigger(saga, recoveryWorld().trigger);

describe('the trigger', () => {
  it('is an account that could not be read; another recovery of it is dropped', () => {
    const { trigger } = recoveryWorld();
    const [first] = saga.triggers;
    expect(first?.dedupeKey(trigger)).toBe(ACCOUNT);
    expect(first?.conflictKey?.(trigger)).toBe(`broker_account:${ACCOUNT}`);
    expect(conflictMatrix(saga.type, saga.type)).toBe('drop');
  });
});

describe('an account that can be read again (2.5)', () => {
  it('takes over figures, orders and positions, and says so', () => {
    const { stopped, told, effects } = play();
    expect(stopped).toBeNull();
    expect(told('broker_account')).toEqual([
      'AccountDataFromBrokerUpdated',
      'AccountReconciliationCompleted',
      'AccountRecovered',
    ]);
    expect(told('position')).toEqual(['PositionReconciledEvent']);
    expect(effects['fetch_truth']).toMatchObject([
      {
        port: 'broker',
        request: { connectionId: CONNECTION, call: { op: 'getAccount', brokerAccountId: 'virtual-1' } },
      },
    ]);
  });

  it('an order that the broker no longer lists is looked up, its fills are booked, and then its status', () => {
    const { effects, told, world } = play();
    expect(effects['look_up_orders']).toMatchObject([
      { request: { call: { op: 'getOrder', orderId: FILLED, clientOrderId: `client-${FILLED}` } } },
    ]);
    expect(told('order')).toContain('OrderFilledEvent');
    expect(world.status('order', FILLED)).toBe('filled');
    expect(world.status('order', LISTED)).toBe('placed');
    expect(world.last('OrderSyncedFromBrokerEvent').data).toMatchObject({ alert: null });
  });

  it('an order that works at the broker and is over here leaves an alert', () => {
    const world = recoveryWorld({ known: [known(LISTED)] });
    world.world.begin('order', LISTED, REJECT);
    expect(walk(saga, world.trigger, world).stopped).toBeNull();
    expect(world.world.last('OrderSyncedFromBrokerEvent').data['alert']).toMatch(/status_conflict/);
  });

  it('orders of others at the broker are left alone, whatever they are called', () => {
    const foreign = [snapshot('web-17'), snapshot('11111111-1111-4111-8111-111111111111')];
    const { effects, stopped } = play({ account: { openOrders: foreign }, known: [] });
    expect(stopped).toBeNull();
    expect(effects['find_orders']).toMatchObject([
      { request: { by: 'accounts', accountIds: [ACCOUNT], untrackedOnly: false } },
      { request: { by: 'ids', orderIds: ['11111111-1111-4111-8111-111111111111'] } },
    ]);
    expect([...(effects['take_statuses'] ?? [])]).toEqual([]);
  });

  it('an order of another account of the user is left alone', () => {
    const { effects } = play({ known: [known(LISTED, { accountId: FILLED })] });
    expect(effects['take_statuses']).toEqual([]);
  });

  it.each([
    ['of the figures when they are newer', 1_000, 1_000],
    ['after the failure, which the broker was asked after', -9_000, 0],
  ])('its word is as of the instant %s', (_, figuresMs, asOfMs) => {
    const asOf = plusMs(TEST_NOW, figuresMs);
    const figures = { balance: '900', equity: '1500', buyingPower: '900', asOf };
    const { effects } = play({ account: { figures } });
    expect(effects['take_statuses']?.[0]).toMatchObject({
      command: { brokerUpdatedAt: plusMs(TEST_NOW, asOfMs) },
    });
  });

  it.each([
    ['busy', brokerError('transient', 'busy', 'later'), { kind: 'retry', reason: { code: 'busy' } }],
    ['unclear', brokerError('ambiguous', 'lost', 'who knows'), { kind: 'retry', uncertain: true }],
    [
      'unwilling',
      brokerError('rejected', 'unknown_account', 'no'),
      { kind: 'fail', failure: { code: 'unknown_account' } },
    ],
    [
      'gone',
      brokerError('not_connected', 'closed', 'no'),
      { kind: 'abort', reason: { code: 'connection_not_connected' } },
    ],
  ])(
    'no position is compared while the broker is %s when asked for an order: its fills would be counted twice',
    (_what, answer, ends) => {
      const { stopped, told, world } = play({ orders: { [FILLED]: answer } });
      expect(stopped).toMatchObject(ends);
      expect(told('position')).toEqual([]);
      expect(world.status('order', FILLED)).toBe('placed');
    },
  );

  it('an order that the broker never had is left as it is', () => {
    const missing = play({ orders: { [FILLED]: { ok: true, value: null } } });
    expect(missing.stopped).toBeNull();
    expect(missing.world.status('order', FILLED)).toBe('placed');
  });

  it('PO-U9: a position that the broker no longer has is closed, one that only it has is imported', () => {
    const { told, stopped } = play({
      account: { positions: [{ symbol: 'MSFT', quantity: '-5', averagePrice: '400' }] },
      books: [bookOf('AAPL'), bookOf('MSFT')],
    });
    expect(stopped).toBeNull();
    expect(told('position')).toEqual([
      'PositionReconciledEvent',
      'PositionClosedEvent',
      'PositionOpenedEvent',
      'PositionReconciledEvent',
    ]);
  });

  it('compares positions and books of the same moment, and again only with others that are read anew', () => {
    const { effects, context, answer } = play();
    expect(effects['read_books']).toMatchObject([
      { request: { call: { op: 'getAccount' } } },
      { port: 'account_books', request: { accountId: ACCOUNT, symbols: ['AAPL'] } },
    ]);
    const { retryFrom, execute } = acting(saga, 'reconcile_positions');
    expect(retryFrom).toBe('read_books');
    const books = acting(saga, retryFrom ?? 'none');
    const answers = books.execute(context).map((effect) => answer(effect));
    const read = books.settle(context, answers);
    if (read.kind !== 'done') throw new Error('the books cannot be read again');
    const again = { ...context, results: { ...context.results, read_books: read.result } };
    expect(effects['reconcile_positions']?.map(({ key }) => key)).toEqual(['AAPL']);
    expect(execute(again).map(({ key }) => key)).toEqual(['AAPL:2']);
  });
});

describe('a connection that is not well', () => {
  it('that is down: nothing is done, its own recovery comes first', () => {
    const { stopped, told } = play({ connection: 'error' });
    expect(stopped).toMatchObject({ kind: 'abort', reason: { code: 'connection_not_connected' } });
    expect(told('broker_account')).toEqual([]);
  });

  it('whose broker does not answer is handed over to the recovery of connections', () => {
    const { effects, stopped } = play({ calls: { health: brokerError('transient', 'busy', 'later') } });
    expect(effects['hand_over']).toMatchObject([
      {
        target: { type: 'broker_connection', key: CONNECTION },
        command: { type: 'ReportConnectionFailureCommand', requiresUserAction: false },
      },
    ]);
    expect(stopped).toMatchObject({ kind: 'abort', reason: { code: 'handed_over' } });
  });

  it.each(['listAccounts', 'getAccount'] as const)('that is lost during %s ends it in the same way', (op) => {
    const lost = brokerError('not_connected', 'connection_not_connected', 'gone');
    expect(play({ calls: { [op]: lost } }).stopped).toMatchObject({
      kind: 'abort',
      reason: { code: 'connection_not_connected' },
    });
  });
});

describe('an account that cannot be made to agree', () => {
  it.each([
    ['account_not_at_broker', { calls: { listAccounts: { ok: true, value: [] } } }],
    ['forbidden', { calls: { getAccount: brokerError('rejected', 'forbidden', 'no') } }],
    ['unknown_instrument', { account: { positions: [{ symbol: 'XYZ', quantity: '1', averagePrice: '1' }] } }],
  ] as const)('%s: it fails', (code, rules) => {
    expect(play(rules as RecoveryRules).stopped).toMatchObject({ kind: 'fail', failure: { code } });
  });

  it('fails rather than to take positions that did not fit for closed ones', () => {
    const positions = Array.from({ length: 600 }, (_, n) => ({
      symbol: `S${n}`,
      quantity: '1',
      averagePrice: '1',
    }));
    const books = positions.map(({ symbol }) => bookOf(symbol));
    expect(play({ account: { positions }, books }).stopped).toMatchObject({
      failure: { code: 'too_many_positions' },
    });
  });

  it('a broker that answers later is asked again, four times in all', () => {
    const { settle, attempts, retryBaseMs } = acting(saga, 'fetch_truth');
    const busy = {
      kind: 'call' as const,
      key: 'getAccount',
      value: brokerError('transient', 'busy', 'later'),
    };
    expect(settle(contextOf(saga, recoveryWorld().trigger), [busy])).toMatchObject({
      kind: 'retry',
      afterMs: null,
    });
    expect([attempts, retryBaseMs]).toEqual([4, 2_000]);
  });

  const failure: SagaFailure = { code: 'no_answer', detail: 'silence', kind: 'timeout', uncertain: true };
  const context = contextOf(saga, recoveryWorld().trigger);

  it('says so, asks for a person, and undoes nothing: the broker’s word stays the truth', () => {
    expect(saga.onFailed(context, failure)).toMatchObject([
      {
        target: { key: ACCOUNT },
        command: { type: 'RecordAccountRecoveryFailureCommand', reason: 'no_answer' },
      },
    ]);
    expect(saga.afterFailure?.(context, failure)).toMatchObject({ code: 'account_not_recovered' });
    expect(saga.afterFailure?.(context, { ...failure, kind: 'aborted' })).toBeNull();
    expect(saga.steps.some(({ compensate, pivot }) => compensate || pivot)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { DEFAULT_PYRAMIDING } from '../../domains/automation/configuration/pyramiding.ts';
import { account, id, position } from '../../domains/automation/testing/fixtures.ts';
import { MAX_ACCOUNTS } from '../../domains/automation/values.ts';
import { limit } from '../../domains/order/testing/fixtures.ts';
import { automationExecutionSaga as saga } from '../automation-execution-saga.ts';
import { acting, contextOf } from '../testing/contexts.ts';
import { A, ENTER, ofA, play, receivedBy, type Scene } from '../testing/signal-scene.ts';
import { signalWorld, type WorldRules } from '../testing/signal-world.ts';

const BUY = { payload: { action: 'buy' } };
const long = { position: position('long') };

describe('an entry', () => {
  it('is made from the plan alone, as the signal’s own order', () => {
    const { orders, outcomes, result, effects } = play(BUY);
    expect(effects['read_facts']).toMatchObject([{ request: { automationId: id('automation'), add: null } }]);
    expect([...orders.values()]).toMatchObject([
      {
        orderId: ofA(ENTER),
        clientOrderId: ofA(ENTER),
        accountId: A,
        automationId: id('automation'),
        createdBy: 'signal',
        side: 'buy',
        positionEffect: 'open',
        orderType: 'market',
        quantity: '10',
        submission: 'immediate',
        status: 'filled',
      },
    ]);
    expect(outcomes).toEqual([
      { accountId: A, result: 'done', orderIds: [ofA(ENTER)], code: null, detail: null },
    ]);
    expect(result).toBe('SignalProcessedEvent');
  });

  it('AU-R7: waits for its user when the automation does not submit by itself', () => {
    const { orders } = play({ ...BUY, configuration: { autoSubmit: false } });
    expect([...orders.values()]).toMatchObject([{ submission: 'on_approval', status: 'pending' }]);
  });

  it('AU-U12: brings its stop and target along', () => {
    const stopLoss = { type: 'percentage' as const, percentage: '5' };
    const takeProfit = { type: 'percentage' as const, percentage: '10' };
    const both = play({ ...BUY, configuration: { stopLoss, takeProfit } }).orders.get(ofA(ENTER));
    expect(both?.group?.orderClass).toBe('bracket');
    expect(both?.legs).toMatchObject([
      { role: 'stop_loss', side: 'sell', orderType: 'stop', stopPrice: '95', timeInForce: 'gtc' },
      { role: 'take_profit', side: 'sell', orderType: 'limit', limitPrice: '110' },
    ]);
    const one = play({ ...BUY, configuration: { stopLoss } }).orders.get(ofA(ENTER));
    expect(one).toMatchObject({ group: { orderClass: 'oto' }, legs: [{ role: 'stop_loss' }] });
  });

  it('AU-U12: trails by what the signal says', () => {
    const { orders } = play({ payload: { action: 'buy', stopLoss: { trailPercent: 3 } } });
    expect(orders.get(ofA(ENTER))?.legs).toMatchObject([
      { orderType: 'trailing_stop', trailPercent: '3', trailAmount: null, stopPrice: null },
    ]);
  });

  it('that its order refuses is rejected, with the reason', () => {
    const { outcomes, result } = play({ ...BUY, rules: { basis: () => ({ connected: false }) } });
    expect(outcomes).toMatchObject([{ result: 'rejected', orderIds: [], code: 'broker_not_connected' }]);
    expect(result).toBe('SignalRejectedEvent');
  });

  it('AU-R2: is not made once the automation was stopped', () => {
    const { orders, outcomes } = play({
      ...BUY,
      rules: { facts: () => ({ automationStatus: 'suspended' }) },
    });
    expect(orders.size).toBe(0);
    expect(outcomes).toMatchObject([{ result: 'rejected', code: 'automation_not_active' }]);
  });

  it('AU-U8: is not made when the signal has become too old, unless its user decides', () => {
    const late = { facts: () => ({ readAt: plusMs(TEST_NOW, 120_001) }) };
    expect(play({ ...BUY, rules: late }).outcomes).toMatchObject([{ code: 'signal_stale', orderIds: [] }]);
    const asked = play({ ...BUY, configuration: { autoSubmit: false }, rules: late });
    expect(asked.outcomes).toMatchObject([{ result: 'done' }]);
  });

  it('AU-U1: is not made on top of a position that another signal has opened meanwhile', () => {
    expect(play({ ...BUY, rules: { held: { [A]: '10' } } }).outcomes).toMatchObject([
      { result: 'rejected', code: 'position_exists' },
    ]);
  });

  it('PO-R1: adds only what the position’s own rules allow', () => {
    const pyramiding = { ...DEFAULT_PYRAMIDING, enabled: true };
    const scene = {
      payload: { action: 'add' },
      configuration: { pyramiding },
      accounts: [account(long)],
    };
    const allowed = play({ ...scene, rules: { held: { [A]: '100' } } });
    expect(allowed.effects['read_facts']).toMatchObject([
      { port: 'order_facts', request: { accountId: A, symbol: 'AAPL', add: { price: '100' } } },
    ]);
    expect(allowed.outcomes).toMatchObject([{ result: 'done', orderIds: [ofA(ENTER)] }]);
    const addRefusal = { code: 'insufficient_profit', detail: 'profit 1 %' };
    const refused = play({ ...scene, rules: { held: { [A]: '100' }, facts: () => ({ addRefusal }) } });
    expect(refused.outcomes).toMatchObject([{ result: 'rejected', ...addRefusal }]);
  });
});

describe('cancelling', () => {
  const entry = limit('90', { orderId: id('entry'), accountId: A });
  const scene = (rules: WorldRules): Scene => ({
    ...BUY,
    accounts: [account({ openOrders: [{ orderId: id('entry'), closes: false }] })],
    rules: { orders: [entry], ...rules },
  });

  it('comes first, and is waited for', () => {
    const { orders, outcomes, retries } = play(scene({}));
    expect(orders.get(id('entry'))?.status).toBe('cancelled');
    expect(outcomes).toMatchObject([{ result: 'done', orderIds: [ofA(ENTER)] }]);
    expect(retries).toEqual({});
  });

  it('an order that is over or never was is cancelled already', () => {
    expect(play(scene({ orders: [] })).outcomes).toMatchObject([{ result: 'done' }]);
  });

  it.each([
    ['refused', 'rejected', 'cancel_refused'],
    ['unanswered', 'failed', 'cancel_unconfirmed'],
  ] as const)(
    'a cancel that is %s stops the account: its units may still be claimed',
    (cancels, result, code) => {
      const { orders, outcomes } = play(scene({ cancels }));
      expect(outcomes).toMatchObject([{ result, code, orderIds: [] }]);
      expect(orders.size).toBe(1);
    },
  );

  it('an entry that was filled instead is not made twice', () => {
    const filled = { ...entry, orderType: 'market', limitPrice: null } as const;
    expect(play(scene({ orders: [filled] })).outcomes).toMatchObject([
      { result: 'rejected', code: 'filled_meanwhile' },
    ]);
  });

  it('all that there was to do makes a signal that is done', () => {
    const { outcomes } = play({ ...scene({}), payload: { action: 'cancel' } });
    expect(outcomes).toEqual([{ accountId: A, result: 'done', orderIds: [], code: null, detail: null }]);
  });

  it('a list that still shows a cancelled order does not make the new one cross it (OR-U13)', () => {
    const sold = {
      orderId: id('entry'),
      side: 'sell',
      orderType: 'limit',
      limitPrice: '90',
      groupId: null,
    } as const;
    const { outcomes } = play(scene({ basis: () => ({ workingOrders: [sold] }) }));
    expect(outcomes).toMatchObject([{ result: 'done' }]);
    const foreign = { ...sold, orderId: id('foreign') };
    expect(play(scene({ basis: () => ({ workingOrders: [foreign] }) })).outcomes).toMatchObject([
      { result: 'rejected', code: 'would_cross_own_order' },
    ]);
  });
});

describe('what is journaled', () => {
  it('fits into one event, for as many accounts and working orders as there may be', () => {
    const { trigger } = receivedBy(BUY);
    const [plan] = trigger.data['plans'] as { readonly accountId: string }[];
    const accountIds = Array.from({ length: MAX_ACCOUNTS }, (_, n) => id(`account ${n}`));
    const plans = accountIds.map((accountId) => ({ ...plan, accountId }));
    const many = { ...trigger, data: { ...trigger.data, accountIds, plans } };
    const sold = { side: 'sell', orderType: 'limit', limitPrice: '1234.56', groupId: id('group') } as const;
    const workingOrders = Array.from({ length: 300 }, (_, n) => ({ ...sold, orderId: id(`sold ${n}`) }));
    const world = signalWorld([], { basis: () => ({ workingOrders }) });
    const { execute, settle } = acting(saga, 'read_facts');
    const context = contextOf(saga, many);
    const outcomes = execute(context).map(world.answer);
    expect(outcomes).toHaveLength(MAX_ACCOUNTS);
    expect(JSON.stringify(settle(context, outcomes)).length).toBeLessThan(60_000);
  });
});

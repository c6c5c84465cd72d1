import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { buyingPower, figuresOf } from './buying-power.ts';
import { openVirtualAccountSchema } from './commands.ts';
import { holdingOf, workingOrders } from './state.ts';
import {
  apply,
  CLOCK,
  cancel,
  deposit,
  eventsAfter,
  faults,
  later,
  open,
  openMargin,
  PURGE,
  play,
  QUOTE,
  remove,
  reset,
  simulate,
  submit,
  submitStock,
  trades,
  withdraw,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const account = specification(virtualBrokerAggregate);
const used = eventsAfter(
  open(),
  submit('held'),
  submit('works', { limitPrice: '90' }),
  deposit('500'),
  simulate('sell', '5', '120'),
);

describe('the terms of an account', () => {
  it.each([
    ['0.99', false],
    ['1', true],
    ['10000000', true],
    ['10000000.01', false],
    ['-5', false],
    ['1e3', false],
  ])('VB-U1: it may start with %s: %s', (startingCash, fine) => {
    expect(openVirtualAccountSchema.safeParse(open({ startingCash })).success).toBe(fine);
  });

  it.each([
    ['slippageBps', 51],
    ['latencyMs', 2001],
    ['slippageBps', -1],
    ['latencyMs', 0.5],
  ])('VB-U9: %s of %d is out of range', (field, value) => {
    expect(openVirtualAccountSchema.safeParse({ ...open(), [field]: value }).success).toBe(false);
  });

  it('VB-R2: opening it again changes nothing, on margin call neither', () => {
    account
      .given(...eventsAfter(openMargin()))
      .when(open())
      .then();
  });
});

describe('a reset', () => {
  it('VB-U1: cancels orders, drops positions without P&L and returns to starting cash; the log keeps what was', () => {
    const outcome = account.given(...used).when(reset());
    const state = outcome.thenTypes('VirtualOrderCancelled', 'VirtualAccountReset');
    expect(state).toMatchObject({
      cash: '100000',
      netDeposits: '100000',
      netRealizedPnl: '0',
      status: 'active',
    });
    expect([state.holdings, workingOrders(state), buyingPower(state)]).toEqual([{}, [], '100000']);
    expect(outcome.events[1]?.data).toMatchObject({
      ledger: [{ type: 'reset', amount: '-100', balanceAfter: '100000', reference: 'reset' }],
    });
  });

  it('VB-U1: starts with another cash when asked, and returns to that the next time', () => {
    const state = account
      .given(...used)
      .when(reset('2500'))
      .thenTypes('VirtualOrderCancelled', 'VirtualAccountReset');
    expect(state.cash).toBe('2500');
    expect(play([deposit('1'), reset()], { state, events: [] }).state.cash).toBe('2500');
  });

  it('brokers 4.2.3: does not let an old order come again', () => {
    account
      .given(...used, ...account.given(...used).when(reset()).events)
      .when(submit('held'))
      .then();
  });
});

describe('funds', () => {
  it('invariant 8: a deposit and a withdrawal move cash by a ledger entry each', () => {
    const { state, events } = play([open(), deposit('250.5'), withdraw('100')]);
    expect(state).toMatchObject({ cash: '100150.5', netDeposits: '100150.5' });
    expect(events.slice(1)).toMatchObject([
      { type: 'VirtualFundsDeposited', data: { ledger: [{ type: 'deposit', amount: '250.5' }] } },
      { type: 'VirtualFundsWithdrawn', data: { ledger: [{ type: 'withdrawal', amount: '-100' }] } },
    ]);
  });

  it('VB-U4: what orders reserve cannot be withdrawn', () => {
    const given = account.given(...eventsAfter(open(), submit('a', { limitPrice: '90', quantity: '1000' })));
    given.when(withdraw('10000.01')).thenRejected('insufficient_funds', 'amount');
    given.when(withdraw('10000')).thenTypes('VirtualFundsWithdrawn');
  });

  it('VB-U4: borrowed money cannot be withdrawn', () => {
    const past = eventsAfter(openMargin({ startingCash: '10000' }), submitStock('a', { quantity: '150' }));
    const given = account.given(...past);
    expect(given.state()).toMatchObject({ cash: '-5000' });
    given.when(withdraw('1')).thenRejected('insufficient_funds', 'amount');
  });
});

describe('figures', () => {
  it('VB-R3: carry an instant that always grows, so that newer ones can be told from older', () => {
    const { state } = play([open(), deposit('1'), deposit('1')]);
    expect(state.asOf).toBe(later(2));
    expect(figuresOf(state, later(-100)).asOf).toBe(later(3));
  });
});

describe('deleting', () => {
  it('cancels what works and closes the log; only its own connection may, a purge always', () => {
    const given = account.given(...used);
    given.when(remove('other')).thenRejected('connection_mismatch', 'brokerConnectionId');
    const state = given.when(remove()).thenTypes('VirtualOrderCancelled', 'VirtualAccountDeleted');
    expect(virtualBrokerAggregate.decider.isTerminal?.(state)).toBe(true);
    given.when(PURGE).thenTypes('VirtualOrderCancelled', 'VirtualAccountDeleted');
  });

  it('invariant 15: twice, or of what never was, changes nothing', () => {
    account
      .given(...used, ...eventsAfter(open(), PURGE).slice(1))
      .when(remove('other'))
      .then();
    account.given().when(PURGE).then();
  });
});

describe('without a network', () => {
  it('VB-R1: an order is accepted and filled in one decision, and nothing is left to be waited for', () => {
    const { state, events } = play([open(), submit('a')]);
    expect(trades(events)).toHaveLength(1);
    expect(virtualBrokerAggregate.decider.nextDue?.(state)).toBeNull();
  });
});

describe('a simulated trade', () => {
  it('is booked without an order, with all of its money', () => {
    const { events, state } = account.given(...eventsAfter(open())).when(simulate('buy', '10', '50'));
    expect(trades(events)).toMatchObject([
      { orderId: null, clientOrderId: null, brokerOrderId: null, cause: 'simulated', quoteAt: null },
    ]);
    expect(holdingOf(state, 'AAPL')).toMatchObject({ quantity: '10', cost: '500' });
  });

  it.each([
    ['insufficient_buying_power', simulate('buy', '3000', '50')],
    ['insufficient_quantity', simulate('sell', '1', '50')],
    ['invalid_order', simulate('buy', '1', '50', { assetType: 'option' })],
  ])('VB-U4: is refused as an order would be: %s', (code, command) => {
    account
      .given(...eventsAfter(open()))
      .when(command)
      .thenRejected(code);
  });

  it('does not sell what an order has claimed', () => {
    const claim = submit('s', { side: 'sell', limitPrice: '200', quantity: '8' });
    account
      .given(...eventsAfter(open(), submit('held'), claim))
      .when(simulate('sell', '3', '100'))
      .thenRejected('insufficient_quantity');
  });
});

describe('faults', () => {
  it('VB-P5: are set and ended by an event', () => {
    const given = account.given(...eventsAfter(open(), faults({ hangMs: 5 })));
    expect(given.state().faults.hangMs).toBe(5);
    expect(given.when(faults({})).thenTypes('VirtualFaultProfileSet').faults.hangMs).toBe(0);
  });
});

describe('nothing happens', () => {
  it.each([
    ['a quote that nobody waits for', apply(QUOTE)],
    ['a clock with nothing due', CLOCK],
    ['the faults that are set already', faults({})],
    [
      'an expiry of what is not held',
      { type: 'SettleExpiryCommand', symbol: 'X', date: '2026-01-16', underlyingPrice: '1' } as never,
    ],
  ])('by %s', (_, command) => {
    account
      .given(...eventsAfter(open()))
      .when(command)
      .then();
  });

  it('by the cancel of an order that is cancelled, whoever it was for', () => {
    const past = eventsAfter(open(), submit('a', { limitPrice: '1' }), cancel('a'));
    account
      .given(...past)
      .when({ ...cancel('a'), reason: 'again' })
      .then();
  });
});

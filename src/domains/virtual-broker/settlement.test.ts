import { describe, expect, it } from 'vitest';
import { localDate, plusDays } from '../../core/local-date.ts';
import { specification } from '../../core/testing/decider-specification.ts';
import { buyingPower } from './buying-power.ts';
import { availableQuantity } from './claims.ts';
import type { SettleExpiryCommand } from './commands.ts';
import { closedOrder, holdingOf } from './state.ts';
import { EXPIRY, future, futureOption, option, orderFor } from './testing/contracts.ts';
import {
  deposit,
  eventsAfter,
  id,
  open,
  openMargin,
  play,
  quote,
  simulate,
  submit,
  submitStock,
  trades,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const account = specification(virtualBrokerAggregate);
const CALL = option('call', '100');
const PUT = option('put', '100');
const settle = (symbol: string, underlyingPrice: string, date = EXPIRY): SettleExpiryCommand => ({
  type: 'SettleExpiryCommand',
  symbol,
  date,
  underlyingPrice,
});
const settled = (commands: Parameters<typeof play>[0]) => {
  const { state, events } = play(commands);
  const event = events.find(({ type }) => type === 'VirtualPositionSettled');
  return { state, data: event?.type === 'VirtualPositionSettled' ? event.data : null };
};

describe('a long option', () => {
  it('VB-P2: in the money becomes shares at the strike when the funds suffice', () => {
    const { state, data } = settled([open(), simulate('buy', '2', '3', CALL), settle(CALL.symbol, '110')]);
    expect(data).toMatchObject({
      outcome: 'exercised',
      side: 'long',
      quantity: '2',
      settlementPrice: '0',
      stockTrade: { symbol: 'AAPL', side: 'buy', quantity: '200', price: '100' },
      cash: '-20000',
      netRealizedPnl: '-600',
    });
    expect(holdingOf(state, 'AAPL')).toMatchObject({ quantity: '200', cost: '20000', mark: '110' });
    expect(holdingOf(state, CALL.symbol)).toBeUndefined();
    expect(state.cash).toBe('79400');
  });

  it('VB-P2: is sold at its intrinsic value when they do not', () => {
    const { state, data } = settled([
      open({ startingCash: '5000' }),
      simulate('buy', '1', '3', CALL),
      settle(CALL.symbol, '110'),
    ]);
    expect(data).toMatchObject({ outcome: 'sold_at_intrinsic', settlementPrice: '10', cash: '1000' });
    expect(state).toMatchObject({ cash: '5700', netRealizedPnl: '700', holdings: {} });
  });

  it.each([
    ['100', 'worthless'],
    ['100.009', 'worthless'],
    ['100.01', 'exercised'],
    ['50', 'worthless'],
  ])('VB-P2: with the stock at %s is %s', (price, outcome) => {
    expect(settled([open(), simulate('buy', '1', '3', CALL), settle(CALL.symbol, price)]).data?.outcome).toBe(
      outcome,
    );
  });

  it('VB-P2: a put sells shares that are there, else it is sold', () => {
    const bought = [open(), simulate('buy', '1', '3', PUT)];
    const withShares = settled([...bought, simulate('buy', '100', '95'), settle(PUT.symbol, '90')]);
    expect(withShares.data).toMatchObject({
      outcome: 'exercised',
      stockTrade: { side: 'sell' },
      cash: '10000',
    });
    expect(withShares.state).toMatchObject({ holdings: {}, netRealizedPnl: '200' });
    expect(settled([...bought, settle(PUT.symbol, '90')]).data?.outcome).toBe('sold_at_intrinsic');
  });
});

describe('a short option', () => {
  const covered = [open(), simulate('buy', '100', '95'), simulate('sell', '1', '3', CALL)];

  it('VB-P2: a call is covered by shares, which can then not be sold', () => {
    const { state } = play(covered);
    expect(availableQuantity(state, 'AAPL')).toBe('0');
    const refused = play([
      open(),
      submit(
        's',
        { ...orderFor(CALL), side: 'sell', quantity: '1' },
        quote('3', '3.1', { symbol: CALL.symbol }),
      ),
    ]);
    expect(closedOrder(refused.state, id('s'))?.code).toBe('uncovered_option');
  });

  it('VB-P2: in the money is assigned: the shares go at the strike', () => {
    const { state, data } = settled([...covered, settle(CALL.symbol, '120')]);
    expect(data).toMatchObject({
      outcome: 'assigned',
      side: 'short',
      stockTrade: { side: 'sell', quantity: '100', price: '100' },
    });
    // 500 with the shares and 300 of premium.
    expect(state).toMatchObject({ cash: '100800', netRealizedPnl: '800', holdings: {} });
  });

  it('VB-P2: a put is secured by cash for its strike, and assigned it buys the shares', () => {
    const sold = [open({ startingCash: '10000' }), simulate('sell', '1', '3', PUT)];
    expect(buyingPower(play(sold).state)).toBe('300');
    expect(closedOrder(play([...sold, submit('b')]).state, id('b'))?.code).toBe('insufficient_buying_power');
    const { state, data } = settled([...sold, settle(PUT.symbol, '90')]);
    expect(data).toMatchObject({ outcome: 'assigned', cash: '-10000' });
    expect(holdingOf(state, 'AAPL')).toMatchObject({ quantity: '100', cost: '10000', mark: '90' });
    expect(state.cash).toBe('300');
  });

  it('VB-P2: out of the money keeps its premium', () => {
    const { state } = settled([...covered, settle(CALL.symbol, '99')]);
    expect(state.netRealizedPnl).toBe('300');
    expect(availableQuantity(state, 'AAPL')).toBe('100');
  });
});

describe('an expiry', () => {
  const held = eventsAfter(open(), simulate('buy', '1', '3', CALL), simulate('buy', '1', '100'));

  it('comes not before its date, and not to what never expires', () => {
    const given = account.given(...held);
    given.when(settle(CALL.symbol, '110', plusDays(EXPIRY, -1))).thenRejected('not_expired', 'date');
    given.when(settle('AAPL', '110')).thenRejected('never_expires', 'symbol');
  });

  it('VB-P2: ends the orders for the contract, and happens once', () => {
    const past = [
      ...held,
      ...eventsAfter(open(), submit('w', { ...orderFor(CALL), limitPrice: '1' }, null)).slice(1),
    ];
    const outcome = account.given(...past).when(settle(CALL.symbol, '90'));
    outcome.thenTypes('VirtualOrderExpired', 'VirtualPositionSettled');
    account
      .given(...past, ...outcome.events)
      .when(settle(CALL.symbol, '90'))
      .then();
  });

  it('VB-P2: cancels orders that would close more than is left', () => {
    const { state } = play([
      openMargin({ startingCash: '50000' }),
      submitStock('short', { side: 'sell', quantity: '100' }),
      submitStock('cover', { limitPrice: '50', quantity: '100' }),
      simulate('sell', '1', '3', PUT),
      settle(PUT.symbol, '90'),
    ]);
    expect(closedOrder(state, id('cover'))).toMatchObject({
      status: 'cancelled',
      detail: 'nothing_to_close',
    });
    expect(holdingOf(state, 'AAPL')).toBeUndefined();
  });
});

describe('a future', () => {
  const FUTURE_EXPIRY = localDate(2026, 12, 18);
  const bought = [openMargin({ startingCash: '100000' }), simulate('buy', '2', '5000', future)];

  it('VB-P3: binds a tenth of its notional and moves no cash when it is opened', () => {
    const { state } = play(bought);
    expect(state).toMatchObject({ cash: '100000', netRealizedPnl: '0' });
    // 2 × 5000 × 50 = 500,000, a tenth of it from the equity of 100,000, doubled.
    expect(buyingPower(state)).toBe('100000');
  });

  it('VB-P3: pays its gains and losses into cash when it is closed', () => {
    const { state, events } = play([...bought, simulate('sell', '2', '5010.25', future)]);
    expect(trades(events).at(-1)?.ledger).toMatchObject([{ type: 'variation', amount: '1025' }]);
    expect(state).toMatchObject({ cash: '101025', netRealizedPnl: '1025', holdings: {} });
  });

  it('VB-P3: is settled in cash when it expires, and so is an option on it', () => {
    const { data, state } = settled([...bought, settle('ESZ26', '4990', FUTURE_EXPIRY)]);
    expect(data).toMatchObject({
      outcome: 'cash_settled',
      settlementPrice: '4990',
      cash: '-1000',
      stockTrade: null,
    });
    expect(state.cash).toBe('99000');
    const onFuture = [open(), simulate('buy', '1', '20', futureOption)];
    const inTheMoney = settled([...onFuture, settle(futureOption.symbol, '5040', FUTURE_EXPIRY)]);
    expect(inTheMoney.data).toMatchObject({ outcome: 'cash_settled', settlementPrice: '40', cash: '2000' });
  });

  it('VB-P3: needs a margin account', () => {
    account
      .given(...eventsAfter(open(), deposit('1000000')))
      .when(simulate('buy', '1', '5000', future))
      .thenRejected('margin_account_required');
  });

  it('VB-P3: may be sold without borrowing anything', () => {
    const { state } = play([
      openMargin(),
      simulate('sell', '1', '5000', future),
      simulate('buy', '1', '4990', future),
    ]);
    expect(state).toMatchObject({ cash: '100500', holdings: {} });
  });
});

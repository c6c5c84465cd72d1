import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { buyingPower } from './buying-power.ts';
import type { ApplyCorporateActionCommand } from './commands.ts';
import { averagePrice } from './holdings.ts';
import { closedOrder, holdingOf, workingOrder } from './state.ts';
import { EXPIRY, option, orderFor } from './testing/contracts.ts';
import {
  eventsAfter,
  id,
  open,
  openMargin,
  play,
  quote,
  simulate,
  submit,
  submitStock,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const account = specification(virtualBrokerAggregate);
const act = (
  action: ApplyCorporateActionCommand['action'],
  actionId: string = action.kind,
): ApplyCorporateActionCommand => ({ type: 'ApplyCorporateActionCommand', actionId, action });
const split = (from: number, to: number) =>
  act({ kind: 'split', symbol: 'AAPL', from, to, exDate: EXPIRY }, `split-${from}-${to}`);
const dividend = act({ kind: 'cash_dividend', symbol: 'AAPL', perShare: '0.25', exDate: EXPIRY });
const rename = act({ kind: 'symbol_change', symbol: 'AAPL', newSymbol: 'APPL', exDate: EXPIRY });

describe('a split', () => {
  it('VB-P4: scales quantity and price inversely and changes no money', () => {
    const before = play([open(), submit('a')]);
    const { state } = play([split(1, 4)], before);
    const held = holdingOf(state, 'AAPL');
    expect(held).toMatchObject({ quantity: '40', cost: '1000', mark: '25' });
    expect(held && averagePrice(held)).toBe('25');
    expect([state.cash, buyingPower(state)]).toEqual([before.state.cash, buyingPower(before.state)]);
  });

  it('VB-P4: scales pending orders, with what they reserve', () => {
    const { state, events } = play([
      open(),
      submit('a', { limitPrice: '90', quantity: '10' }),
      submit('t', { side: 'buy', trailAmount: '8', quantity: '2' }),
      split(1, 4),
    ]);
    expect(workingOrder(state, id('a'))).toMatchObject({
      quantity: '40',
      limitPrice: '22.5',
      reservedCash: '900',
    });
    expect(workingOrder(state, id('t'))).toMatchObject({ trailAmount: '2', waterMark: '24.9975' });
    expect(events.at(-2)).toMatchObject({
      type: 'VirtualOrderReplaced',
      data: { reason: 'corporate_action', changes: { quantity: '40', limitPrice: '22.5', stopPrice: null } },
    });
  });

  it('VB-P4: never lets orders close more than is held, also where parts are rounded', () => {
    const sells = [1, 2, 3].map((n) => submit(`s${n}`, { side: 'sell', limitPrice: '200', quantity: '1' }));
    const { state } = play([open(), submit('a', { quantity: '3' }), ...sells, split(7, 1)]);
    expect(holdingOf(state, 'AAPL')?.quantity).toBe('0.428571428571');
    expect(workingOrder(state, id('s1'))?.remaining).toBe('0.142857142857');
  });

  it('VB-P4: makes contracts on the shares larger at a lower strike, and cancels orders for them', () => {
    const call = option('call', '100');
    const { state } = play([
      open(),
      simulate('buy', '1', '3', call),
      submit('o', { ...orderFor(call), limitPrice: '1' }, null),
      split(1, 2),
    ]);
    expect(holdingOf(state, call.symbol)).toMatchObject({
      multiplier: '200',
      mark: '1.5',
      cost: '300',
      asset: { optionStrikePrice: '50', optionContractSize: '200' },
    });
    expect(closedOrder(state, id('o'))?.detail).toBe('corporate_action');
  });
});

describe('a cash dividend', () => {
  it('VB-P4: credits what is held long', () => {
    const { state, events } = play([open(), submit('a'), dividend]);
    expect(state).toMatchObject({ cash: '99002.5', netRealizedPnl: '2.5' });
    expect(events.at(-1)).toMatchObject({
      type: 'VirtualCorporateActionApplied',
      data: { ledger: [{ type: 'dividend', amount: '2.5' }] },
    });
  });

  it('VB-P4: debits what is held short', () => {
    const { state } = play([openMargin(), submitStock('s', { side: 'sell' }), dividend]);
    expect(state).toMatchObject({ cash: '100997.4', netRealizedPnl: '-2.5' });
  });
});

describe('a change of symbol', () => {
  it('VB-P4: takes the position along and cancels orders for the old symbol', () => {
    const { state } = play([open(), submit('a'), submit('w', { limitPrice: '1' }), rename]);
    expect(holdingOf(state, 'AAPL')).toBeUndefined();
    expect(holdingOf(state, 'APPL')).toMatchObject({ symbol: 'APPL', quantity: '10', cost: '1000' });
    expect(closedOrder(state, id('w'))).toMatchObject({ status: 'cancelled', detail: 'corporate_action' });
  });

  it('is refused when the new symbol is held already', () => {
    const symbol = 'APPL';
    const past = eventsAfter(open(), submit('a'), submit('b', { symbol }, quote('9', '10', { symbol })));
    account
      .given(...past)
      .when(rename)
      .thenRejected('symbol_in_use', 'newSymbol');
  });
});

describe('a corporate action', () => {
  it('VB-P4: is applied once, and not at all where nothing is concerned', () => {
    const past = eventsAfter(open(), submit('a'), dividend);
    account
      .given(...past)
      .when(dividend)
      .then();
    account
      .given(...eventsAfter(open()))
      .when(split(1, 2))
      .then();
  });
});

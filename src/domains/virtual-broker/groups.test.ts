import { describe, expect, it } from 'vitest';
import { availableQuantity } from './claims.ts';
import { closedOrder, workingOrder } from './state.ts';
import {
  apply,
  id,
  later,
  open,
  openMargin,
  type Played,
  play,
  quote,
  submit,
  submitStock,
  tick,
  trades,
} from './testing/fixtures.ts';

const group = { ocoGroupId: id('group'), side: 'sell' as const, quantity: '10' };
const exits = [
  open({ profile: 'conservative' }),
  submit('held'),
  apply(quote('99.99', '100', { at: later(1) })),
  submit('target', { ...group, limitPrice: '110' }),
  submit('stop', { ...group, stopPrice: '90' }),
];
const both = play(exits);
const typesSince = ({ events }: Played, before: Played) =>
  events.slice(before.events.length).map(({ type }) => type);
const offer = (bid: string, bidSize: string, ms: number) =>
  apply(quote(bid, bid, { bidSize, askSize: bidSize, at: later(ms) }));

describe('orders of one group', () => {
  it('VB-P1: claim quantity once', () => {
    expect([workingOrder(both.state, id('target')), workingOrder(both.state, id('stop'))]).not.toContain(
      null,
    );
    expect(availableQuantity(both.state, 'AAPL')).toBe('0');
    const { state } = play([submit('more', { side: 'sell', quantity: '1' })], both);
    expect(closedOrder(state, id('more'))?.code).toBe('insufficient_quantity');
  });

  it('VB-P1: cancel each other in the decision that fills one', () => {
    const filled = play([offer('111', '100', 5)], both);
    expect(typesSince(filled, both)).toEqual(['TradeSimulatedEvent', 'VirtualOrderCancelled']);
    expect(closedOrder(filled.state, id('stop'))).toMatchObject({ status: 'cancelled', detail: 'oco' });
  });

  it('VB-P1: lose what another fills in part', () => {
    const part = play([offer('111', '4', 5)], both);
    expect(typesSince(part, both)).toEqual(['TradeSimulatedEvent', 'VirtualOrderReplaced']);
    expect(part.events.at(-1)?.data).toMatchObject({
      reason: 'oco',
      changes: { quantity: '6', stopPrice: null },
      remainingQuantity: '6',
    });
    const stopped = play([offer('89', '100', 6)], part);
    expect(trades(stopped.events).at(-1)).toMatchObject({ clientOrderId: 'stop', quantity: '6' });
    expect(stopped.state).toMatchObject({ books: {}, holdings: {} });
  });

  it('VB-P1: one that comes when the group is filled already is refused, instead of selling short', () => {
    const alone = play([...exits.slice(0, 4), offer('111', '100', 5)]);
    const { state } = play([exits[4] ?? submit('stop')], alone);
    expect(closedOrder(state, id('stop'))?.code).toBe('oco_group_filled');
  });

  it('VB-P1: one that comes when the group is filled in part is for the rest', () => {
    const part = play([
      ...exits.slice(0, 4),
      offer('111', '4', 5),
      submit('stop', { ...group, stopPrice: '90' }),
    ]);
    expect(workingOrder(part.state, id('stop'))).toMatchObject({ quantity: '6', remaining: '6' });
    const margin = play([
      openMargin({ profile: 'conservative' }),
      submitStock('a', { ...group, side: 'buy', limitPrice: '100' }),
      offer('99', '4', 5),
      submitStock('b', { ...group, side: 'buy', limitPrice: '90' }),
    ]);
    expect(workingOrder(margin.state, id('b'))).toMatchObject({
      quantity: '6',
      remaining: '6',
      reservedCash: '540',
    });
  });

  it('do not touch other orders', () => {
    const other = play([submit('other', { limitPrice: '50' })], both);
    const filled = play([apply(tick('111', 5))], other);
    expect(workingOrder(filled.state, id('other'))).not.toBeNull();
  });
});

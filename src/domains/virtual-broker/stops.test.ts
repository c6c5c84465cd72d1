import { describe, expect, it } from 'vitest';
import type { BrokerOrder } from '../shared/trading.ts';
import { workingOrder } from './state.ts';
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

const held = play([open(), submit('held')]);
const typesSince = ({ events }: Played, before: Played) =>
  events.slice(before.events.length).map(({ type }) => type);
const placed = (terms: Partial<BrokerOrder>) => play([submit('s', { side: 'sell', ...terms })], held);

describe('a stop', () => {
  it.each([
    ['sell', '95', '95.01', false],
    ['sell', '95', '95', true],
    ['sell', '95', '80', true],
    ['buy', '105', '104.99', false],
    ['buy', '105', '105', true],
    ['buy', '105', '130', true],
  ] as const)('VB-U7: to %s at %s is elected by a last trade at %s: %s', (side, stopPrice, last, elected) => {
    const before = placed({ side, stopPrice });
    const after = play([apply(tick(last, 5))], before);
    expect(typesSince(after, before)).toEqual(
      elected ? ['VirtualOrderTriggered', 'TradeSimulatedEvent'] : [],
    );
  });

  it('VB-U7: behind a gap fills at the worse price', () => {
    const { events } = play([apply(quote('80', '80.5', { at: later(5) }))], placed({ stopPrice: '95' }));
    expect(trades(events).at(-1)).toMatchObject({ price: '80', quantity: '10' });
  });

  it('VB-U7: is elected by the last trade, not by the quote', () => {
    const before = placed({ stopPrice: '95' });
    const after = play([apply(quote('90', '91', { last: '99', at: later(5) }))], before);
    expect(typesSince(after, before)).toEqual([]);
  });

  it('VB-U7: with a limit then waits for its limit', () => {
    const before = placed({ stopPrice: '95', limitPrice: '94' });
    const triggered = play([apply(tick('93', 5))], before);
    expect(typesSince(triggered, before)).toEqual(['VirtualOrderTriggered']);
    expect(workingOrder(triggered.state, id('s'))).toMatchObject({ triggered: true, remaining: '10' });
    const filled = play([apply(tick('94', 6))], triggered);
    expect(trades(filled.events).at(-1)).toMatchObject({ price: '94' });
  });

  it('VB-U4: to buy reserves 3 % above its price', () => {
    const { state } = play([open(), submit('s', { stopPrice: '110' })]);
    expect(workingOrder(state, id('s'))?.reservedCash).toBe('1133');
  });
});

describe('a trailing stop', () => {
  const trailing = placed({ trailAmount: '2' });
  const at = (ms: number, last: string, before: Played) =>
    play([apply(tick(last, ms))], before, { now: later(ms) });

  it('VB-U7: follows the best price and only that', () => {
    const up = at(10, '105', trailing);
    expect(workingOrder(up.state, id('s'))?.waterMark).toBe('105');
    expect(up.events.at(-1)).toMatchObject({
      type: 'VirtualTrailingStopMoved',
      data: { waterMark: '105', stopPrice: '103' },
    });
    const down = at(2000, '104', up);
    expect(down.events).toEqual(up.events);
    expect(typesSince(at(3000, '103', down), down)).toEqual(['VirtualOrderTriggered', 'TradeSimulatedEvent']);
  });

  it('VB-U7: in percent stays that share behind, and one to buy follows downwards', () => {
    const before = play([openMargin(), submitStock('b', { trailPercent: '10', quantity: '1' })]);
    const down = at(10, '80', before);
    expect(down.events.at(-1)).toMatchObject({ data: { waterMark: '80', stopPrice: '88' } });
    expect(typesSince(at(20, '88', down), down)).toEqual(['VirtualOrderTriggered', 'TradeSimulatedEvent']);
  });

  it('DESIGN 6: tells of its mark once a second at most, and always before it triggers', () => {
    const first = at(10, '105', trailing);
    expect(at(900, '106', first).events).toEqual(first.events);
    expect(typesSince(at(1010, '106', first), first)).toEqual(['VirtualTrailingStopMoved']);
    const both = play([apply(tick('110', 20), tick('107.9', 30))], first, { now: later(500) });
    expect(typesSince(both, first)).toEqual([
      'VirtualTrailingStopMoved',
      'VirtualOrderTriggered',
      'TradeSimulatedEvent',
    ]);
  });

  it('DESIGN 6: does not tell of less than a tick', () => {
    const percent = play([submit('p', { side: 'sell', trailPercent: '99' })], held);
    expect(at(10, '100', percent).events).toEqual(percent.events);
  });

  it('VB-U13: is not elected by a quote that is older than its mark', () => {
    const up = at(1000, '105', trailing);
    expect(play([apply(tick('100', 900))], up, { now: later(3000) }).events).toEqual(up.events);
  });

  it('VB-U7: that has seen no price begins at the first', () => {
    const unseen = play([submit('s', { side: 'sell', trailAmount: '2' }, null)], held);
    expect(workingOrder(unseen.state, id('s'))?.waterMark).toBeNull();
    expect(workingOrder(at(5, '90', unseen).state, id('s'))?.waterMark).toBe('90');
  });
});

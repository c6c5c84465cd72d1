import { describe, expect, it } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { buyingPower } from './buying-power.ts';
import { closedOrder, holdingOf, wantedSymbols, workingOrder } from './state.ts';
import {
  apply,
  cancel,
  faults,
  id,
  later,
  open,
  play,
  quote,
  reset,
  submit,
  tick,
  trades,
} from './testing/fixtures.ts';

const many = Array.from({ length: 40 }, (_, n) => submit(`order-${n}`, { quantity: '1' }));
const faultsOf = (events: ReturnType<typeof play>['events']) =>
  events.flatMap(({ data }) => ('reportFault' in data ? [data.reportFault] : []));

describe('reports', () => {
  it('VB-P5: are faulty as often as was ordered, and the events say how', () => {
    const ordered = faults({ dropReports: '0.3', duplicateReports: '0.2', reorderReports: '0.1' });
    const told = faultsOf(play([open(), ordered, ...many]).events);
    for (const kind of ['none', 'drop', 'duplicate', 'reorder']) expect(told).toContain(kind);
    expect(told).not.toContain('delay');
    expect(faultsOf(play([open(), ordered, ...many]).events)).toEqual(told);
  });

  it.each([
    ['drop', { dropReports: '1' }],
    ['duplicate', { duplicateReports: '1' }],
    ['reorder', { reorderReports: '1' }],
    ['delay', { delayReportsMs: 50 }],
    ['none', {}],
  ])('VB-P5: are always hit by %s when that is ordered', (kind, profile) => {
    const told = faultsOf(
      play([open(), faults(profile), submit('a'), submit('b', { limitPrice: '1' }), cancel('b')]).events,
    );
    expect(new Set(told)).toEqual(new Set([kind]));
  });

  it('VB-P5: money is the same with all faults as with none', () => {
    const all = faults({ dropReports: '0.5', duplicateReports: '0.5', ambiguousSubmit: '1', hangMs: 900 });
    const { cash, holdings } = play([open(), all, ...many]).state;
    const without = play([open(), ...many]).state;
    expect([cash, holdings]).toEqual([without.cash, without.holdings]);
  });
});

describe('an ambiguous submit', () => {
  it('VB-P5: is accepted and filled all the same, and the order remembers that its answer was lost', () => {
    const { state } = play([
      open(),
      faults({ ambiguousSubmit: '1' }),
      submit('a'),
      submit('b', { limitPrice: '1' }),
    ]);
    expect(closedOrder(state, id('a'))).toMatchObject({ status: 'filled', ambiguous: true });
    expect(workingOrder(state, id('b'))?.ambiguous).toBe(true);
  });
});

describe('partial fills', () => {
  it('VB-P5: can be forced, also where the account has none', () => {
    const { events } = play([open(), faults({ forcePartialFills: true }), submit('a')]);
    const [trade] = trades(events);
    expect(decimal(trade?.quantity ?? '0').lte(10)).toBe(true);
    expect(trade?.draws).toMatchObject({ partial: expect.any(String), size: expect.any(String) });
  });
});

describe('a late fill', () => {
  const late = faults({ lateFillAfterCancel: true });
  const cancelled = play([open(), late, submit('a', { limitPrice: '95' }), cancel('a')]);

  it('VB-P5: follows a cancel that was acknowledged, with the next quote', () => {
    expect(cancelled.events.at(-1)).toMatchObject({
      type: 'VirtualOrderCancelled',
      data: { lateFill: true },
    });
    expect(wantedSymbols(cancelled.state)).toEqual(['AAPL']);
    const { state, events } = play([apply(quote('100', '100.1', { at: later(5) }))], cancelled);
    expect(trades(events)).toMatchObject([
      { late: true, cause: 'late_fill', quantity: '10', price: '95', remainingQuantity: '0' },
    ]);
    expect(closedOrder(state, id('a'))).toMatchObject({ status: 'cancelled', filledQuantity: '10' });
    expect(holdingOf(state, 'AAPL')?.quantity).toBe('10');
    expect([state.late, wantedSymbols(state)]).toEqual([{}, []]);
  });

  it('VB-P5: keeps its reservation until it comes, so that it never overdraws', () => {
    expect(buyingPower(cancelled.state)).toBe('99050');
    expect(buyingPower(play([apply(tick('90', 5))], cancelled).state)).toBe('99099.9');
  });

  it('VB-P5: keeps the quantity that a sell has claimed', () => {
    const sold = play([
      open(),
      late,
      submit('held'),
      submit('s', { side: 'sell', limitPrice: '120' }),
      cancel('s'),
    ]);
    const { state } = play([submit('again', { side: 'sell' })], sold);
    expect(closedOrder(state, id('again'))?.code).toBe('insufficient_quantity');
    expect(play([apply(tick('100', 5))], sold).state).toMatchObject({ holdings: {}, cash: '100200' });
  });

  it('VB-P5: never comes to a stop that was not elected, nor after a reset', () => {
    const stop = play([
      open(),
      late,
      submit('held'),
      submit('s', { side: 'sell', stopPrice: '50' }),
      cancel('s'),
    ]);
    expect(trades(play([apply(tick('40', 5))], stop).events)).toHaveLength(1);
    expect(trades(play([reset(), apply(tick('40', 5))], cancelled).events)).toEqual([]);
  });
});

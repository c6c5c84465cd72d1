import { describe, expect, it } from 'vitest';
import { describeGoldenEvents } from '../../core/testing/golden-events.ts';
import type { PositionEvent } from './events.ts';
import { positionAggregate } from './position.ts';
import { book, fill } from './testing/fixtures.ts';
import golden from './testing/golden-events.json' with { type: 'json' };

const { decider, events: registry } = positionAggregate;

describeGoldenEvents('position', registry, golden);

describe('a log of version 1', () => {
  const read = (eventType: string, schemaVersion: number, data: Record<string, unknown>): PositionEvent => {
    const event = registry.read({ eventType, schemaVersion, data });
    if (!event) throw new Error(`${eventType} is ignored`);
    return event;
  };
  const withoutFigures = (event: PositionEvent): PositionEvent =>
    'figures' in event.data ? read(event.type, 2, { ...event.data, figures: null }) : event;

  it('V-R4: folds to the figures that version 2 writes down', () => {
    const { state, events } = book([
      fill('buy', '100', '150', { commission: '1' }),
      fill('buy', '50', '155', { commission: '0.5' }),
      fill('sell', '70', '160', { commission: '1' }),
      fill('sell', '100', '158', { commission: '2' }),
      fill('buy', '20', '159'),
      fill('sell', '3', '150'),
    ]);
    expect(events.map(withoutFigures).reduce(decider.evolve, decider.initial)).toEqual(state);
  });

  it('V-R4: opens a plain position without plan, and counts every fill as an entry', () => {
    const log = [
      read('PositionOpenedEvent', 1, golden['PositionOpenedEvent@1'].data),
      read('PositionIncreasedEvent', 1, golden['PositionIncreasedEvent@1'].data),
    ];
    expect(log.reduce(decider.evolve, decider.initial).open).toMatchObject({
      quantity: '150',
      averageEntryPrice: '151.6666666666666666666666667',
      entries: 2,
      pyramidingCount: 2,
      stopLoss: null,
      pyramiding: { enabled: false, maxEntries: 5 },
      asset: { assetType: 'stock', optionUnderlyingSymbol: null },
      day: { date: '2025-11-22' },
    });
  });
});

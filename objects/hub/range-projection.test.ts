import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { AnyView, ViewRow } from '../../src/core/view.ts';
import { type HubContent, type ProjectionStore, RangeProjection } from './range-projection.ts';
import type { TopicHead } from './view-store.ts';

const AT = '2026-01-05T15:00:00.000Z';

const sums: AnyView = {
  kind: 'sums',
  eventTypes: new Set(['Added', 'Cleared']),
  rowId: ({ data }) => (data as { to: string }).to,
  project: (doc, { type, data }) =>
    type === 'Cleared' ? null : ((doc as number | null) ?? 0) + (data as { by: number }).by,
  sync: {},
};

const content: HubContent = {
  views: [sums],
  read: ({ eventType, data }) => ({ type: eventType, data }),
  publish: ({ event, row }) => ({ topic: 'sums', type: event.eventType, payload: { now: row?.doc ?? null } }),
};

const event = (aggregateVersion: number, eventType: string, data: Record<string, unknown>) =>
  ({
    eventId: `e${aggregateVersion}`,
    aggregateId: 'a',
    aggregateVersion,
    occurredAt: AT,
    eventType,
    data,
  }) as EventEnvelope;

/** A store in memory that writes down what it was asked for. */
const aStore = (rows: Record<string, number> = {}, head?: TopicHead) => {
  const asked: string[] = [];
  const kept = new Map<string, unknown>(Object.entries(rows));
  const topics = new Map<string, TopicHead>(head ? [['sums', head]] : []);
  const store: ProjectionStore = {
    get: (_kind, id) => {
      asked.push(`get ${id}`);
      return kept.has(id) ? ({ id, version: 1, updatedAt: AT, doc: kept.get(id) } as ViewRow) : null;
    },
    save: (_kind, aggregateId, { id, version, doc }) => {
      asked.push(`save ${id} of ${aggregateId} at ${version}`);
      kept.set(id, doc);
    },
    remove: (_kind, id) => {
      asked.push(`remove ${id}`);
      kept.delete(id);
    },
    topic: (name) => topics.get(name) ?? null,
    saveTopic: (name, head) => {
      asked.push(`topic at ${head.head}`);
      topics.set(name, head);
    },
  };
  return { store, asked, kept };
};

const project = (store: ProjectionStore, events: readonly EventEnvelope[]) => {
  const projection = new RangeProjection(content, store);
  const frames = events.flatMap((envelope) => projection.take(envelope));
  projection.save('a');
  return frames.map(({ text }) => JSON.parse(text));
};

describe('the projection of a range', () => {
  it('reads and writes a row and a topic once, however many events concern them', () => {
    const { store, asked, kept } = aStore({ x: 10 });
    project(
      store,
      [1, 2, 3].map((version) => event(version, 'Added', { to: 'x', by: version })),
    );
    expect(kept.get('x')).toBe(16);
    expect(asked).toEqual(['get x', 'save x of a at 3', 'topic at 3']);
  });

  it('tells of each event with the row as it was then, at consecutive offsets', () => {
    const { store } = aStore({}, { epoch: 'f00d', head: 7 });
    const frames = project(store, [
      event(1, 'Added', { to: 'x', by: 1 }),
      event(2, 'Added', { to: 'x', by: 2 }),
      event(3, 'Cleared', { to: 'x' }),
    ]);
    expect(frames.map(({ p, e, o, id }) => [p.now, e, o, id])).toEqual([
      [1, 'f00d', 8, 'e1'],
      [3, 'f00d', 9, 'e2'],
      [null, 'f00d', 10, 'e3'],
    ]);
  });

  it('starts anew from a row that the same range removed', () => {
    const { store, kept } = aStore({ x: 10 });
    project(store, [event(1, 'Cleared', { to: 'x' }), event(2, 'Added', { to: 'x', by: 5 })]);
    expect(kept.get('x')).toBe(5);
  });

  it('removes a row that the range leaves without a document', () => {
    const { store, asked, kept } = aStore({ x: 10 });
    project(store, [event(1, 'Added', { to: 'x', by: 5 }), event(2, 'Cleared', { to: 'x' })]);
    expect(kept.has('x')).toBe(false);
    expect(asked).toContain('remove x');
  });

  it('tells of an event that no view folds', () => {
    const { store, asked } = aStore();
    expect(project(store, [event(1, 'Noted', {})])).toHaveLength(1);
    expect(asked).toEqual(['topic at 1']);
  });
});

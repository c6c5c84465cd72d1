import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DomainEvent } from '../decider.ts';
import { defineEvent } from '../event.ts';
import { eventRegistry } from '../event-registry.ts';
import {
  checkGoldenEvent,
  describeGoldenEvents,
  type GoldenEvents,
  missingExamples,
} from './golden-events.ts';

const registry = eventRegistry<DomainEvent>(
  {
    Named: defineEvent('Named', 2, z.object({ name: z.string(), title: z.string() })),
    Left: defineEvent('Left', 1, z.object({ at: z.string() })),
  },
  {
    upcasters: [
      {
        from: { type: 'Named', schemaVersion: 1 },
        to: { type: 'Named', schemaVersion: 2 },
        upcast: (data) => ({ ...data, title: 'none' }),
      },
    ],
    ignoredHistoricalTypes: ['Coughed'],
  },
);

const golden: GoldenEvents = {
  'Named@1': { data: { name: 'Ada' }, reads: { type: 'Named', data: { name: 'Ada', title: 'none' } } },
  'Named@2': { data: { name: 'Ada', title: 'Countess' } },
  'Left@1': { data: { at: 'noon' } },
  'Coughed@1': { data: { loudly: true } },
};
const without = (key: string) => Object.fromEntries(Object.entries(golden).filter(([name]) => name !== key));
const check = (key: string, example: GoldenEvents[string]) => () => checkGoldenEvent(registry, key, example);

describeGoldenEvents('whoever is named', registry, golden);

describe('golden events find', () => {
  it.each(['Named@2', 'Left@1', 'Named@1'])('that %s has no example', (key) => {
    expect(missingExamples(registry, without(key))).toEqual([key]);
  });

  it.each<[string, string, GoldenEvents[string]]>([
    ['a field that is missing', 'Left@1', { data: {} }],
    ['a field of another kind', 'Left@1', { data: { at: 12 } }],
    ['a field that the schema does not keep', 'Left@1', { data: { at: 'noon', by: 'train' } }],
    [
      'an upcaster that reads another thing',
      'Named@1',
      { data: { name: 'Ada' }, reads: { type: 'Named', data: {} } },
    ],
    ['an older example that does not say what it reads', 'Named@1', { data: { name: 'Ada' } }],
    ['a version that nobody reads any more', 'Left@0', { data: { at: 'noon' } }],
    ['a version from the future', 'Left@2', { data: { at: 'noon' } }],
    ['a type that is gone', 'Sneezed@1', { data: {} }],
    [
      'an ignored type that is said to be read',
      'Coughed@1',
      { data: {}, reads: { type: 'Named', data: {} } },
    ],
  ])('%s', (_, key, example) => {
    expect(check(key, example)).toThrow();
  });
});

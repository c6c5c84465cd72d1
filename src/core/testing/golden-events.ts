import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '../decider.ts';
import type { EventRegistry } from '../event-registry.ts';

/**
 * One example of every event type and version that was ever stored, by `Type@version`, as it stands in a log. Entries are added and
 * never edited: they are what old logs look like (rule V-R4). `reads` is today's shape of an older one.
 */
export type GoldenEvents = Readonly<
  Record<
    string,
    {
      readonly data: Record<string, unknown>;
      readonly reads?: { readonly type: string; readonly data: unknown };
    }
  >
>;

type GoldenEvent = GoldenEvents[string];

/** The `Type@version` that a registry reads and that have no golden example. */
export const missingExamples = <Event extends DomainEvent>(
  { definitions, upcasters }: EventRegistry<Event>,
  golden: GoldenEvents,
): readonly string[] => {
  const present = [...definitions.values()].map((d) => `${d.type}@${d.schemaVersion}`);
  const older = upcasters.map(({ from }) => `${from.type}@${from.schemaVersion}`);
  return [...present, ...older].filter((key) => golden[key] === undefined);
};

/** Fails (by `expect`) unless the example is read as it says, fits its schema, and is written as it was read. */
export const checkGoldenEvent = <Event extends DomainEvent>(
  registry: EventRegistry<Event>,
  key: string,
  { data, reads }: GoldenEvent,
): void => {
  const [eventType = '', version] = key.split('@');
  const schemaVersion = Number(version);
  const event = registry.read({ eventType, schemaVersion, data });
  if (event === null) {
    expect(reads, `${key} is ignored`).toBeUndefined();
    return;
  }
  const current = registry.definitions.get(eventType)?.schemaVersion === schemaVersion;
  expect(event).toEqual(current ? { type: eventType, data } : reads);
  expect(JSON.parse(JSON.stringify(registry.parse(event).data))).toEqual(event.data);
};

/** Proves that every event of a registry, in every version, is still read from its golden example. */
export const describeGoldenEvents = <Event extends DomainEvent>(
  aggregateType: string,
  registry: EventRegistry<Event>,
  golden: GoldenEvents,
): void => {
  describe(`the golden events of ${aggregateType} (V-R4, Z-R6)`, () => {
    it('has an example of every type in its present version and in every version that an upcaster lifts', () => {
      expect(missingExamples(registry, golden)).toEqual([]);
    });

    it.each(Object.entries(golden))('%s is read', (key, example) => {
      checkGoldenEvent(registry, key, example);
    });
  });
};

import type { DomainEvent } from './decider.ts';
import type { EventDefinition } from './event.ts';

/** A pure step from one stored shape to the next: to a higher version of a type, or to the type that replaced it. */
export interface Upcaster {
  readonly from: { readonly type: string; readonly schemaVersion: number };
  readonly to: { readonly type: string; readonly schemaVersion: number };
  readonly upcast: (data: Record<string, unknown>) => Record<string, unknown>;
}

/** A stored event cannot be read by this code: unknown type, newer version, or data that fails its schema. Never guessed at. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
  readonly code: 'unknown_type' | 'newer_version' | 'schema_invalid';
  constructor(code: UnreadableEventError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** An event as it is stored: its type, the version of its shape, its data. */
export interface StoredEvent {
  readonly eventType: string;
  readonly schemaVersion: number;
  readonly data: Record<string, unknown>;
}

/** All event types of one aggregate, and how older ones are read. */
export interface EventRegistry<Event extends DomainEvent> {
  readonly definitions: ReadonlyMap<string, EventDefinition>;
  /** Parses a new event before it is appended; throws UnreadableEventError on data that fails its schema. */
  readonly parse: (event: Event) => {
    readonly schemaVersion: number;
    readonly data: Record<string, unknown>;
  };
  /** Turns a stored event into today's shape, null for a type that means nothing any more; throws UnreadableEventError when it cannot. */
  readonly read: (stored: StoredEvent) => Event | null;
  /** How older events are read; tests replay a fixture of each. */
  readonly upcasters: readonly Upcaster[];
  /** Types that are in old logs and mean nothing any more (rule G-R3). */
  readonly ignoredHistoricalTypes: ReadonlySet<string>;
}

/** How a log's past is read: pure steps from old shapes to today's, and types that are skipped. */
export interface History {
  readonly upcasters?: readonly Upcaster[];
  readonly ignoredHistoricalTypes?: readonly string[];
}

const key = (type: string, schemaVersion: number) => `${type}@${schemaVersion}`;

const parseData = (definition: EventDefinition, data: unknown): Record<string, unknown> => {
  const parsed = definition.schema.safeParse(data);
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const issue = parsed.error.issues[0];
  throw new UnreadableEventError(
    'schema_invalid',
    `${definition.type}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is invalid'}`,
  );
};

/** Collects the event types of an aggregate; refuses a name used twice, or one both defined and ignored. */
export const eventRegistry = <Event extends DomainEvent>(
  definitions: Record<string, EventDefinition>,
  { upcasters = [], ignoredHistoricalTypes = [] }: History = {},
): EventRegistry<Event> => {
  const byType = new Map<string, EventDefinition>();
  for (const definition of Object.values(definitions)) {
    if (byType.has(definition.type)) throw new Error(`event type ${definition.type} is defined twice`);
    byType.set(definition.type, definition);
  }
  for (const type of ignoredHistoricalTypes)
    if (byType.has(type)) throw new Error(`event type ${type} is both defined and ignored`);
  const ignored = new Set(ignoredHistoricalTypes);
  const byFrom = new Map(upcasters.map((step) => [key(step.from.type, step.from.schemaVersion), step]));

  const parse = (event: Event) => {
    const definition = byType.get(event.type);
    if (!definition) throw new UnreadableEventError('unknown_type', `${event.type} is not registered`);
    return { schemaVersion: definition.schemaVersion, data: parseData(definition, event.data) };
  };

  const read = (stored: StoredEvent): Event | null => {
    if (ignored.has(stored.eventType)) return null;
    let { eventType: type, schemaVersion, data } = stored;
    let upcasted = false;
    for (let step = byFrom.get(key(type, schemaVersion)); step; step = byFrom.get(key(type, schemaVersion))) {
      data = step.upcast(data);
      ({ type, schemaVersion } = step.to);
      upcasted = true;
    }
    const definition = byType.get(type);
    if (!definition)
      throw new UnreadableEventError('unknown_type', `${type} is not an event of this aggregate`);
    if (schemaVersion > definition.schemaVersion)
      throw new UnreadableEventError('newer_version', `${key(type, schemaVersion)} is newer than this code`);
    if (schemaVersion < definition.schemaVersion)
      throw new UnreadableEventError('schema_invalid', `${key(type, schemaVersion)} has no upcaster`);
    return { type, data: upcasted ? parseData(definition, data) : data } as Event;
  };

  return { definitions: byType, parse, read, upcasters, ignoredHistoricalTypes: ignored };
};

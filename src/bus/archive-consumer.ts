import { z } from 'zod';
import { type EventEnvelope, type EventRange, eventEnvelopeSchema } from '../core/envelope.ts';
import type { Env } from '../platform/env.ts';
import type { ArchiveHint } from '../platform/rpc.ts';
import { aggregateStub } from '../platform/stubs.ts';
import { archivedVersions, archiveEvents, logKey } from '../readmodel/archive.ts';
import type { Database } from '../readmodel/database.ts';

/** A message that can never be archived, with the reason. */
export class PoisonMessage extends Error {
  override readonly name = 'PoisonMessage';
}

/** A contiguous range of one log as it travels on a queue; without events it only names them. */
export const rangeSchema = z.object({
  aggregateType: z.string(),
  aggregateId: z.uuid(),
  objectKey: z.string(),
  userId: z.uuid(),
  region: z.string(),
  epoch: z.string(),
  fromVersion: z.int().min(1),
  toVersion: z.int().min(1),
  events: z.string().nullable(),
});

const PAGE = 100;

/** Parses the events of a range; throws PoisonMessage when one is not well-formed. */
export const parseEvents = (text: string): readonly EventEnvelope[] => {
  const events = z.array(eventEnvelopeSchema).safeParse(JSON.parse(text));
  if (!events.success) throw new PoisonMessage(`not an event: ${events.error.issues[0]?.path.join('.')}`);
  return events.data;
};

/** Which events of which log. */
export type NamedRange = Omit<EventRange, 'events'>;

/** Parses a queue message; throws PoisonMessage when it is not a range of well-formed events. */
export const parseRange = (
  body: unknown,
): { readonly range: NamedRange; readonly events: readonly EventEnvelope[] | null } => {
  const range = rangeSchema.safeParse(body);
  if (!range.success) throw new PoisonMessage(`not an event range: ${range.error.issues[0]?.message}`);
  const { events, ...named } = range.data;
  return { range: named, events: events === null ? null : parseEvents(events) };
};

/** Events of a log from `fromVersion` to its end, read from its object: the log is the truth, messages are hints. */
export const readLog = async (
  env: Env,
  log: ArchiveHint,
  fromVersion: number,
): Promise<readonly EventEnvelope[]> => {
  const object = aggregateStub(
    env,
    { type: log.aggregateType, userId: log.userId, key: log.objectKey },
    log.region,
  );
  const events: EventEnvelope[] = [];
  for (let next = fromVersion; ; next = events.length + fromVersion) {
    const range = await object.events(log.epoch, next, PAGE);
    if (!range) return events;
    events.push(...(JSON.parse(range.events) as EventEnvelope[]));
  }
};

/**
 * Archives ranges of any number of logs in one transaction. What the archive has already is skipped, and what is missing
 * before a range is read from its log, so that checkpoints never pass a gap.
 */
export const archiveRanges = async (
  env: Env,
  database: Database,
  ranges: readonly { readonly range: NamedRange; readonly events: readonly EventEnvelope[] | null }[],
): Promise<void> => {
  const archived = await archivedVersions(
    database,
    ranges.map(({ range }) => range),
  );
  const perLog = Map.groupBy(ranges, ({ range }) => logKey(range));
  const rows: EventEnvelope[] = [];
  const checkpoints: { aggregateId: string; epoch: string; version: number }[] = [];
  for (const [key, group] of perLog) {
    const have = archived.get(key) ?? 0;
    const { range } = group[0] as (typeof group)[number];
    const sent = group
      .flatMap(({ events }) => events ?? [])
      .sort((a, b) => a.aggregateVersion - b.aggregateVersion);
    const isWhole = group.every(({ events }) => events !== null);
    const fresh = (isWhole && contiguousFrom(have + 1, sent)) || (await readLog(env, range, have + 1));
    const last = fresh.at(-1);
    if (!last) continue;
    rows.push(...fresh);
    checkpoints.push({ aggregateId: range.aggregateId, epoch: range.epoch, version: last.aggregateVersion });
  }
  if (rows.length > 0) await archiveEvents(database, rows, checkpoints);
};

/** The events from `next` on without repeats, or null when one is missing. */
const contiguousFrom = (next: number, sorted: readonly EventEnvelope[]): EventEnvelope[] | null => {
  const fresh: EventEnvelope[] = [];
  for (const event of sorted) {
    const wanted = next + fresh.length;
    if (event.aggregateVersion < wanted) continue;
    if (event.aggregateVersion > wanted) return null;
    fresh.push(event);
  }
  return fresh;
};

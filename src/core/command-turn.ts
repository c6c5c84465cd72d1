import type { AnyAggregate } from './aggregate.ts';
import type { CommandEnvelope, CommandResult } from './command.ts';
import type { DecisionEnv, DomainEvent } from './decider.ts';
import { reject } from './decider.ts';
import type { EventEnvelope } from './envelope.ts';
import { deterministicId, eventIdOf, eventSeries, type Hash } from './ids.ts';
import type { UtcInstant } from './instant.ts';

/** Largest stored event in characters of JSON (rule Z-R4). */
export const MAX_EVENT_LENGTH = 64 * 1024;

/** The same for logs whose events hold whole events of others: room for the largest of them, and for what is told with it. */
export const MAX_JOURNAL_LENGTH = 72 * 1024;

/** Where a log stands: which incarnation (`ordinal`, `epoch`, `aggregateId`), at which version, in which state. */
export interface LogHead {
  readonly ordinal: number;
  readonly epoch: string;
  readonly aggregateId: string;
  /** What the ids of this incarnation's events begin with. */
  readonly series: string;
  readonly version: number;
  readonly state: unknown;
}

/** What the log remembers of an earlier command. */
export interface KnownCommand {
  readonly hash: string;
  readonly result: CommandResult<null>;
  /** Which try was answered so. */
  readonly attempt?: number;
}

/** An event ready to be appended, in the order of the log. */
export interface EventToAppend {
  readonly ordinal: number;
  readonly version: number;
  readonly event: DomainEvent;
  readonly envelope: EventEnvelope;
  /** The envelope as it is stored. */
  readonly text: string;
  /** Set on the first event of a command. */
  readonly command: { readonly id: string; readonly hash: string; readonly events: number } | null;
}

/** What one turn decided: nothing of it is true before it is committed. */
export interface Turn {
  readonly head: LogHead;
  readonly results: readonly (CommandResult | { readonly kind: 'bug'; readonly error: unknown })[];
  readonly events: readonly EventToAppend[];
  /** Commands without events whose outcome must be remembered. */
  readonly outcomes: readonly { readonly commandId: string; readonly known: KnownCommand }[];
}

/** What a turn needs from outside; `mint` answers a fresh incarnation for an empty or closed log. */
export interface TurnContext {
  readonly now: UtcInstant;
  readonly hash: Hash;
  readonly mint: (ordinal: number) => { readonly epoch: string; readonly aggregateId: string };
}

/** True when an earlier try was refused: it left no trace, so that this one is judged by what is true now. */
const asksAgain = ({ attempt = 0 }: CommandEnvelope, known: KnownCommand): boolean =>
  known.result.kind === 'rejected' && attempt > (known.attempt ?? 0);

const repeatOf = (known: KnownCommand, hash: string): CommandResult => {
  if (known.hash !== hash) return { kind: 'mismatch' };
  const { result } = known;
  if (result.kind === 'accepted') return { ...result, kind: 'duplicate' };
  return result.kind === 'rejected' ? { ...result, repeated: true } : result;
};

const decisionEnv = (command: CommandEnvelope, aggregateId: string, context: TurnContext): DecisionEnv => {
  let issued = 0;
  return {
    now: context.now,
    userId: command.userId,
    aggregateId,
    commandId: command.commandId,
    correlationId: command.correlationId,
    sagaId: command.sagaId,
    actor: command.actor,
    newId: () => deterministicId(context.hash, command.commandId, issued++),
    idOf: (...parts) => deterministicId(context.hash, ...parts),
  };
};

/**
 * Decides a batch of commands in order against one log, without touching the log: the shell commits the turn or drops it.
 * Each command sees what those before it decided. A decision that throws fails only its own command.
 */
export const takeTurn = (
  aggregate: AnyAggregate,
  start: LogHead | null,
  commands: readonly CommandEnvelope[],
  known: ReadonlyMap<string, KnownCommand>,
  context: TurnContext,
): Turn => {
  const { decider, events: registry, maxEventLength: maxLength = MAX_EVENT_LENGTH } = aggregate;
  const knownNow = new Map(known);
  const results: Turn['results'][number][] = [];
  const events: EventToAppend[] = [];
  const outcomes: Turn['outcomes'][number][] = [];
  const fresh = (ordinal: number): LogHead => {
    const identity = context.mint(ordinal);
    const series = eventSeries(context.hash, identity.aggregateId, identity.epoch);
    return { ordinal, ...identity, series, version: 0, state: decider.initial };
  };
  let head = start ?? fresh(0);

  const decideOne = (command: CommandEnvelope): CommandResult => {
    const base = decider.isTerminal?.(head.state) ? fresh(head.ordinal + 1) : head;
    if (command.expectedVersion !== undefined && command.expectedVersion !== base.version)
      return { kind: 'conflict', version: base.version };
    const decided = decider.decide(
      command.command,
      base.state,
      decisionEnv(command, base.aggregateId, context),
    );
    const appended = decided.kind === 'accept' ? envelopes(command, base, decided.events) : [];
    const longest = appended.reduce((most, { text }) => Math.max(most, text.length), 0);
    const decision =
      longest > maxLength
        ? reject('event_too_large', `an event may hold ${maxLength} characters, this one has ${longest}`)
        : decided;
    if (decision.kind === 'reject')
      return { kind: 'rejected', rejection: decision.rejection, version: base.version, repeated: false };
    if (appended.length > 0) {
      const state = appended.reduce((current, { event }) => decider.evolve(current, event), base.state);
      head = { ...base, version: base.version + appended.length, state };
      events.push(...appended);
    }
    const { aggregateId, version } = appended.length > 0 ? head : base;
    return {
      kind: 'accepted',
      aggregateId,
      version,
      events: appended.length,
      state: command.returnState ? head.state : null,
    };
  };

  const envelopes = (
    command: CommandEnvelope,
    base: LogHead,
    decided: readonly DomainEvent[],
  ): EventToAppend[] =>
    decided.map((event, index) => {
      const version = base.version + index + 1;
      const { schemaVersion, data } = registry.parse(event);
      const envelope: EventEnvelope = {
        eventId: eventIdOf(base.series, version),
        eventType: event.type,
        schemaVersion,
        aggregateType: aggregate.type,
        aggregateId: base.aggregateId,
        epoch: base.epoch,
        aggregateVersion: version,
        userId: command.userId,
        region: command.region,
        occurredAt: context.now,
        recordedAt: context.now,
        correlationId: event.correlationId ?? command.correlationId,
        causationId: command.causationId,
        sagaId: command.sagaId,
        commandId: command.commandId,
        actor: command.actor,
        data,
        meta: { command: command.command.type },
      };
      const first = { id: command.commandId, hash: command.commandHash, events: decided.length };
      return {
        ordinal: base.ordinal,
        version,
        event: { ...event, data },
        envelope,
        text: JSON.stringify(envelope),
        command: index === 0 ? first : null,
      };
    });

  for (const command of commands) {
    const earlier = knownNow.get(command.commandId);
    if (earlier && !asksAgain(command, earlier)) {
      results.push(repeatOf(earlier, command.commandHash));
      continue;
    }
    try {
      const result = decideOne(command);
      results.push(result);
      const wrote = result.kind === 'accepted' && result.events > 0;
      const settled = result.kind === 'accepted' || result.kind === 'rejected';
      if (wrote || (settled && command.remember)) {
        const { commandHash: hash, attempt } = command;
        const entry = { hash, result: withoutState(result), ...(attempt === undefined ? {} : { attempt }) };
        knownNow.set(command.commandId, entry);
        if (!wrote) outcomes.push({ commandId: command.commandId, known: entry });
      }
    } catch (error) {
      results.push({ kind: 'bug', error });
    }
  }
  return { head, results, events, outcomes };
};

const withoutState = (result: CommandResult): CommandResult<null> => {
  switch (result.kind) {
    case 'accepted':
    case 'duplicate':
      return { ...result, state: null };
    default:
      return result;
  }
};

/** Folds stored events onto a state; the way every log is read. */
export const replay = (aggregate: AnyAggregate, state: unknown, stored: Iterable<EventEnvelope>): unknown => {
  let current = state;
  for (const envelope of stored) {
    const event = aggregate.events.read(envelope);
    if (event) current = aggregate.decider.evolve(current, event);
  }
  return current;
};

/** Aggregate id of an incarnation of a named object: the key itself the first time when it is a UUID, else derived. */
export const aggregateIdOf = (
  hash: Hash,
  type: string,
  userId: string,
  key: string,
  ordinal: number,
): string => (ordinal === 0 && UUID.test(key) ? key : deterministicId(hash, type, userId, key, ordinal));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

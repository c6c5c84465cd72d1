import type { AggregateDefinition } from '../aggregate.ts';
import { MAX_JOURNAL_LENGTH } from '../command-turn.ts';
import { accept, type DecisionEnv, decideBy, evolveBy } from '../decider.ts';
import type { EventEnvelope } from '../envelope.ts';
import { eventRegistry } from '../event-registry.ts';
import { epochMs, plusMs, type UtcInstant } from '../instant.ts';
import { gateEvents as events, type GateEvent } from './events.ts';

/** What happens to a saga that arrives while another one holds the key. */
export type Verdict =
  /** The holder does already what it would do. */
  | 'drop'
  /** It waits until the holder has ended. */
  | 'queue'
  /** It waits, and the holder is asked to end. */
  | 'preempt'
  /** It must not run. */
  | 'refuse';

/** The conflict matrix: the verdict on `arriving` while `running` holds the key. */
export type ConflictMatrix = (running: string, arriving: string) => Verdict;

/** A saga at the gate. */
export interface Applicant {
  readonly sagaId: string;
  readonly sagaType: string;
  readonly dedupeKey: string;
  readonly trigger: EventEnvelope;
}

/** Who holds the key, who waits, and what was admitted lately. */
export interface GateState {
  /** The key itself; empty until somebody was admitted. */
  readonly conflictKey: string;
  readonly holder: (Applicant & { readonly leaseUntil: UtcInstant }) | null;
  /** The holder was asked to end. */
  readonly preempted: boolean;
  readonly waiting: readonly Applicant[];
  readonly recent: readonly {
    readonly sagaType: string;
    readonly dedupeKey: string;
    readonly at: UtcInstant;
  }[];
}

/** Asks to run; the same request is always given the same verdict. */
export interface RequestSagaCommand extends Applicant {
  readonly type: 'RequestSagaCommand';
  readonly conflictKey: string;
  /** Drops it when the same was admitted within this time. */
  readonly dedupeWindowMs: number;
}

/** The holder has ended, or a waiting saga will never run. */
export interface ReleaseGateCommand {
  readonly type: 'ReleaseGateCommand';
  readonly sagaId: string;
}

/** The holder was asked and is alive. */
export interface RenewLeaseCommand {
  readonly type: 'RenewLeaseCommand';
  readonly sagaId: string;
}

/** The lease has run out: somebody must ask the holder. It changes nothing by itself. */
export interface VerifyLeaseCommand {
  readonly type: 'VerifyLeaseCommand';
}

export type GateCommand = RequestSagaCommand | ReleaseGateCommand | RenewLeaseCommand | VerifyLeaseCommand;

/** How long a holder is trusted without being asked. */
const LEASE_MS = 60_000;
const REMEMBERED = 32;

const initial: GateState = { conflictKey: '', holder: null, preempted: false, waiting: [], recent: [] };

const admitted = (
  { sagaId, sagaType, dedupeKey, trigger }: Applicant,
  conflictKey: string,
  { now }: DecisionEnv,
) =>
  events.SagaAdmitted({
    conflictKey,
    sagaId,
    sagaType,
    dedupeKey,
    trigger,
    leaseUntil: plusMs(now, LEASE_MS),
    admittedAt: now,
  });

const isRepeated = (state: GateState, command: RequestSagaCommand, now: UtcInstant) =>
  state.recent.some(
    ({ sagaType, dedupeKey, at }) =>
      sagaType === command.sagaType &&
      dedupeKey === command.dedupeKey &&
      epochMs(now) - epochMs(at) < command.dedupeWindowMs,
  );

/** The first that came, unless another one that waits would have it make way at once. */
const nextOf = (matrix: ConflictMatrix, waiting: readonly Applicant[]): Applicant | undefined => {
  const [first, ...others] = waiting;
  return first && (others.find((other) => matrix(first.sagaType, other.sagaType) === 'preempt') ?? first);
};

const decide = (matrix: ConflictMatrix) =>
  decideBy<GateState, GateCommand, GateEvent>({
    RequestSagaCommand: (command, state, env) => {
      const { sagaId, sagaType, dedupeKey, trigger } = command;
      const dropped = (because: string) =>
        accept<GateEvent>(events.SagaDropped({ sagaId, sagaType, because, droppedAt: env.now }));
      if (isRepeated(state, command, env.now)) return dropped('the same was admitted a moment ago');
      if (state.waiting.some((other) => other.sagaType === sagaType)) return dropped('the same is waiting');
      if (!state.holder) return accept<GateEvent>(admitted(command, command.conflictKey, env));
      const holder = { sagaId: state.holder.sagaId, sagaType: state.holder.sagaType };
      const verdict = matrix(holder.sagaType, sagaType);
      if (verdict === 'drop') return dropped(`${holder.sagaType} is running`);
      if (verdict === 'refuse')
        return accept<GateEvent>(events.SagaRefused({ sagaId, sagaType, holder, refusedAt: env.now }));
      const queued = events.SagaQueued({
        sagaId,
        sagaType,
        dedupeKey,
        trigger,
        behind: holder,
        queuedAt: env.now,
      });
      if (verdict === 'queue' || state.preempted) return accept<GateEvent>(queued);
      const by = { sagaId, sagaType };
      return accept<GateEvent>(queued, events.SagaPreempted({ ...holder, by, preemptedAt: env.now }));
    },

    ReleaseGateCommand: ({ sagaId }, state, env) => {
      const waits = state.waiting.some((other) => other.sagaId === sagaId);
      if (state.holder?.sagaId !== sagaId && !waits) return accept();
      const ended = events.SagaLeaseEnded({ sagaId, endedAt: env.now });
      const next = waits ? undefined : nextOf(matrix, state.waiting);
      return next
        ? accept<GateEvent>(ended, admitted(next, state.conflictKey, env))
        : accept<GateEvent>(ended);
    },

    RenewLeaseCommand: ({ sagaId }, state, env) =>
      state.holder?.sagaId === sagaId
        ? accept<GateEvent>(events.SagaLeaseRenewed({ sagaId, leaseUntil: plusMs(env.now, LEASE_MS) }))
        : accept(),

    VerifyLeaseCommand: () => accept(),
  });

const without = (waiting: readonly Applicant[], sagaId: string) =>
  waiting.filter((other) => other.sagaId !== sagaId);

const evolve = evolveBy<GateState, GateEvent>({
  SagaAdmitted: (state, { sagaId, sagaType, conflictKey, dedupeKey, trigger, leaseUntil, admittedAt }) => ({
    conflictKey,
    holder: { sagaId, sagaType, dedupeKey, trigger, leaseUntil },
    preempted: false,
    waiting: without(state.waiting, sagaId),
    recent: [...state.recent, { sagaType, dedupeKey, at: admittedAt }].slice(-REMEMBERED),
  }),
  SagaQueued: (state, { sagaId, sagaType, dedupeKey, trigger }) => ({
    ...state,
    waiting: [...state.waiting, { sagaId, sagaType, dedupeKey, trigger }],
  }),
  SagaDropped: (state) => state,
  SagaRefused: (state) => state,
  SagaPreempted: (state) => ({ ...state, preempted: true }),
  SagaLeaseRenewed: (state, { leaseUntil }) => ({
    ...state,
    holder: state.holder && { ...state.holder, leaseUntil },
  }),
  SagaLeaseEnded: (state, { sagaId }) => ({
    ...state,
    holder: state.holder?.sagaId === sagaId ? null : state.holder,
    preempted: state.holder?.sagaId === sagaId ? false : state.preempted,
    waiting: without(state.waiting, sagaId),
  }),
});

/**
 * The gate of one conflict key: one saga at a time, the others by the matrix. Its log keeps the verdict on every trigger, so a
 * repeat is told the same. A lease is never just over: when it runs out the holder is asked.
 */
export const sagaGateAggregate = (
  matrix: ConflictMatrix,
): AggregateDefinition<GateState, GateCommand, GateEvent> => ({
  type: 'saga_gate',
  decider: {
    initial,
    decide: decide(matrix),
    evolve,
    nextDue: ({ holder }) => holder && { at: holder.leaseUntil, command: { type: 'VerifyLeaseCommand' } },
  },
  events: eventRegistry<GateEvent>(events),
  stateSchema: 1,
  maxEventLength: MAX_JOURNAL_LENGTH,
});

import type { CommandResult } from './command.ts';
import type { DomainCommand, Rejection } from './decider.ts';
import type { EventEnvelope } from './envelope.ts';

/** Which event starts a saga, and what keeps it from starting twice or beside another. */
export interface SagaTrigger {
  readonly saga: string;
  readonly eventType: string;
  /** Whether this event is meant for the saga at all; a pure look at the event. */
  readonly when: (event: EventEnvelope) => boolean;
  /** What the saga is about; with the trigger event's id it makes the saga's id, so a repeat meets the same instance. */
  readonly dedupeKey: (event: EventEnvelope) => string;
  /** Another event with the same key within this time starts nothing; 0 or absent tells repeats by the event's id alone. */
  readonly dedupeWindowMs?: number;
  /** What no other saga may work on meanwhile, or null; absent takes no lease. */
  readonly conflictKey?: (event: EventEnvelope) => string | null;
}

/** A command for an aggregate of the saga's user. `key` makes its command id: the same effect has the same id for ever. */
export interface CommandEffect {
  readonly kind: 'command';
  readonly key: string;
  readonly target: { readonly type: string; readonly key: string };
  readonly command: DomainCommand;
}

/** A call through a named port, such as a broker's. The other side must recognise a repeat. */
export interface CallEffect {
  readonly kind: 'call';
  readonly key: string;
  readonly port: string;
  readonly request: unknown;
}

export type Effect = CommandEffect | CallEffect;

/** What an effect came to; an effect that got no answer at all makes the runtime try the step again. */
export type EffectOutcome =
  | { readonly kind: 'command'; readonly key: string; readonly result: CommandResult }
  | { readonly kind: 'call'; readonly key: string; readonly value: unknown };

/** What went wrong, in kinds that decide what must be undone (selective compensation). */
export type FailureKind = 'validation' | 'refused' | 'broker' | 'timeout' | 'deadline' | 'aborted';

/** Why a saga failed. `uncertain` means that an effect of the failed step may have happened without an answer. */
export interface SagaFailure extends Rejection {
  readonly kind: FailureKind;
  readonly uncertain: boolean;
}

/** What a step came to. */
export type StepResult =
  /** Finished, with a result that later steps may read. */
  | { readonly kind: 'done'; readonly result: unknown }
  /** It may succeed later: after the step's backoff, or after exactly `afterMs`. */
  | {
      readonly kind: 'retry';
      readonly reason: Rejection;
      readonly uncertain: boolean;
      readonly afterMs: number | null;
    }
  /** It will not succeed. */
  | { readonly kind: 'fail'; readonly failure: Rejection; readonly failureKind: FailureKind }
  /** What the saga was for is no longer wanted: it ends here, and nothing is undone. */
  | { readonly kind: 'abort'; readonly reason: Rejection };

/** How a saga that this one caused has ended. */
export interface ChildEnd {
  readonly sagaId: string;
  readonly type: string;
  /** The aggregate whose event started it. */
  readonly aggregateId: string;
  readonly status: string;
}

/** All a saga may know: its whole trigger event, results of its finished steps, and what was told to it since. */
export interface SagaContext<TriggerData = Record<string, unknown>> {
  readonly sagaId: string;
  readonly trigger: EventEnvelope & { readonly data: TriggerData };
  readonly results: Readonly<Record<string, unknown>>;
  /** Events it listens for, in the order in which they happened. */
  readonly inbox: readonly EventEnvelope[];
  readonly children: readonly ChildEnd[];
  /** How often an operator has asked for another try. */
  readonly retries: number;
}

interface StepBase<TriggerData> {
  readonly name: string;
  /** From this step's completion on there is no way back: only forward. */
  readonly pivot?: true;
  /** Once it was begun, no operator may go back over it: what follows from it must not be judged anew. */
  readonly once?: true;
  /** Undoes the step; it must tolerate that there is nothing to undo. Left out where nothing needs undoing. */
  readonly compensate?: (context: SagaContext<TriggerData>) => readonly Effect[];
  /** Whether this failure asks for undoing this step, which has `completed` or is the one that failed; always when left out. */
  readonly compensatesFor?: (failure: SagaFailure, completed: boolean) => boolean;
}

/** A step that does something. */
export interface ActingStep<TriggerData> extends StepBase<TriggerData> {
  readonly attempts: number;
  readonly retryBaseMs: number;
  readonly timeoutMs: number;
  /**
   * A try that failed begins again at this earlier step, whose answers would be too old by then; only the deadline ends that. The effects
   * need keys that tell the rounds apart.
   */
  readonly retryFrom?: string;
  readonly execute: (context: SagaContext<TriggerData>) => readonly Effect[];
  readonly settle: (context: SagaContext<TriggerData>, outcomes: readonly EffectOutcome[]) => StepResult;
}

/** A step that waits for events or children; null goes on waiting. */
export interface WaitingStep<TriggerData> extends StepBase<TriggerData> {
  readonly awaits: (context: SagaContext<TriggerData>) => StepResult | null;
  /** Looks again after this time although nothing came, and then answers this; waits for ever when left out. */
  readonly patience?: {
    readonly ms: number;
    readonly then: (context: SagaContext<TriggerData>) => StepResult;
  };
}

export type SagaStep<TriggerData = Record<string, unknown>> =
  | ActingStep<TriggerData>
  | WaitingStep<TriggerData>;

/** What a person must do that a machine cannot. */
export interface Intervention {
  readonly code: string;
  readonly reason: string;
  /** The things concerned, by their ids. */
  readonly ids: readonly string[];
}

/** A process across aggregates: pure, ordered steps; the runtime journals, repeats and undoes them. */
export interface SagaDefinition<TriggerData = Record<string, unknown>> {
  readonly type: string;
  /** Raise it whenever steps change: running instances finish on the version they began with. */
  readonly definitionVersion: number;
  /** Events that start it. */
  readonly triggers: readonly SagaTrigger[];
  /** Parses the trigger's data; throws when a required field is missing, and the saga does not start. */
  readonly parse: (data: Record<string, unknown>) => TriggerData;
  /** Hard limit in milliseconds for the acting steps before the pivot. */
  readonly deadlineMs: number;
  /** When it should be over; later is counted and logged, nothing more. */
  readonly objectiveMs: number;
  readonly steps: readonly SagaStep<TriggerData>[];
  /** Whether an event that comes in is worth keeping; all are when left out. */
  readonly hears?: (context: SagaContext<TriggerData>, event: EventEnvelope) => boolean;
  /** Last effects of a saga that failed and has been compensated. */
  readonly onFailed: (context: SagaContext<TriggerData>, failure: SagaFailure) => readonly Effect[];
  /** What a person must look at when a step cannot be undone, or cannot be finished after the pivot. */
  readonly intervention?: (context: SagaContext<TriggerData>, stepName: string) => Intervention;
  /** Also asks for a person after a failure that was compensated, when this answers something. */
  readonly afterFailure?: (context: SagaContext<TriggerData>, failure: SagaFailure) => Intervention | null;
}

/** A saga without its types, for the runtime. */
export type AnySaga = SagaDefinition<Record<string, unknown>>;

/** Forgets the types of a saga; the runtime parses every trigger by the definition's own schema. */
export const anySaga = <TriggerData>(definition: SagaDefinition<TriggerData>): AnySaga =>
  definition as unknown as AnySaga;

/** The step is finished. */
export const done = (result: unknown = null): StepResult => ({ kind: 'done', result });
/** The step will not succeed. */
export const fail = (code: string, detail: string, failureKind: FailureKind = 'refused'): StepResult => ({
  kind: 'fail',
  failure: { code, detail },
  failureKind,
});
/** The step may succeed later; `uncertain` when it may have happened without an answer. */
export const retry = (
  code: string,
  detail: string,
  {
    uncertain = false,
    afterMs = null,
  }: { readonly uncertain?: boolean; readonly afterMs?: number | null } = {},
): StepResult => ({ kind: 'retry', reason: { code, detail }, uncertain, afterMs });
/** The saga is no longer wanted. */
export const abort = (code: string, detail: string): StepResult => ({
  kind: 'abort',
  reason: { code, detail },
});

/** The failure of the first command that was not accepted, or null. */
export const firstRefusal = (outcomes: readonly EffectOutcome[]): Rejection | null => {
  for (const outcome of outcomes) {
    if (outcome.kind !== 'command') continue;
    if (outcome.result.kind === 'rejected') return outcome.result.rejection;
    if (outcome.result.kind === 'conflict' || outcome.result.kind === 'mismatch')
      return { code: outcome.result.kind, detail: `${outcome.key} was answered by ${outcome.result.kind}` };
  }
  return null;
};

/** Settles a step of commands: done when all took effect, else failed with the first refusal. */
export const settleCommands = (outcomes: readonly EffectOutcome[], result: unknown = null): StepResult => {
  const refusal = firstRefusal(outcomes);
  return refusal ? { kind: 'fail', failure: refusal, failureKind: 'refused' } : done(result);
};

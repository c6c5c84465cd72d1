import type { CommandResult } from './command.ts';
import type { DomainCommand, Rejection } from './decider.ts';
import type { EventEnvelope } from './envelope.ts';

/** Which event starts a saga. One trigger event starts one instance: its id is derived from type, dedupe key and event id. */
export interface SagaTrigger {
  readonly saga: string;
  readonly eventType: string;
  readonly when: (event: EventEnvelope) => boolean;
  readonly dedupeKey: (event: EventEnvelope) => string;
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

/** What a step came to: `done` with a result later steps may read, `retry` for what may pass, `fail` for what will not. */
export type StepResult =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'retry'; readonly reason: Rejection }
  | { readonly kind: 'fail'; readonly failure: Rejection };

/** All a saga may know: its whole trigger event, results of its finished steps, and events delivered to it. */
export interface SagaContext<TriggerData = Record<string, unknown>> {
  readonly sagaId: string;
  readonly trigger: EventEnvelope & { readonly data: TriggerData };
  readonly results: Readonly<Record<string, unknown>>;
  readonly inbox: readonly EventEnvelope[];
}

interface StepBase<TriggerData> {
  readonly name: string;
  /** From this step's completion on there is no way back: only forward. */
  readonly pivot?: true;
  /** Undoes the step; it must tolerate that there is nothing to undo. Left out where nothing needs undoing. */
  readonly compensate?: (context: SagaContext<TriggerData>) => readonly Effect[];
}

/** A step that does something. */
export interface ActingStep<TriggerData> extends StepBase<TriggerData> {
  readonly attempts: number;
  readonly retryBaseMs: number;
  readonly timeoutMs: number;
  readonly execute: (context: SagaContext<TriggerData>) => readonly Effect[];
  readonly settle: (context: SagaContext<TriggerData>, outcomes: readonly EffectOutcome[]) => StepResult;
}

/** A step that waits for an event; null goes on waiting. */
export interface WaitingStep<TriggerData> extends StepBase<TriggerData> {
  readonly awaits: (context: SagaContext<TriggerData>) => StepResult | null;
}

export type SagaStep<TriggerData = Record<string, unknown>> =
  | ActingStep<TriggerData>
  | WaitingStep<TriggerData>;

/** A process across aggregates: pure, ordered steps; the runtime journals, repeats and undoes them. */
export interface SagaDefinition<TriggerData = Record<string, unknown>> {
  readonly type: string;
  readonly definitionVersion: number;
  readonly trigger: SagaTrigger;
  /** Parses the trigger's data; throws when a required field is missing, and the saga does not start. */
  readonly parse: (data: Record<string, unknown>) => TriggerData;
  /** Hard limit in milliseconds for the acting steps before the pivot. */
  readonly deadlineMs: number;
  readonly steps: readonly SagaStep<TriggerData>[];
  /** Last effects of a saga that failed and has been compensated. */
  readonly onFailed: (context: SagaContext<TriggerData>, failure: Rejection) => readonly Effect[];
}

/** A saga without its types, for the runtime. */
export type AnySaga = SagaDefinition<Record<string, unknown>>;

/** Forgets the types of a saga; the runtime parses every trigger by the definition's own schema. */
export const anySaga = <TriggerData>(definition: SagaDefinition<TriggerData>): AnySaga =>
  definition as unknown as AnySaga;

/** The step is finished. */
export const done = (result: unknown = null): StepResult => ({ kind: 'done', result });
/** The step will not succeed. */
export const fail = (code: string, detail: string): StepResult => ({
  kind: 'fail',
  failure: { code, detail },
});
/** The step may succeed later. */
export const retry = (code: string, detail: string): StepResult => ({
  kind: 'retry',
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
  return refusal ? { kind: 'fail', failure: refusal } : done(result);
};

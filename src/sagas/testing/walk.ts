import type { EventEnvelope } from '../../core/envelope.ts';
import type { Effect, EffectOutcome, SagaContext, SagaDefinition, StepResult } from '../../core/saga.ts';
import { contextOf } from './contexts.ts';

/** What a saga speaks to; it may change with every answer, and while the saga pauses. */
export interface World {
  readonly answer: (effect: Effect, step: string) => EffectOutcome;
  readonly pause?: (ms: number) => void;
}

/** How a walk ended, and what it did on its way. */
export interface Walk<TriggerData> {
  readonly context: SagaContext<TriggerData>;
  /** Every effect, by the step that had it, each attempt again. */
  readonly effects: Readonly<Record<string, readonly Effect[]>>;
  /** How often each step was tried again. */
  readonly retries: Readonly<Record<string, number>>;
  /** What stopped it; null when it came to its end. */
  readonly stopped: Exclude<StepResult, { kind: 'done' }> | null;
}

const MOST_ATTEMPTS = 200;

/**
 * Goes through a saga's steps as the engine does, without its journal: effects are answered by the world, a step that is to be tried again
 * is, and one that waits runs out of patience at once. Every step is executed and settled twice, which must come to the same.
 */
export const walk = <TriggerData>(
  saga: SagaDefinition<TriggerData>,
  trigger: EventEnvelope,
  { answer, pause }: World,
): Walk<TriggerData> => {
  const results: Record<string, unknown> = {};
  const effects: Record<string, Effect[]> = {};
  const retries: Record<string, number> = {};
  const context = () => contextOf(saga, trigger, { results: structuredClone(results) });
  for (const step of saga.steps) {
    const attempt = (): StepResult => {
      if ('awaits' in step) {
        const result = step.awaits(context()) ?? step.patience?.then(context());
        if (!result) throw new Error(`${step.name} waits for ever`);
        return result;
      }
      const wanted = step.execute(context());
      if (JSON.stringify(wanted) !== JSON.stringify(step.execute(context())))
        throw new Error(`${step.name} does not repeat itself`);
      effects[step.name] = [...(effects[step.name] ?? []), ...wanted];
      return step.settle(
        context(),
        wanted.map((effect) => answer(effect, step.name)),
      );
    };
    let result = attempt();
    for (let n = 1; result.kind === 'retry' && n < MOST_ATTEMPTS; n++) {
      retries[step.name] = n;
      pause?.(result.afterMs ?? 0);
      result = attempt();
    }
    if (result.kind !== 'done') return { context: context(), effects, retries, stopped: result };
    // As the journal keeps it.
    results[step.name] = JSON.parse(JSON.stringify(result.result ?? null)) as unknown;
  }
  return { context: context(), effects, retries, stopped: null };
};

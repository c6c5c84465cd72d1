import { anyAggregate } from '../../src/core/aggregate.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { epochMs, instant } from '../../src/core/instant.ts';
import { type AnySaga, type ChildEnd, retry, type StepResult } from '../../src/core/saga.ts';
import type { SagaCommand } from '../../src/core/saga-instance/commands.ts';
import { sagaContext } from '../../src/core/saga-instance/context.ts';
import type { SagaCatalog } from '../../src/core/saga-instance/position.ts';
import { sagaInstanceAggregate } from '../../src/core/saga-instance/saga-instance.ts';
import { isUnfinished, type SagaInstance } from '../../src/core/saga-instance/state.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import type { SagaStart, SagaWire } from '../../src/platform/rpc.ts';
import { AggregateObject } from '../aggregate/aggregate-object.ts';
import { performEffects, type SagaPort } from './effects.ts';

const WAIT_IN_MEMORY_MS = 2_000;
const COMPENSATION_TIMEOUT_MS = 15_000;

/**
 * Runs one saga. Its journal is its event log: what a step came to is durable before the next step's effects leave, and with it
 * the alarm. Recovery is not a special path: whoever wakes the object reads the log and goes on.
 */
export abstract class SagaObject extends AggregateObject<Env> implements SagaWire {
  readonly #catalog: SagaCatalog;
  readonly #ports: Readonly<Record<string, SagaPort>>;
  #running: Promise<void> | null = null;
  #wake: () => void = () => {};

  constructor(
    ctx: DurableObjectState,
    env: Env,
    catalog: SagaCatalog,
    ports: Readonly<Record<string, SagaPort>>,
  ) {
    super(ctx, env, anyAggregate(sagaInstanceAggregate(catalog)));
    this.#catalog = catalog;
    this.#ports = ports;
  }

  async start({ type, trigger, conflictKey }: SagaStart): Promise<{ refused: string | null }> {
    const event = JSON.parse(trigger) as EventEnvelope;
    if (!this.#state()) {
      const command: SagaCommand = { type: 'StartSagaCommand', sagaType: type, trigger: event, conflictKey };
      const result = await this.#give(event, command, 'start');
      if (result.kind === 'rejected') return { refused: result.rejection.detail };
      const crash = this.crashPoint('started');
      if (crash) await crash;
    }
    this.#go();
    return { refused: null };
  }

  async deliver(event: string): Promise<void> {
    const envelope = JSON.parse(event) as EventEnvelope;
    const command: SagaCommand = { type: 'ReceiveEventCommand', event: envelope };
    await this.#give(envelope, command, 'receive', envelope.eventId);
    const crash = this.crashPoint('received');
    if (crash) await crash;
    this.#go();
  }

  async childEnded(child: ChildEnd): Promise<void> {
    const trigger = this.#state()?.trigger;
    if (!trigger) return;
    await this.#give(trigger, { type: 'RecordChildEndCommand', child }, 'child', child.sagaId);
    this.#go();
  }

  override async execute(command: string): Promise<string> {
    const result = await super.execute(command);
    this.#go();
    return result;
  }

  override async alarm(): Promise<void> {
    this.#go();
    await this.#running;
    await super.alarm();
  }

  #state(): SagaInstance | null {
    return this.currentState() as SagaInstance | null;
  }

  /** Submits a command to this saga's own log; the same `parts` are the same command. */
  #give(cause: EventEnvelope, command: SagaCommand, ...parts: readonly (string | number)[]) {
    const sagaId = this.address.key;
    const commandId = idOf('saga_journal', sagaId, ...parts);
    const actor = { kind: 'saga' as const, id: 'engine' };
    return this.submit({ ...causedCommand(cause, command, { commandId, actor, sagaId }), remember: false });
  }

  /** Runs detached: whoever started or delivered is answered, and the alarm covers the death of this object. */
  #go(): void {
    this.#wake();
    this.#running ??= this.#run()
      .catch((error) => console.error(`saga ${this.address.key} stopped until its alarm`, error))
      .finally(() => {
        this.#running = null;
      });
    this.ctx.waitUntil(this.#running);
  }

  /** Sleeps until the time is over or something was told to the saga. */
  async #sleep(ms: number): Promise<void> {
    const told = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([scheduler.wait(ms), told]);
  }

  async #run(): Promise<void> {
    for (;;) {
      const state = this.#state();
      if (!state?.trigger || !isUnfinished(state)) return;
      const wait = state.nextAt === null ? 0 : epochMs(state.nextAt) - Date.now();
      if (wait > WAIT_IN_MEMORY_MS) return;
      if (wait > 0) {
        await this.#sleep(wait);
        continue;
      }
      const saga = this.#catalog.definition(state.sagaType, state.definitionVersion);
      if (!saga) throw new Error(`no definition of ${state.sagaType} version ${state.definitionVersion}`);
      const goesOn =
        state.status === 'compensating'
          ? await this.#compensate(saga, state, state.trigger)
          : await this.#step(saga, state, state.trigger);
      if (!goesOn) return;
    }
  }

  /** Answers whether there is more to do now; false while waiting for an event. */
  async #step(saga: AnySaga, state: SagaInstance, trigger: EventEnvelope): Promise<boolean> {
    const step = saga.steps[state.step];
    if (!step) throw new Error(`${saga.type} has no step ${state.step}`);
    const context = sagaContext(saga, this.address.key, state);
    if ('awaits' in step) {
      const result = step.awaits(context) ?? this.#outOfPatience(state, step, context);
      if (result) await this.#record(saga, state, trigger, result, 0);
      return result !== null;
    }
    if (!state.pastPivot && state.deadlineAt !== null && epochMs(state.deadlineAt) < Date.now()) {
      await this.#give(trigger, { type: 'RecordDeadlineCommand' }, 'deadline', state.step, state.attempt);
      return true;
    }
    const effects = step.execute(context);
    const outcomes = await performEffects(this.#scope(saga, trigger, step.name), effects, step.timeoutMs);
    const crash = this.crashPoint(`effects:${step.name}`);
    if (crash) await crash;
    const silence = retry('no_answer', `${step.name} got no answer`, { uncertain: true });
    const result = outcomes ? step.settle(context, outcomes) : silence;
    await this.#record(saga, state, trigger, result, effects.length);
    return true;
  }

  #outOfPatience(
    state: SagaInstance,
    step: Extract<AnySaga['steps'][number], { awaits: unknown }>,
    context: ReturnType<typeof sagaContext>,
  ): StepResult | null {
    if (!step.patience || state.nextAt === null) return null;
    const until = epochMs(state.nextAt) + step.patience.ms;
    return instant(until) <= instant(Date.now()) ? step.patience.then(context) : null;
  }

  /** Journals what the step came to, which is also the intent of the next one: one commit a step. */
  async #record(
    saga: AnySaga,
    { step, attempt }: SagaInstance,
    trigger: EventEnvelope,
    result: StepResult,
    effects: number,
  ): Promise<void> {
    const command: SagaCommand = { type: 'RecordStepCommand', step, attempt, result, effects };
    await this.#give(trigger, command, 'step', this.version);
    const crash = this.crashPoint(`journaled:${saga.steps[step]?.name ?? ''}`);
    if (crash) await crash;
  }

  async #compensate(saga: AnySaga, state: SagaInstance, trigger: EventEnvelope): Promise<boolean> {
    const { step: index, attempt, failure } = state;
    if (!failure) throw new Error('a saga that is compensated has a failure');
    const context = sagaContext(saga, this.address.key, state);
    const step = saga.steps[index];
    const effects = index < 0 ? saga.onFailed(context, failure) : (step?.compensate?.(context) ?? []);
    const scope = this.#scope(saga, trigger, `undo:${step?.name ?? 'failed'}`);
    const outcomes = await performEffects(scope, effects, COMPENSATION_TIMEOUT_MS);
    const crash = this.crashPoint(`effects:${scope.name}`);
    if (crash) await crash;
    const trouble = outcomes === null ? { code: 'no_answer', detail: `${scope.name} got no answer` } : null;
    const command: SagaCommand = { type: 'RecordCompensationCommand', step: index, attempt, trouble };
    await this.#give(trigger, command, 'undo', this.version);
    const journaled = this.crashPoint(`journaled:${scope.name}`);
    if (journaled) await journaled;
    return true;
  }

  #scope(saga: AnySaga, trigger: EventEnvelope, name: string) {
    return {
      env: this.env,
      ports: this.#ports,
      sagaId: this.address.key,
      sagaType: saga.type,
      trigger,
      name,
    };
  }
}

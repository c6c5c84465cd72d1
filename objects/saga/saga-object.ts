import { anyAggregate } from '../../src/core/aggregate.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { epochMs } from '../../src/core/instant.ts';
import { type AnySaga, type ChildEnd, retry } from '../../src/core/saga.ts';
import type { SagaCommand } from '../../src/core/saga-instance/commands.ts';
import type { SagaCatalog } from '../../src/core/saga-instance/position.ts';
import { sagaInstanceAggregate } from '../../src/core/saga-instance/saga-instance.ts';
import { isUnfinished, type SagaInstance } from '../../src/core/saga-instance/state.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import type { SagaStart, SagaWire } from '../../src/platform/rpc.ts';
import { AggregateObject } from '../aggregate/aggregate-object.ts';
import { type Attempt, type Attempted, attemptStep, attemptUndo, undoName } from './attempts.ts';
import { performEffects, type SagaPort } from './effects.ts';

const WAIT_IN_MEMORY_MS = 2_000;

/**
 * Runs one saga. Its journal is its event log: what a step came to is durable before the next step's effects leave, and with it
 * the alarm. Recovery is not a special path: whoever wakes the object reads the log and goes on.
 */
export abstract class SagaObject extends AggregateObject<Env> implements SagaWire {
  readonly #catalog: SagaCatalog;
  readonly #ports: Readonly<Record<string, SagaPort>>;
  #running: Promise<void> | null = null;
  /** Whether the step in work was brought to its beginning by this very instance, so that nobody before it can have begun it. */
  #isOwn = false;
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
      this.#isOwn = result.kind === 'accepted' && result.events > 0;
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
    // First, so that the next alarm is armed before the run that this one wakes may die.
    const own = super.alarm();
    this.#go();
    await this.#running;
    await own;
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
      if (!saga) {
        // Journals that a person is needed, once: nobody who is deployed here knows how it goes on.
        await this.#give(state.trigger, { type: 'ContinueSagaCommand' }, 'continue', this.version);
        return;
      }
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
    const acts = step !== undefined && 'execute' in step;
    const late = state.deadlineAt !== null && epochMs(state.deadlineAt) < Date.now();
    if (acts && late && !state.pastPivot) {
      await this.#give(trigger, { type: 'RecordDeadlineCommand' }, 'deadline', state.step, state.attempt);
      return true;
    }
    const attempted = await attemptStep(this.#attempt(saga, state, trigger));
    if (!attempted) return false;
    await this.#record(state, trigger, attempted);
    const crash = this.crashPoint(`journaled:${step?.name ?? ''}`);
    if (crash) await crash;
    return true;
  }

  /** Journals what the step came to, which is also the intent of the next one: one commit a step. */
  async #record(
    { step, attempt }: SagaInstance,
    trigger: EventEnvelope,
    { result, effects }: Attempted,
  ): Promise<void> {
    const resumed = !this.#isOwn;
    const command: SagaCommand = { type: 'RecordStepCommand', step, attempt, result, effects, resumed };
    const recorded = await this.#give(trigger, command, 'step', this.version);
    this.#isOwn = true;
    if (recorded.kind !== 'rejected') return;
    const { code, detail } = recorded.rejection;
    const tooLarge = retry(code, `the step's result cannot be journaled: ${detail}`, { uncertain: true });
    await this.#give(trigger, { ...command, result: tooLarge }, 'too_large', this.version);
  }

  async #compensate(saga: AnySaga, state: SagaInstance, trigger: EventEnvelope): Promise<boolean> {
    const { step, attempt, failure } = state;
    if (!failure) throw new Error('a saga that is compensated has a failure');
    const trouble = await attemptUndo(this.#attempt(saga, state, trigger), failure);
    const command: SagaCommand = { type: 'RecordCompensationCommand', step, attempt, trouble };
    await this.#give(trigger, command, 'undo', this.version);
    const journaled = this.crashPoint(`journaled:${undoName(saga, state)}`);
    if (journaled) await journaled;
    return true;
  }

  #attempt(saga: AnySaga, state: SagaInstance, trigger: EventEnvelope): Attempt {
    const sagaId = this.address.key;
    const attempt = this.version;
    const every = state.status === 'compensating';
    return {
      saga,
      sagaId,
      state,
      perform: async (name, effects, timeoutMs) => {
        const [env, ports, sagaType] = [this.env, this.#ports, saga.type];
        const scope = { env, ports, sagaId, sagaType, trigger, name, attempt };
        const outcomes = await performEffects(scope, effects, timeoutMs, { every });
        const crash = this.crashPoint(`effects:${name}`);
        if (crash) await crash;
        return outcomes;
      },
    };
  }
}

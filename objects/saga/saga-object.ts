import { DurableObject } from 'cloudflare:workers';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { AnySaga, Effect, EffectOutcome, SagaContext, StepResult } from '../../src/core/saga.ts';
import { retry } from '../../src/core/saga.ts';
import { afterCompensation, afterStep, isActive } from '../../src/core/saga-run.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import type { SagaRpc, SagaStatus } from '../../src/platform/rpc.ts';
import { aggregateStub, type ObjectAddress, parseObjectName } from '../../src/platform/stubs.ts';
import { Watchdog } from '../aggregate/watchdog.ts';
import { faultPoint } from '../fault-points.ts';
import { Journal, type SagaProgress } from './journal.ts';

const WATCHDOG_MS = 30_000;
const WAIT_IN_MEMORY_MS = 2_000;
const COMPENSATION_TIMEOUT_MS = 15_000;

/** A way out of a saga other than commands, such as calls to brokers; throws when it got no answer. */
export type SagaPort = (trigger: EventEnvelope, request: unknown) => Promise<unknown>;

/**
 * Runs one saga from its journal: the step and its attempt are durable, with the watchdog alarm in the same transaction, before
 * any effect leaves. Recovery is not a special path: whoever wakes the object reads the journal and goes on.
 */
export abstract class SagaObject extends DurableObject<Env> implements SagaRpc {
  readonly #address: ObjectAddress;
  readonly #journal: Journal;
  readonly #watchdog: Watchdog;
  readonly #sagas: ReadonlyMap<string, AnySaga>;
  readonly #ports: Readonly<Record<string, SagaPort>>;
  #running: Promise<void> | null = null;

  constructor(
    ctx: DurableObjectState,
    env: Env,
    sagas: readonly AnySaga[],
    ports: Readonly<Record<string, SagaPort>>,
  ) {
    super(ctx, env);
    this.#address = parseObjectName(ctx.id.name);
    this.#journal = new Journal(ctx.storage.sql);
    this.#watchdog = new Watchdog(ctx.storage);
    this.#sagas = new Map(sagas.map((saga) => [saga.type, saga]));
    this.#ports = ports;
  }

  async start(input: {
    readonly type: string;
    readonly trigger: string;
  }): Promise<{ refused: string | null }> {
    if (this.#journal.progress() === null) {
      const trigger = JSON.parse(input.trigger) as EventEnvelope;
      const saga = this.#definition(input.type);
      const refused = refusal(saga, trigger);
      if (refused) return { refused };
      const now = Date.now();
      this.#commit({
        type: saga.type,
        definitionVersion: saga.definitionVersion,
        trigger,
        status: 'running',
        step: 0,
        attempt: 1,
        nextAt: now,
        deadline: now + saga.deadlineMs,
        pastPivot: false,
        failure: null,
      });
      const crash = this.#crashPoint('started');
      if (crash) await crash;
    }
    this.#go();
    return { refused: null };
  }

  async deliver(event: string): Promise<void> {
    const envelope = JSON.parse(event) as EventEnvelope;
    this.#transaction(() => {
      this.#journal.prepare();
      this.#journal.receive(envelope);
      const progress = this.#journal.progress();
      if (progress?.status === 'waiting') this.#save({ ...progress, status: 'running' });
    });
    const crash = this.#crashPoint('delivered');
    if (crash) await crash;
    this.#go();
  }

  async status(): Promise<SagaStatus | null> {
    const progress = this.#journal.progress();
    if (!progress) return null;
    return {
      sagaId: this.#address.key,
      type: progress.type,
      status: progress.status,
      step: this.#definition(progress.type).steps[progress.step]?.name ?? null,
      attempts: progress.attempt,
      failure: progress.failure,
      correlationId: progress.trigger.correlationId,
    };
  }

  override async alarm(): Promise<void> {
    this.#watchdog.fired();
    this.#go();
    await this.#running;
    const progress = this.#journal.progress();
    if (progress && isActive(progress)) this.#watchdog.arm(Math.max(progress.nextAt, Date.now() + 1_000));
  }

  #definition(type: string): AnySaga {
    const saga = this.#sagas.get(type);
    if (!saga) throw new Error(`no saga of type ${type}`);
    return saga;
  }

  /** Runs detached: whoever started or delivered is answered, and the watchdog covers the death of this object. */
  #go(): void {
    this.#running ??= this.#run()
      .catch((error) => console.error(`saga ${this.#address.key} stopped until its alarm`, error))
      .finally(() => {
        this.#running = null;
      });
    this.ctx.waitUntil(this.#running);
  }

  async #run(): Promise<void> {
    for (;;) {
      const progress = this.#journal.progress();
      if (!progress || !isActive(progress)) return;
      const wait = progress.nextAt - Date.now();
      if (wait > WAIT_IN_MEMORY_MS) return;
      if (wait > 0) await scheduler.wait(wait);
      if (progress.status === 'compensating') await this.#compensate(progress);
      else await this.#step(progress);
    }
  }

  async #step(progress: SagaProgress): Promise<void> {
    const saga = this.#definition(progress.type);
    const step = saga.steps[progress.step];
    if (!step) throw new Error(`${saga.type} has no step ${progress.step}`);
    const context = this.#context(saga, progress);
    if ('awaits' in step) {
      const result = step.awaits(context);
      if (result) await this.#finish(saga, progress, result);
      else this.#commit({ ...progress, status: 'waiting' });
      return;
    }
    if (!progress.pastPivot && Date.now() > progress.deadline) {
      const failure = { code: 'deadline_exceeded', detail: `${saga.type} did not reach its pivot in time` };
      return this.#finish(saga, progress, { kind: 'fail', failure });
    }
    const outcomes = await this.#perform(progress, step.name, step.execute(context), step.timeoutMs);
    const crash = this.#crashPoint(`effects:${step.name}`);
    if (crash) await crash;
    const result = outcomes
      ? step.settle(context, outcomes)
      : retry('no_answer', `${step.name} got no answer`);
    await this.#finish(saga, progress, result);
  }

  /** Journals what the step came to together with the intent of the next one: one commit a step. */
  async #finish(saga: AnySaga, progress: SagaProgress, result: StepResult): Promise<void> {
    const now = Date.now();
    const name = saga.steps[progress.step]?.name ?? '';
    this.#transaction(() => {
      if (result.kind === 'done')
        this.#journal.finishStep(progress.step, name, result.result, progress.attempt, now);
      this.#save({ ...progress, ...afterStep(saga, progress, result, now) });
    });
    const crash = this.#crashPoint(`journaled:${name}`);
    if (crash) await crash;
  }

  async #compensate(progress: SagaProgress): Promise<void> {
    const saga = this.#definition(progress.type);
    const context = this.#context(saga, progress);
    const failure = progress.failure ?? { code: 'failed', detail: 'the saga failed' };
    const step = saga.steps[progress.step];
    const effects = progress.step < 0 ? saga.onFailed(context, failure) : (step?.compensate?.(context) ?? []);
    const scope = `undo:${step?.name ?? 'failed'}`;
    const outcomes = await this.#perform(progress, scope, effects, COMPENSATION_TIMEOUT_MS);
    this.#commit({ ...progress, ...afterCompensation(progress, outcomes !== null, Date.now()) });
    const crash = this.#crashPoint(`journaled:${scope}`);
    if (crash) await crash;
  }

  /** Performs independent effects side by side; null when one of them got no answer. */
  async #perform(
    progress: SagaProgress,
    scope: string,
    effects: readonly Effect[],
    timeoutMs: number,
  ): Promise<readonly EffectOutcome[] | null> {
    const abandon = new AbortController();
    const tooLate = scheduler.wait(timeoutMs, { signal: abandon.signal }).then(
      () => null,
      () => null,
    );
    try {
      return await Promise.race([
        Promise.all(effects.map((effect) => this.#effect(progress, scope, effect))),
        tooLate,
      ]);
    } catch {
      return null;
    } finally {
      abandon.abort();
    }
  }

  async #effect(progress: SagaProgress, scope: string, effect: Effect): Promise<EffectOutcome> {
    const { trigger, type } = progress;
    if (effect.kind === 'call') {
      const port = this.#ports[effect.port];
      if (!port) throw new Error(`no port named ${effect.port}`);
      return { kind: 'call', key: effect.key, value: await port(trigger, effect.request) };
    }
    const sagaId = this.#address.key;
    const commandId = idOf('saga', sagaId, scope, effect.key);
    const command = causedCommand(trigger, effect.command, {
      commandId,
      actor: { kind: 'saga', id: type },
      sagaId,
    });
    const target = aggregateStub(this.env, { ...effect.target, userId: trigger.userId }, trigger.region);
    return { kind: 'command', key: effect.key, result: await target.execute(command) };
  }

  #context(saga: AnySaga, progress: SagaProgress): SagaContext {
    return {
      sagaId: this.#address.key,
      trigger: { ...progress.trigger, data: saga.parse(progress.trigger.data) },
      results: this.#journal.results(),
      inbox: this.#journal.inbox(),
    };
  }

  #save(progress: SagaProgress): void {
    this.#journal.save(progress);
    const now = Date.now();
    const sleeps = progress.nextAt > now + WAIT_IN_MEMORY_MS;
    if (isActive(progress)) this.#watchdog.arm(sleeps ? progress.nextAt : now + WATCHDOG_MS);
  }

  #commit(progress: SagaProgress): void {
    this.#transaction(() => {
      this.#journal.prepare();
      this.#save(progress);
    });
  }

  #transaction(work: () => void): void {
    try {
      this.ctx.storage.transactionSync(work);
    } catch (error) {
      this.#journal.rolledBack();
      this.#watchdog.rolledBack();
      throw error;
    }
  }

  #crashPoint(point: string): Promise<never> | undefined {
    return faultPoint(this.ctx, this.#address.type, point);
  }
}

/** Why a trigger cannot start the saga: its data lacks what the saga needs (rule N-R4); null when it can. */
const refusal = (saga: AnySaga, trigger: EventEnvelope): string | null => {
  try {
    saga.parse(trigger.data);
    return null;
  } catch (error) {
    return `${saga.type} cannot start: ${error instanceof Error ? error.message : String(error)}`;
  }
};

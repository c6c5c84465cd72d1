import { anyAggregate } from '../../core/aggregate.ts';
import type { CommandResult } from '../../core/command.ts';
import type { DomainCommand } from '../../core/decider.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { AnySaga, ChildEnd, Effect, EffectOutcome, StepResult } from '../../core/saga.ts';
import { TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { aggregates } from '../../domains/catalog.ts';
import type { SafetyAnswer, SafetyCheck } from '../safety-checks.ts';
import { contextOf, id, stored } from './contexts.ts';

/** How a run of a saga ended, and the steps it took. */
export interface Run {
  readonly status: 'completed' | 'failed' | 'aborted' | 'waiting';
  readonly code: string | null;
  readonly steps: readonly string[];
}

const ENDED: ReadonlySet<string> = new Set(['deleted', 'absent']);
const OPEN: ReadonlySet<string> = new Set(['pending', 'placed', 'partially_filled', 'cancel_pending']);

/** Aggregates in memory, decided for real, and sagas that run against them; nothing has a read model. */
export class SagaWorld {
  now: UtcInstant = TEST_NOW;
  /** Everything that happened, in order. */
  readonly events: EventEnvelope[] = [];
  /** Calls through other ports than the safety checks. */
  readonly calls: string[] = [];
  readonly #states = new Map<string, unknown>();

  /** Gives a command, as a saga when there is a saga id. */
  give(type: string, key: string, command: DomainCommand, sagaId: string | null = null): CommandResult {
    const aggregate = anyAggregate(aggregates[type as keyof typeof aggregates] as never);
    const { decider, events: registry } = aggregate;
    const name = `${type} ${key}`;
    const state = this.#states.get(name) ?? decider.initial;
    const decision = decider.decide(
      command,
      state,
      testEnv({ sagaId, now: this.now, aggregateId: key, commandId: id(`command ${this.events.length}`) }),
    );
    if (decision.kind === 'reject')
      return { kind: 'rejected', rejection: decision.rejection, version: 1, repeated: false };
    this.#states.set(name, decision.events.reduce(decider.evolve, state));
    for (const event of decision.events) {
      registry.parse(event);
      const eventId = id(`event ${this.events.length}`);
      this.events.push(stored(event, { eventId, aggregateType: type, aggregateId: key, sagaId }));
    }
    return { kind: 'accepted', aggregateId: key, version: 1, events: decision.events.length, state: null };
  }

  /** Gives commands that must all be accepted. */
  begin(type: string, key: string, ...commands: readonly DomainCommand[]): void {
    for (const command of commands) {
      const result = this.give(type, key, command, id('another saga'));
      if (result.kind !== 'accepted') throw new Error(`${command.type}: ${JSON.stringify(result)}`);
    }
  }

  /** Status of a thing, `absent` when nothing ever happened to it. */
  status(type: string, key: string): string {
    const state = this.#states.get(`${type} ${key}`) as
      | { readonly status?: string; readonly profile?: { readonly status: string } }
      | undefined;
    return state?.status ?? state?.profile?.status ?? 'absent';
  }

  /** The newest event of that type. */
  last(type: string): EventEnvelope {
    const event = this.events.findLast(({ eventType }) => eventType === type);
    if (!event) throw new Error(`no ${type} happened`);
    return event;
  }

  /** Runs a saga from its trigger until it ends or would have to wait; `before` may do something before a step. */
  run(
    saga: AnySaga,
    trigger: EventEnvelope,
    before: (step: string) => void = () => {},
    children: () => readonly ChildEnd[] = () => [],
  ): Run {
    const results: Record<string, unknown> = {};
    const sagaId = id(`saga ${trigger.eventId}`);
    const steps: string[] = [];
    for (const step of saga.steps) {
      before(step.name);
      steps.push(step.name);
      const context = { ...contextOf(saga, trigger, { results, children: children() }), sagaId };
      if ('awaits' in step) return { status: 'waiting', code: null, steps };
      const outcomes = step.execute(context).map((effect) => this.#perform(effect, sagaId));
      const result: StepResult = step.settle(context, outcomes);
      if (result.kind === 'abort') return { status: 'aborted', code: result.reason.code, steps };
      if (result.kind === 'fail') return { status: 'failed', code: result.failure.code, steps };
      if (result.kind === 'retry') return { status: 'waiting', code: result.reason.code, steps };
      results[step.name] = result.result;
    }
    return { status: 'completed', code: null, steps };
  }

  #perform(effect: Effect, sagaId: string): EffectOutcome {
    const { key } = effect;
    if (effect.kind === 'command') {
      const { type, key: target } = effect.target;
      return { kind: 'command', key, result: this.give(type, target, effect.command, sagaId) };
    }
    if (effect.port === 'safety')
      return { kind: 'call', key, value: this.#safety(effect.request as SafetyCheck) };
    this.calls.push(effect.port);
    return { kind: 'call', key, value: null };
  }

  #safety(asked: SafetyCheck): SafetyAnswer {
    const left = (type: string, keys: readonly string[]) => ({
      statuses: {},
      count: keys.filter((key) => !ENDED.has(this.status(type, key))).length,
      ids: [],
    });
    switch (asked.check) {
      case 'connections':
        return {
          statuses: Object.fromEntries(
            asked.connectionIds.map((key) => [key, this.status('broker_connection', key)]),
          ),
          count: 0,
          ids: [],
        };
      case 'accounts_left':
        return left('broker_account', asked.accountIds);
      case 'virtual_accounts_left':
        return left('virtual_broker', asked.virtualAccountIds);
      case 'open_orders':
        return { statuses: {}, count: 0, ids: this.#openOrders(asked.accountIds) };
    }
  }

  #openOrders(accountIds: readonly string[]): readonly string[] {
    return [...this.#states].flatMap(([name, state]) => {
      const { orderId, accountId, status } = state as Record<'orderId' | 'accountId' | 'status', string>;
      return name.startsWith('order ') && accountIds.includes(accountId) && OPEN.has(status) ? [orderId] : [];
    });
  }
}

import type { DomainCommand } from '../../core/decider.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import { canonicalJson } from '../../core/ids.ts';
import { epochMs, instant, plusMs } from '../../core/instant.ts';
import { sagaInstanceAggregate } from '../../core/saga-instance/saga-instance.ts';
import type { SagaInstance } from '../../core/saga-instance/state.ts';
import { testEnv } from '../../core/testing/decider-specification.ts';
import { sagas } from '../catalog.ts';
import { BrokerDouble, type BrokerRules, type Report } from './broker-double.ts';
import { id } from './contexts.ts';
import type { Performed, Surroundings } from './effects-under-fault.ts';
import { giveJournal, type Hosted, journalOf, takeSagaTurn, wakesAt } from './engine.ts';
import { FaultPlan } from './faults.ts';
import { type Happened, idOf, Logs, type Target } from './logs.ts';
import { answerPort } from './ports-double.ts';
import { type Reached, react, tell } from './reactions.ts';

const { nextDue } = sagaInstanceAggregate(sagas).decider;
/** How long after its last commit an object looks whether everything was delivered. */
const WATCHDOG_MS = 30_000;
const MOST_TURNS = 3_000;

/** A saga in memory: what befalls it, and until when it is dead; null when only others can wake it. */
interface Running extends Hosted {
  deadUntil: number | null | 'alive';
  waits: boolean;
}

/**
 * The system in memory, with a clock that jumps: real aggregates, real policies between them, real sagas by their journals, and a double
 * of the broker. Nothing sleeps. Everything is told once, or `repeats` times.
 */
export class Simulation implements Reached {
  readonly logs: Logs;
  readonly broker: BrokerDouble;
  readonly parked: string[] = [];
  /** How often every event, report and end is told. */
  repeats = 1;
  /** Kinds of sagas that begin by themselves. */
  children: ReadonlySet<string> = new Set();
  /** What befalls sagas that begin from now on, by their kind. */
  faultsOf: (type: string) => FaultPlan = () => new FaultPlan();
  readonly #running = new Map<string, Running>();
  readonly #agenda: { readonly at: number; readonly what: () => void }[] = [];
  readonly #begunWith: number;
  #reactedTo = 0;

  constructor(rules: BrokerRules = {}, before: Simulation | null = null) {
    this.logs = before ? before.logs.fork() : new Logs();
    this.broker = new BrokerDouble(
      rules,
      () => this.logs.now,
      (report) => this.#report(report),
    );
    for (const [order, fills] of before?.broker.before ?? []) this.broker.has(order, fills);
    this.#reactedTo = this.logs.events.length;
    this.#begunWith = this.logs.events.length;
  }

  /** Everything that happened since it goes on by itself, in order. */
  get news(): readonly Happened[] {
    return this.logs.events.slice(this.#begunWith);
  }

  /** Gives commands that must all be accepted, before anything of interest begins. */
  begin(type: string, key: string, ...commands: readonly DomainCommand[]): void {
    for (const command of commands) {
      const { userId, correlationId, actor } = testEnv();
      const result = this.logs.submit(
        { type, key },
        {
          commandId: id(`begin ${this.logs.events.length}`),
          commandHash: canonicalJson(command),
          command,
          userId,
          region: 'weur',
          correlationId,
          causationId: null,
          sagaId: id('another saga'),
          actor,
          remember: false,
        },
      );
      if (result.kind !== 'accepted') throw new Error(`${command.type}: ${JSON.stringify(result)}`);
    }
    this.#reactedTo = this.logs.events.length;
  }

  /** The newest event of that type. */
  last(type: string): EventEnvelope {
    const found = this.logs.events.findLast(({ event }) => event.eventType === type);
    if (!found) throw new Error(`no ${type} happened`);
    return found.event;
  }

  /** Starts the saga that an event triggers, whatever its kind. */
  trigger(type: string, event: EventEnvelope): Running {
    const trigger = sagas.newest(type)?.triggers.find(({ eventType }) => eventType === event.eventType);
    if (!trigger) throw new Error(`${event.eventType} starts no ${type}`);
    return this.#start(type, event, trigger.dedupeKey(event));
  }

  start(type: string, event: EventEnvelope, dedupeKey: string): void {
    if (this.children.has(type)) this.#start(type, event, dedupeKey);
  }

  hear(sagaId: string, event: EventEnvelope): void {
    const saga = this.#running.get(sagaId);
    if (!saga) return;
    giveJournal(saga, event, { type: 'ReceiveEventCommand', event }, 'receive', event.eventId);
    saga.deadUntil = 'alive';
  }

  childEnded(sagaId: string, { target }: Happened): void {
    const parent = this.#running.get(sagaId);
    const state = this.logs.state<SagaInstance>(target);
    const trigger = parent && journalOf(parent)?.trigger;
    if (!parent || !trigger || !state?.trigger) return;
    const { sagaType: type, status } = state;
    const child = { sagaId: target.key, type, aggregateId: state.trigger.aggregateId, status };
    giveJournal(parent, trigger, { type: 'RecordChildEndCommand', child }, 'child', target.key);
    parent.deadUntil = 'alive';
  }

  /** Lets everything happen until nothing is left to happen, or until it is enough. */
  settle(isEnough: () => boolean = () => false): void {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      this.#doDue();
      this.#reactToNews();
      if (isEnough()) return;
      const moved = [...this.#running.values()].map((saga) => this.#advance(saga));
      if (moved.includes(true) || this.#reactedTo < this.logs.events.length) continue;
      const next = this.#nextMs();
      if (next === null) return;
      this.logs.now = instant(Math.max(next, epochMs(this.logs.now)));
    }
    throw new Error('it does not come to rest');
  }

  #start(type: string, event: EventEnvelope, dedupeKey: string): Running {
    const sagaId = idOf('saga', type, dedupeKey, event.eventId);
    const known = this.#running.get(sagaId);
    const saga = known ?? {
      sagaId,
      faults: this.faultsOf(type),
      performed: [] as Performed[],
      logs: this.logs,
      around: this.#around(),
      deadUntil: 'alive' as const,
      waits: false,
    };
    this.#running.set(sagaId, saga);
    const conflictKey = null;
    for (let n = 0; n < this.repeats; n++)
      giveJournal(saga, event, { type: 'StartSagaCommand', sagaType: type, trigger: event, conflictKey }, 'start');
    return saga;
  }

  #around(): Surroundings {
    return {
      command: (target: Target, command) => {
        const result = this.logs.submit(target, command);
        this.#reactToNews();
        return result;
      },
      call: (_trigger, { port, request }) => {
        const value = answerPort(this, port, request);
        this.#doDue();
        this.#reactToNews();
        return value;
      },
      later: (ms, what) => this.#plan(ms, what),
      pass: (ms) => {
        this.logs.now = plusMs(this.logs.now, ms);
      },
    };
  }

  #advance(saga: Running): boolean {
    const nowMs = epochMs(this.logs.now);
    if (saga.deadUntil === null || (saga.deadUntil !== 'alive' && saga.deadUntil > nowMs)) return false;
    saga.deadUntil = 'alive';
    const nextAt = journalOf(saga)?.nextAt ?? null;
    if (nextAt !== null && epochMs(nextAt) > nowMs) return false;
    const before = this.logs.now;
    const end = takeSagaTurn(saga);
    saga.waits = end === 'waits';
    if (end === 'record_lost' || end === 'record_kept') this.#die(saga, epochMs(before));
    return end !== 'waits' && end !== 'over';
  }

  /** Its alarm wakes it: when something is due, or when its last commit is to be looked after. */
  #die(saga: Running, committedMs: number): void {
    const state = journalOf(saga);
    const due = state && nextDue?.(state);
    const dueMs = due ? epochMs(due.at) : Number.POSITIVE_INFINITY;
    saga.deadUntil = Math.max(Math.min(dueMs, committedMs + WATCHDOG_MS), epochMs(this.logs.now));
  }

  #nextMs(): number | null {
    const sagasDue = [...this.#running.values()].map((saga) =>
      saga.deadUntil === 'alive' ? wakesAt(saga, saga.waits) : saga.deadUntil,
    );
    const all = [...sagasDue, ...this.#agenda.map(({ at }) => at)].filter((at) => at !== null);
    return all.length === 0 ? null : Math.min(...all);
  }

  #plan(ms: number, what: () => void): void {
    this.#agenda.push({ at: epochMs(this.logs.now) + ms, what });
    this.#agenda.sort((a, b) => a.at - b.at);
  }

  #doDue(): void {
    for (;;) {
      const [first] = this.#agenda;
      if (!first || first.at > epochMs(this.logs.now)) return;
      this.#agenda.shift();
      first.what();
    }
  }

  #reactToNews(): void {
    while (this.#reactedTo < this.logs.events.length) {
      const happened = this.logs.events[this.#reactedTo++];
      for (let n = 0; happened && n < this.repeats; n++) react(this, happened);
    }
  }

  #report({ afterMs, orderId, name, command }: Report): void {
    this.#plan(afterMs, () => {
      const told = command();
      const cause = this.logs.events.at(-1)?.event;
      for (let n = 0; told && cause && n < this.repeats; n++)
        tell(this, cause, { type: 'order', key: orderId }, told, 'report', orderId, name);
    });
  }
}

import type { BrokerCall } from '../../brokers/port.ts';
import type { CommandResult } from '../../core/command.ts';
import type { DomainCommand } from '../../core/decider.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import { epochMs, instant, plusMs } from '../../core/instant.ts';
import type { SagaCommand } from '../../core/saga-instance/commands.ts';
import type { SagaInstance } from '../../core/saga-instance/state.ts';
import { sagas } from '../catalog.ts';
import { Agenda } from './agenda.ts';
import { BegunWorld } from './begun-world.ts';
import { BrokerDouble, type BrokerRules, type Report } from './broker-double.ts';
import { causedBy, type Surroundings } from './effects-under-fault.ts';
import { type Hosted, journalOf } from './engine.ts';
import { FaultPlan } from './faults.ts';
import { type Happened, idOf, type Target } from './logs.ts';
import { answerPort } from './ports-double.ts';
import { type Reached, react, tell } from './reactions.ts';
import { SagaHost } from './saga-host.ts';

const MOST_TURNS = 3_000;

/**
 * The system in memory, with a clock that jumps: real aggregates, real policies between them, real sagas by their journals, and a double
 * of the broker. Nothing sleeps. Everything is told once, or `repeats` times.
 */
export class Simulation extends BegunWorld implements Reached {
  readonly broker: BrokerDouble;
  readonly host: SagaHost;
  readonly parked: string[] = [];
  /** How often every event, report and end is told. */
  repeats = 1;
  /** How late a saga hears what it is told, in milliseconds; `n` counts what was told before. */
  hearingMs: (n: number) => number = () => 0;
  /** Kinds of sagas that begin by themselves. */
  children: ReadonlySet<string> = new Set();
  /** What befalls sagas that begin from now on, by their kind. */
  faultsOf: (type: string) => FaultPlan = () => new FaultPlan();
  readonly #agenda = new Agenda();
  #reactedTo = 0;
  #told = 0;

  constructor(rules: BrokerRules = {}, before: Simulation | null = null) {
    super(before?.logs.fork());
    this.broker = new BrokerDouble(
      rules,
      () => this.logs.now,
      (report) => this.#report(report),
    );
    for (const [order, fills] of before?.broker.before ?? []) this.broker.has(order, fills);
    this.host = new SagaHost(this.logs, this.#around());
    this.#reactedTo = this.logs.events.length;
  }

  override begin(type: string, key: string, ...commands: readonly DomainCommand[]): void {
    super.begin(type, key, ...commands);
    this.#reactedTo = this.logs.events.length;
  }

  /** Starts the saga that an event triggers, whatever its kind. */
  trigger(type: string, event: EventEnvelope): Hosted {
    const trigger = sagas.newest(type)?.triggers.find(({ eventType }) => eventType === event.eventType);
    if (!trigger) throw new Error(`${event.eventType} starts no ${type}`);
    return this.host.start(type, event, trigger.dedupeKey(event), this.faultsOf(type), this.repeats);
  }

  start(type: string, event: EventEnvelope): void {
    if (this.children.has(type)) this.trigger(type, event);
  }

  hear(sagaId: string, event: EventEnvelope): void {
    this.#comeLate(() => this.host.hear(sagaId, event));
  }

  childEnded(sagaId: string, { target }: Happened): void {
    const ended = this.journal(target.key);
    if (!ended?.trigger) return;
    const { sagaType: type, status, trigger } = ended;
    const child = { sagaId: target.key, type, aggregateId: trigger.aggregateId, status };
    this.#comeLate(() => this.host.childEnded(sagaId, child));
  }

  /** The journal of a saga; null when there is none. */
  journal(sagaId: string): SagaInstance | null {
    return journalOf({ logs: this.logs, sagaId });
  }

  /** Carries everything that has happened since the beginning once more. */
  retell(): void {
    for (const happened of this.news) react(this, happened);
    this.settle();
  }

  /** Gives a command to a saga itself, as operators do and sagas that go first. */
  operate(sagaId: string, command: SagaCommand): CommandResult {
    const target = { type: 'saga', key: sagaId };
    const actor = { kind: 'operator' as const, id: 'operator' };
    const commandId = idOf('operate', sagaId, this.logs.version(target));
    const identity = { commandId, actor, sagaId: null };
    const result = this.logs.submit(target, causedBy(this.last('SagaStarted'), command, identity));
    this.settle();
    return result;
  }

  /** Tells an object something, as often as everything is told. */
  tell(target: Target, command: DomainCommand, ...name: readonly string[]): void {
    const cause = this.logs.events.at(-1)?.event;
    for (let n = 0; cause && n < this.repeats; n++) tell(this, cause, target, command, ...name);
  }

  /** Does something after so many milliseconds. */
  later(ms: number, what: () => void): void {
    this.#agenda.plan(epochMs(this.logs.now) + ms, what);
  }

  /** Lets everything happen until nothing is left to happen, or until it is enough. */
  settle(isEnough: () => boolean = () => false): void {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      this.#carry();
      if (isEnough()) return;
      if (this.host.takeTurns() || this.#reactedTo < this.logs.events.length) continue;
      const next = [this.#agenda.nextMs, this.host.nextMs].filter((at) => at !== null);
      if (next.length === 0) return;
      this.logs.now = instant(Math.max(Math.min(...next), epochMs(this.logs.now)));
    }
    throw new Error('it does not come to rest');
  }

  #around(): Surroundings {
    return {
      command: (target: Target, command) => {
        const result = this.logs.submit(target, command);
        this.#react();
        return result;
      },
      call: (_trigger, { port, request }) => {
        const value = answerPort(this, port, request);
        this.#carry();
        return value;
      },
      refuse: ({ request }) => this.broker.refuse((request as { readonly call: BrokerCall }).call),
      later: (ms, what) => this.later(ms, what),
      pass: (ms) => {
        this.logs.now = plusMs(this.logs.now, ms);
      },
    };
  }

  #comeLate(what: () => void): void {
    const ms = this.hearingMs(this.#told++);
    if (ms > 0) this.later(ms, what);
    else what();
  }

  #carry(): void {
    this.#agenda.doDue(epochMs(this.logs.now));
    this.#react();
  }

  #react(): void {
    while (this.#reactedTo < this.logs.events.length) {
      const happened = this.logs.events[this.#reactedTo++];
      for (let n = 0; happened && n < this.repeats; n++) react(this, happened);
    }
  }

  #report({ afterMs, orderId, name, command }: Report): void {
    this.later(afterMs, () => {
      const told = command();
      if (told) this.tell({ type: 'order', key: orderId }, told, 'report', orderId, name);
    });
  }
}

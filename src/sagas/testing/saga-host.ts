import type { EventEnvelope } from '../../core/envelope.ts';
import { epochMs } from '../../core/instant.ts';
import type { ChildEnd } from '../../core/saga.ts';
import { sagaInstanceAggregate } from '../../core/saga-instance/saga-instance.ts';
import { isUnfinished } from '../../core/saga-instance/state.ts';
import { sagas } from '../catalog.ts';
import type { Surroundings } from './effects-under-fault.ts';
import { giveJournal, type Hosted, journalOf, takeSagaTurn } from './engine.ts';
import type { FaultPlan } from './faults.ts';
import { idOf, type Logs } from './logs.ts';

const { nextDue } = sagaInstanceAggregate(sagas).decider;
/** How long after its last commit an object looks whether everything was delivered. */
const WATCHDOG_MS = 30_000;
/** How soon the alarm comes again when its time is over already. */
const OVERDUE_MS = 1_000;

const IN_MEMORY_MS = 2_000;

/** A saga in memory, and until when it is dead. */
interface Running extends Hosted {
  deadUntil: number | 'alive';
  waits: boolean;
}

/** When the journal itself asks to be looked at. */
const dueMs = (saga: Hosted): number | null => {
  const state = journalOf(saga);
  const due = state && nextDue?.(state);
  return due ? epochMs(due.at) : null;
};

/** Runs sagas by their journals, one turn of each at a time; one that died is woken by its alarm, or by what it is told. */
export class SagaHost {
  /** How long nobody can wake a saga that died, in milliseconds. */
  outageMs = 0;
  readonly #logs: Logs;
  readonly #around: Surroundings;
  readonly #running = new Map<string, Running>();

  constructor(logs: Logs, around: Surroundings) {
    this.#logs = logs;
    this.#around = around;
  }

  /** Starts the saga of a trigger, as often as it is told; a repeat meets the same one. */
  start(type: string, trigger: EventEnvelope, dedupeKey: string, faults: FaultPlan, repeats: number): Hosted {
    const sagaId = idOf('saga', type, dedupeKey, trigger.eventId);
    const saga = this.#running.get(sagaId) ?? {
      sagaId,
      faults,
      performed: [],
      logs: this.#logs,
      around: this.#around,
      resumed: false,
      deadUntil: 'alive',
      waits: false,
    };
    this.#running.set(sagaId, saga);
    const command = { type: 'StartSagaCommand', sagaType: type, trigger, conflictKey: null } as const;
    for (let n = 0; n < repeats; n++) giveJournal(saga, trigger, command, 'start');
    return saga;
  }

  /** Hands over an event that a saga listens for. */
  hear(sagaId: string, event: EventEnvelope): void {
    const saga = this.#wake(sagaId);
    if (saga) giveJournal(saga, event, { type: 'ReceiveEventCommand', event }, 'receive', event.eventId);
  }

  /** Tells a saga how one that it caused has ended. */
  childEnded(sagaId: string, child: ChildEnd): void {
    const saga = this.#wake(sagaId);
    const trigger = saga && journalOf(saga)?.trigger;
    if (saga && trigger)
      giveJournal(saga, trigger, { type: 'RecordChildEndCommand', child }, 'child', child.sagaId);
  }

  /** Lets every saga that may take a turn; true when one went on. */
  takeTurns(): boolean {
    return [...this.#running.values()].map((saga) => this.#takeTurn(saga)).includes(true);
  }

  /** When the first saga does something by itself; null when all wait for others or are over. */
  get nextMs(): number | null {
    const all = [...this.#running.values()]
      .map((saga) => (saga.deadUntil === 'alive' ? this.#wakesAt(saga) : saga.deadUntil))
      .filter((at) => at !== null);
    return all.length === 0 ? null : Math.min(...all);
  }

  /** A short while is waited for in memory; for longer the object sleeps until its alarm. */
  #wakesAt(saga: Running): number | null {
    const state = journalOf(saga);
    if (!state || !isUnfinished(state) || state.nextAt === null) return null;
    const nextMs = epochMs(state.nextAt);
    return saga.waits || nextMs - epochMs(this.#logs.now) > IN_MEMORY_MS ? dueMs(saga) : nextMs;
  }

  #wake(sagaId: string): Running | undefined {
    const saga = this.#running.get(sagaId);
    if (saga) saga.deadUntil = 'alive';
    return saga;
  }

  #takeTurn(saga: Running): boolean {
    const nowMs = epochMs(this.#logs.now);
    if (saga.deadUntil !== 'alive' && saga.deadUntil > nowMs) return false;
    saga.deadUntil = 'alive';
    const nextAt = journalOf(saga)?.nextAt ?? null;
    if (nextAt !== null && epochMs(nextAt) > nowMs) return false;
    const end = takeSagaTurn(saga);
    saga.waits = end === 'waits';
    if (end === 'record_lost') this.#die(saga, nowMs);
    if (end === 'record_kept') this.#die(saga, epochMs(this.#logs.now));
    return end !== 'waits' && end !== 'over';
  }

  /** Its alarm wakes it, and is repeated until it has gone well: when something is due, or when its last commit is to be looked after. */
  #die(saga: Running, committedMs: number): void {
    const soonest = epochMs(this.#logs.now) + Math.max(OVERDUE_MS, this.outageMs);
    saga.deadUntil = Math.max(
      Math.min(dueMs(saga) ?? Number.POSITIVE_INFINITY, committedMs + WATCHDOG_MS),
      soonest,
    );
  }
}

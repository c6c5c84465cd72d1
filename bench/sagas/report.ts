/** A step of a saga, by the saga's own clock. */
export interface StepReport {
  readonly name: string;
  readonly attempts: number;
  readonly startedAt: string;
  readonly completedAt: string;
}

/** How often what was called, by `type.method`. */
export type Calls = Readonly<Record<string, number>>;

/** One saga as its own log tells it, and what it cost. */
export interface SagaReport {
  readonly sagaId: string;
  readonly type: string;
  readonly status: string;
  /** The order that its trigger is about, if it is about one. */
  readonly orderId: string | null;
  /** How many accounts its trigger names. */
  readonly linkedAccounts: number;
  /** When the trigger event happened. */
  readonly triggeredAt: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly steps: readonly StepReport[];
  /** Effects of all steps, as journaled. */
  readonly effects: number;
  readonly journalEvents: number;
  readonly journalCommits: number;
  /** Calls that the saga's object made. */
  readonly calls: Calls;
  /** Calls that started it and told it events: those of the trigger's log and of the gate. */
  readonly handOver: Calls;
}

/** What one user's objects wrote until now. */
export interface Writes {
  /** Objects that have a log. */
  readonly logs: number;
  /** Durable transactions that appended something to a log. */
  readonly commits: number;
  /** Durable transactions of the user's hub. */
  readonly hubCommits: number;
  /** Whether every log has been delivered everywhere. */
  readonly drained: boolean;
}

/** Alarms of saga objects. */
export interface Alarms {
  /** Fired while the saga was unfinished: something had to be taken up again. */
  readonly whileRunning: number;
  /** The watchdog's look at a saga that had ended, half a minute after its first commit. */
  readonly afterEnd: number;
}

/** One event of a log. */
export interface LoggedEvent {
  readonly type: string;
  readonly at: string;
}

/** A user of the bench, and the token to speak as that user. */
export interface Seat {
  readonly userId: string;
  readonly token: string;
}

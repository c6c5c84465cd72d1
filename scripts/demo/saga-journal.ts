/** What the operator's API tells of one entry of a saga's log. */
interface JournalEntry {
  readonly event: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Reason {
  readonly code: string;
  readonly detail: string;
}

/** A saga as the operator sees it: where it stands, and its whole log. */
export interface SagaInFull {
  readonly sagaId: string;
  readonly userId: string;
  readonly sagaType: string;
  readonly status: string;
  /** How many of its steps are behind it, as `3/5`. */
  readonly progress: string;
  readonly startedAt: string;
  readonly objectiveAt: string;
  readonly endedAt: string | null;
  readonly failure: Reason | null;
  readonly finished: readonly { readonly name: string; readonly attempts: number }[];
  readonly children: readonly { readonly sagaId: string; readonly type: string; readonly status: string }[];
  readonly trigger: { readonly eventType: string };
  readonly inbox: readonly { readonly eventType: string }[];
  readonly interventions: readonly {
    readonly interventionId: string;
    readonly code: string;
    readonly state: string;
  }[];
  readonly history: readonly JournalEntry[];
}

/** Milliseconds from one instant to another. */
export const millisecondsBetween = (from: unknown, to: unknown): number =>
  Date.parse(String(to)) - Date.parse(String(from));

const count = (amount: unknown, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

const why = (reason: unknown): string => {
  const { code, detail } = reason as Reason;
  return `${code}: ${detail}`;
};

type Told = (data: Readonly<Record<string, unknown>>) => string;

/** Each kind of entry in a few words; an entry without words of its own is told by its name. */
const WORDS: Readonly<Record<string, Told>> = {
  SagaStepCompleted: ({ name, attempts, effects, startedAt, completedAt, pivot }) =>
    [
      `✓ ${String(name).padEnd(30)}`,
      count(attempts, 'attempt').padEnd(11),
      `${millisecondsBetween(startedAt, completedAt)} ms`.padStart(8),
      `  ${count(effects, 'effect')}`,
      pivot === true ? '  no way back from here' : '',
    ].join(''),
  SagaStepRetried: ({ name, attempt, reason }) => `↻ ${name}: ${why(reason)}; attempt ${attempt} follows`,
  SagaChildEnded: ({ child }) => {
    const { type, status } = child as { type: string; status: string };
    return `· its child ${type} has ended: ${status}`;
  },
  SagaTimedOut: ({ name }) => `✗ its time was over at ${name}`,
  SagaCompensationStarted: ({ name, failure, steps }) => {
    const undone = (steps as readonly string[]).join(', ');
    return `✗ ${name}: ${why(failure)}; ${undone === '' ? 'nothing to undo' : `undoes ${undone}`}`;
  },
  SagaStepCompensated: ({ step, name, attempts }) =>
    step === -1
      ? `↶ ${'told of the failure'.padEnd(30)}${count(attempts, 'attempt')}`
      : `↶ ${`undid ${name}`.padEnd(30)}${count(attempts, 'attempt')}`,
  SagaCompensationRetried: ({ name, attempt, reason }) =>
    `↻ undoing ${name}: ${why(reason)}; attempt ${attempt} follows`,
  SagaCompensationFailed: ({ name, reason }) => `✗ ${name} could not be undone: ${why(reason)}`,
  SagaInterventionOpened: ({ code, reason }) => `! asks a person, ${code}: ${reason}`,
  SagaInterventionAcknowledged: ({ by }) => `! ${by} has seen it`,
  SagaInterventionResolved: ({ by, note }) => `! ${by} has resolved it: ${note}`,
  SagaRetryRequested: ({ name, by }) => `· ${by} asks to try ${name} again now`,
  SagaCompleted: ({ totalMs }) => `= completed in ${totalMs} ms`,
  SagaCompensated: ({ totalMs, withErrors }) =>
    `= undone in ${totalMs} ms${withErrors === true ? ', not all of it' : ''}`,
  SagaAborted: ({ reason }) => `= not needed any more, ${why(reason)}`,
};

/** How long an ended saga took, in milliseconds. */
export const durationOf = ({ startedAt, endedAt }: SagaInFull): number =>
  millisecondsBetween(startedAt, endedAt);

/** The journal of a saga for a machine to read: where it came to, and its log. */
export const journalDocument = (saga: SagaInFull) => {
  const { sagaId, userId, sagaType, status, progress, failure, startedAt, endedAt, history } = saga;
  const trigger = saga.trigger.eventType;
  const totalMs = durationOf(saga);
  return {
    sagaId,
    userId,
    sagaType,
    trigger,
    status,
    progress,
    failure,
    startedAt,
    endedAt,
    totalMs,
    history,
  };
};

/** The journal of a saga as lines of text: one per entry of its log, each with the milliseconds since it began. */
export const journalLines = (saga: SagaInFull): readonly string[] => {
  const heard = saga.inbox.map(({ eventType }) => `· heard ${eventType}`);
  const told = saga.history.flatMap(({ event, at, data }) => {
    if (event === 'SagaStarted') return [];
    const text = event === 'SagaEventReceived' ? heard.shift() : WORDS[event]?.(data ?? {});
    return [`    ${`+${millisecondsBetween(saga.startedAt, at)} ms`.padStart(9)}  ${text ?? event}`];
  });
  return [`  ${saga.sagaType}, because of ${saga.trigger.eventType}`, ...told];
};

import { z } from 'zod';
import type { UtcInstant } from '../../core/instant.ts';
import type { View, ViewRow } from '../../core/view.ts';
import { utcInstant } from '../shared/quote.ts';
import { type AutomationEvent, automationEvents } from './events.ts';
import { accountOutcomeSchema } from './signals/outcomes.ts';
import { SENTIMENTS, SIGNAL_ACTIONS } from './values.ts';

/** Signals that a hub keeps per automation; the whole history with the raw bodies is the archive's. */
export const SHOWN_SIGNALS = 20;

const SIGNAL_STATUSES = ['received', 'processed', 'rejected', 'failed'] as const;

/** One signal as a client sees it, with what it came to on each account. */
export const signalResourceSchema = z.object({
  signalId: z.uuid(),
  action: z.enum(SIGNAL_ACTIONS),
  sentiment: z.enum(SENTIMENTS).nullable(),
  symbol: z.string(),
  status: z.enum(SIGNAL_STATUSES),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  outcomes: z.array(accountOutcomeSchema),
  receivedAt: utcInstant(),
  completedAt: utcInstant().nullable(),
});
export type SignalResource = z.infer<typeof signalResourceSchema>;

/** The latest signals of an automation, newest first. */
export interface SignalList {
  readonly automationId: string;
  readonly signals: readonly SignalResource[];
}

type Outcome = Pick<SignalResource, 'status' | 'code' | 'reason' | 'outcomes'> & {
  readonly completedAt: UtcInstant;
};

const withSignal = ({ automationId, signals }: SignalList, signal: SignalResource): SignalList => ({
  automationId,
  signals: [signal, ...signals.slice(0, SHOWN_SIGNALS - 1)],
});

const withOutcome = (list: SignalList, signalId: string, outcome: Outcome): SignalList => ({
  ...list,
  signals: list.signals.map((signal) => (signal.signalId === signalId ? { ...signal, ...outcome } : signal)),
});

const evolveSignals = (list: SignalList, event: AutomationEvent): SignalList => {
  switch (event.type) {
    case 'WebhookSignalReceivedEvent': {
      const { signalId, action, sentiment, symbol, receivedAt } = event.data;
      const open = { status: 'received', code: null, reason: null, outcomes: [], completedAt: null } as const;
      return withSignal(list, { signalId, action, sentiment, symbol, receivedAt, ...open, outcomes: [] });
    }
    case 'SignalProcessedEvent': {
      const { signalId, outcomes, processedAt: completedAt } = event.data;
      return withOutcome(list, signalId, {
        status: 'processed',
        code: null,
        reason: null,
        outcomes,
        completedAt,
      });
    }
    case 'SignalRejectedEvent': {
      const { signalId, receipt, code, reason, outcomes, rejectedAt: completedAt } = event.data;
      const outcome = { status: 'rejected', code, reason, outcomes, completedAt } as const;
      if (!receipt) return withOutcome(list, signalId, outcome);
      const { action, sentiment, symbol, receivedAt } = receipt;
      return withSignal(list, { signalId, action, sentiment, symbol, receivedAt, ...outcome });
    }
    case 'SignalExecutionFailedEvent': {
      const { signalId, code, reason, outcomes, failedAt: completedAt } = event.data;
      return withOutcome(list, signalId, { status: 'failed', code, reason, outcomes, completedAt });
    }
    default:
      return list;
  }
};

/** The latest signals of each automation, one row per automation: bounded by construction, and gone with the automation. */
export const automationSignalsView: View<SignalList, AutomationEvent> = {
  kind: 'automation_signals',
  eventTypes: new Set(Object.keys(automationEvents)),
  rowId: (event) => event.data.automationId,
  project: (doc, event) =>
    event.type === 'AutomationDeletedEvent'
      ? null
      : evolveSignals(doc ?? { automationId: event.data.automationId, signals: [] }, event),
  sync: {},
};

/** The signals a client gets for a row of the view, newest first. */
export const signalResources = ({ doc }: ViewRow<SignalList>): readonly SignalResource[] => doc.signals;

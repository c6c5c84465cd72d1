import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { AutomationEvent } from './events.ts';
import { evolveProfile } from './profile.ts';
import { remembered } from './signals/recent-signals.ts';
import type { AutomationState } from './state.ts';

/** Part of a signal's event that makes it known again. */
interface AnsweredSignal {
  readonly signalId: string;
  readonly dedupeKey: string;
  readonly callerSignalId: string | null;
  readonly code: string | null;
  readonly at: UtcInstant;
}

const withAnswer = (state: AutomationState, signal: AnsweredSignal): AutomationState => ({
  ...state,
  recentSignals: remembered(state.recentSignals, {
    key: signal.dedupeKey,
    signalId: signal.signalId,
    at: epochMs(signal.at),
    byCallerId: signal.callerSignalId !== null,
    code: signal.code,
  }),
});

const withOutcome = (state: AutomationState, signalId: string): AutomationState => ({
  ...state,
  openSignals: state.openSignals.filter((signal) => signal.signalId !== signalId),
});

/** Folds an event into an automation; null before its creation. */
export const evolveAutomation = (
  state: AutomationState | null,
  event: AutomationEvent,
): AutomationState | null => {
  const profile = evolveProfile(state?.profile ?? null, event);
  if (!profile) return null;
  if (event.type === 'AutomationCreatedEvent') {
    const tokens = { current: event.data.webhookTokenHash, previous: null };
    return { profile, tokens, recentSignals: [], openSignals: [] };
  }
  if (!state) return null;
  switch (event.type) {
    case 'WebhookTokenRotatedEvent': {
      const { webhookTokenHash: current, previousTokenHash: hash, previousTokenValidUntil } = event.data;
      return {
        ...state,
        profile,
        tokens: { current, previous: { hash, validUntil: previousTokenValidUntil } },
      };
    }
    case 'WebhookSignalReceivedEvent': {
      const { signalId, accountIds, dedupeKey, callerSignalId, occurredAt: at } = event.data;
      const openSignals = [...state.openSignals, { signalId, accountIds }];
      return withAnswer({ ...state, openSignals }, { signalId, dedupeKey, callerSignalId, code: null, at });
    }
    case 'SignalRejectedEvent': {
      const { receipt, signalId, code, rejectedAt: at } = event.data;
      if (!receipt) return withOutcome(state, signalId);
      const { dedupeKey, callerSignalId } = receipt;
      return withAnswer(state, { signalId, dedupeKey, callerSignalId, code, at });
    }
    case 'SignalProcessedEvent':
    case 'SignalExecutionFailedEvent':
      return withOutcome(state, event.data.signalId);
    default:
      return { ...state, profile };
  }
};

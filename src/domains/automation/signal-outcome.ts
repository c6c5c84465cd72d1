import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import type { RecordSignalOutcomeCommand } from './commands.ts';
import type { AutomationEvent } from './events.ts';
import { idsOf } from './replies.ts';
import { SignalExecutionFailedEvent, SignalProcessedEvent, SignalRejectedEvent } from './signal-events.ts';
import { type AccountOutcome, coversAccounts, overallResult } from './signals/outcomes.ts';
import type { AutomationState } from './state.ts';

const firstReason = (outcomes: readonly AccountOutcome[], result: AccountOutcome['result']) => {
  const first = outcomes.find((outcome) => outcome.result === result);
  const reason = first?.detail ?? (result === 'failed' ? 'its execution failed' : 'it was refused');
  return { code: first?.code ?? result, reason };
};

/** Records what became of a signal; only the saga that executes it knows, and it tells of every account (AU-U13). */
export const recordOutcome = (
  { signalId, outcomes }: RecordSignalOutcomeCommand,
  { profile, openSignals, recentSignals }: AutomationState,
  env: DecisionEnv,
): Decision<AutomationEvent> => {
  if (env.sagaId === null)
    return reject('saga_required', 'only an execution saga knows what became of a signal');
  const open = openSignals.find((signal) => signal.signalId === signalId);
  if (!open)
    return recentSignals.some((signal) => signal.signalId === signalId)
      ? accept()
      : reject('signal_not_found', 'no signal of that id is being executed');
  if (!coversAccounts(outcomes, open.accountIds))
    return reject('outcome_incomplete', 'an outcome is needed for each account of the signal', 'outcomes');
  const ids = { ...idsOf(profile), signalId };
  const result = overallResult(outcomes);
  switch (result) {
    case 'done': {
      const orderIds = outcomes.flatMap((outcome) => outcome.orderIds);
      return accept(SignalProcessedEvent({ ...ids, orderIds, outcomes, processedAt: env.now }));
    }
    case 'rejected':
      return accept(
        SignalRejectedEvent({
          ...ids,
          ...firstReason(outcomes, result),
          receipt: null,
          outcomes,
          rejectedAt: env.now,
        }),
      );
    case 'failed':
      return accept(
        SignalExecutionFailedEvent({
          ...ids,
          ...firstReason(outcomes, result),
          outcomes,
          failedAt: env.now,
        }),
      );
  }
};

import type { DecisionEnv } from '../../core/decider.ts';
import type { ReceiveWebhookSignalCommand } from './commands.ts';
import { dedupeKeyOf } from './signals/recent-signals.ts';
import { parseSignal } from './signals/signals.ts';
import type { AutomationState } from './state.ts';

/** The answer to a call whose signal was recorded: its id, and why it was rejected if it was. */
export interface SignalReceipt {
  readonly signalId: string;
  readonly rejectedAs: string | null;
}

/** The receipt of a call in the state after it, the first one's when it was a repeat (AU-U6, AU-U7); null for a call that left no trace. */
export const receiptOf = (
  state: AutomationState,
  command: ReceiveWebhookSignalCommand,
  idOf: DecisionEnv['idOf'],
): SignalReceipt | null => {
  const parsed = parseSignal(command.payload);
  if (!parsed.ok) return null;
  const callerId = command.callerSignalId ?? parsed.signal.signalId;
  const key = dedupeKeyOf({ ...command, callerId }, idOf);
  const answered = state.recentSignals.findLast((recent) => recent.key === key);
  return answered ? { signalId: answered.signalId, rejectedAs: answered.code } : null;
};

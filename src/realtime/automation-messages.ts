import type { ViewRow } from '../core/view.ts';
import { automationEvents as events } from '../domains/automation/events.ts';
import { type SignalList, signalResources } from '../domains/automation/signals-view.ts';
import type { AutomationProfile } from '../domains/automation/state.ts';
import { automationResource } from '../domains/automation/view.ts';
import type { Tell } from './change.ts';
import { snakeKeys } from './snake-case.ts';

const TOPIC = 'automation_events';

/** Events about one signal: the automation is as it was, and the signal itself is told. */
const OF_SIGNALS: ReadonlySet<string> = new Set([
  'WebhookSignalReceivedEvent',
  'SignalProcessedEvent',
  'SignalRejectedEvent',
  'SignalExecutionFailedEvent',
] satisfies (keyof typeof events)[]);

/** Tells of an automation, under both names that clients read for its id; its token is never known here. */
export const tellAutomation: Tell = ({ eventType, data }, row) => {
  if (eventType === events.AutomationDeletedEvent.type) {
    const id = String(data['automationId']);
    return {
      topic: TOPIC,
      type: 'automation_update',
      payload: { automation_id: id, id, status: 'deleted', active: false },
    };
  }
  if (row === null || OF_SIGNALS.has(eventType)) return null;
  const automation = automationResource(row as ViewRow<AutomationProfile>);
  const { automationId, status, accountIds, suspension } = automation;
  return {
    topic: TOPIC,
    type: 'automation_update',
    payload: {
      ...snakeKeys(automation),
      // Its keys are the user's own.
      metadata: automation.metadata,
      id: automationId,
      active: status === 'active',
      account_id: accountIds[0] ?? null,
      error_message: suspension?.reason ?? null,
    },
  };
};

/** Tells what became of one signal of an automation. */
export const tellSignal: Tell = ({ eventType, data }, row) => {
  if (row === null || !OF_SIGNALS.has(eventType)) return null;
  const list = row as ViewRow<SignalList>;
  const signal = signalResources(list).find(({ signalId }) => signalId === data['signalId']);
  return signal
    ? {
        topic: TOPIC,
        type: 'automation_signal_update',
        payload: { automation_id: list.doc.automationId, ...snakeKeys(signal) },
      }
    : null;
};

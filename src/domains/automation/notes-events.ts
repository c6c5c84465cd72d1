import type { DomainManifest } from '../../core/domain.ts';
import type { AutomationCommand } from './commands.ts';
import type { AutomationEvent } from './events.ts';
import type { AutomationState } from './state.ts';

type Notes = DomainManifest<AutomationState | null, AutomationCommand, AutomationEvent>['events'];

const UPDATE = 'automation_update';
const SIGNAL = 'automation_signal_update';

/** What each event of an automation says, and the message that tells its clients. */
export const eventNotes: Notes = {
  AutomationCreatedEvent: { summary: 'An automation exists, with all its settings.', message: UPDATE },
  AutomationUpdatedEvent: { summary: 'Settings changed; they hold for later signals.', message: UPDATE },
  AutomationActivatedEvent: { summary: 'Signals are taken from now on.', message: UPDATE },
  AutomationDeactivatedEvent: { summary: 'Signals are no longer taken.', message: UPDATE },
  AutomationSuspendedEvent: { summary: 'The automation was stopped, and why.', message: UPDATE },
  AutomationDeletedEvent: { summary: 'The automation is gone.', message: UPDATE },
  AutomationAccountsChangedEvent: {
    summary: 'It serves other accounts, or in another order.',
    message: UPDATE,
  },
  WebhookTokenRotatedEvent: {
    summary: 'The webhook has a new token, and the old one an end.',
    message: UPDATE,
  },
  WebhookSignalReceivedEvent: {
    summary: 'A signal came in, with figures and plan of every account.',
    message: SIGNAL,
  },
  SignalProcessedEvent: { summary: 'A signal was carried out on at least one account.', message: SIGNAL },
  SignalRejectedEvent: { summary: 'A rule rejected a signal.', message: SIGNAL },
  SignalExecutionFailedEvent: {
    summary: 'A signal was carried out nowhere, because something broke.',
    message: SIGNAL,
  },
  RiskLimitExceededEvent: { summary: 'A risk limit was broken.', message: UPDATE },
};

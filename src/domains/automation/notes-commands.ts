import type { DomainManifest } from '../../core/domain.ts';
import {
  type AutomationCommand,
  activateAutomationCommand,
  configureWebhookCommand,
  createAutomationCommand,
  deactivateAutomationCommand,
  deleteAutomationCommand,
  receiveWebhookSignalCommand,
  recordRiskFiguresCommand,
  recordSignalOutcomeCommand,
  resumeAutomationCommand,
  rotateWebhookTokenCommand,
  setAutomationAccountsCommand,
  suspendAutomationCommand,
  unbindAccountCommand,
  updateAutomationCommand,
} from './commands.ts';
import type { AutomationEvent } from './events.ts';
import type { AutomationState } from './state.ts';

type Notes = DomainManifest<AutomationState | null, AutomationCommand, AutomationEvent>['commands'];

/** What each command of an automation does. */
export const commandNotes: Notes = {
  CreateAutomationCommand: {
    schema: createAutomationCommand,
    summary: 'Creates an automation, inactive, with its accounts and its webhook.',
  },
  UpdateAutomationCommand: {
    schema: updateAutomationCommand,
    summary: 'Changes what it names; loosening risk while active needs a confirmation.',
  },
  ActivateAutomationCommand: {
    schema: activateAutomationCommand,
    summary: 'Lets signals in, when its checklist is met.',
  },
  DeactivateAutomationCommand: {
    schema: deactivateAutomationCommand,
    summary: 'Keeps signals out until the next activation.',
  },
  SuspendAutomationCommand: {
    schema: suspendAutomationCommand,
    summary: 'Stops the automation in an emergency.',
  },
  ResumeAutomationCommand: {
    schema: resumeAutomationCommand,
    summary: 'Ends a suspension and leaves the automation inactive.',
  },
  DeleteAutomationCommand: {
    schema: deleteAutomationCommand,
    summary: 'Deletes an automation that is not active.',
  },
  RotateWebhookTokenCommand: {
    schema: rotateWebhookTokenCommand,
    summary: 'Replaces the webhook token; the old one is taken for five more minutes.',
  },
  ConfigureWebhookCommand: {
    schema: configureWebhookCommand,
    summary: 'Sets who may call the webhook, how often, and under which names of the symbol.',
  },
  SetAutomationAccountsCommand: {
    schema: setAutomationAccountsCommand,
    summary: 'Sets the accounts and the order in which signals go to them.',
  },
  UnbindAccountCommand: {
    schema: unbindAccountCommand,
    summary: 'Takes an account away; without the last one the automation is suspended.',
  },
  ReceiveWebhookSignalCommand: {
    schema: receiveWebhookSignalCommand,
    summary: 'Judges a call of the webhook and plans its signal for every account.',
  },
  RecordSignalOutcomeCommand: {
    schema: recordSignalOutcomeCommand,
    summary: 'Records what became of a signal on each account.',
  },
  RecordRiskFiguresCommand: {
    schema: recordRiskFiguresCommand,
    summary: 'Holds the figures of the day against the limits and suspends when one is broken.',
  },
};

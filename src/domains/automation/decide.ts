import {
  accept,
  type Decision,
  type DecisionEnv,
  type DomainCommand,
  decideBy,
  reject,
} from '../../core/decider.ts';
import { guardedBy } from '../../core/lifecycle.ts';
import { activationChecklist } from './activation.ts';
import type { AutomationCommand } from './commands.ts';
import {
  configureWebhook,
  createAutomation,
  rotateWebhookToken,
  setAccounts,
  unbindAccount,
  updateAutomation,
} from './decide-settings.ts';
import {
  AutomationActivatedEvent,
  AutomationDeactivatedEvent,
  AutomationDeletedEvent,
  type AutomationEvent,
  AutomationSuspendedEvent,
} from './events.ts';
import { automationLifecycle } from './lifecycle.ts';
import { receiveSignal } from './receive-signal.ts';
import { idsOf, refusedBy } from './replies.ts';
import { breachEvents } from './risk-breach.ts';
import { recordOutcome } from './signal-outcome.ts';
import type { AutomationState } from './state.ts';

const onAutomation =
  <Command extends DomainCommand>(
    handle: (command: Command, state: AutomationState, env: DecisionEnv) => Decision<AutomationEvent>,
  ) =>
  (command: Command, state: AutomationState | null, env: DecisionEnv): Decision<AutomationEvent> =>
    state ? handle(command, state, env) : reject('automation_not_found', 'there is no such automation');

const deactivated = (cause: 'deactivated' | 'resumed'): ReturnType<typeof onAutomation<DomainCommand>> =>
  onAutomation((_, { profile }, env) =>
    accept(AutomationDeactivatedEvent({ ...idsOf(profile), cause, deactivatedAt: env.now })),
  );

/** Decides every command of an automation; which status allows which is the lifecycle's to say. */
export const decideAutomation = guardedBy(
  automationLifecycle,
  decideBy<AutomationState | null, AutomationCommand, AutomationEvent>({
    CreateAutomationCommand: (command, _, env) => createAutomation(command, env),
    UpdateAutomationCommand: onAutomation(updateAutomation),
    ActivateAutomationCommand: onAutomation(({ accounts }, { profile }, env) => {
      const open = activationChecklist(profile, accounts, env.now).find(({ refusal }) => refusal !== null);
      return open?.refusal
        ? refusedBy(open.refusal)
        : accept(AutomationActivatedEvent({ ...idsOf(profile), activatedAt: env.now }));
    }),
    DeactivateAutomationCommand: deactivated('deactivated'),
    SuspendAutomationCommand: onAutomation(({ reason, by }, { profile }, env) =>
      accept(
        AutomationSuspendedEvent({ ...idsOf(profile), cause: 'requested', by, reason, suspendedAt: env.now }),
      ),
    ),
    ResumeAutomationCommand: deactivated('resumed'),
    DeleteAutomationCommand: onAutomation((_, { profile }, env) =>
      accept(AutomationDeletedEvent({ ...idsOf(profile), deletedAt: env.now })),
    ),
    RotateWebhookTokenCommand: onAutomation(rotateWebhookToken),
    ConfigureWebhookCommand: onAutomation(configureWebhook),
    SetAutomationAccountsCommand: onAutomation(setAccounts),
    UnbindAccountCommand: onAutomation(unbindAccount),
    ReceiveWebhookSignalCommand: onAutomation(receiveSignal),
    RecordSignalOutcomeCommand: onAutomation(recordOutcome),
    RecordRiskFiguresCommand: onAutomation(({ figures }, { profile }, env) =>
      accept(...breachEvents(profile, figures, env)),
    ),
  }),
);

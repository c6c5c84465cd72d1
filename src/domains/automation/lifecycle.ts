import { lifecycle, refused, to, unchanged } from '../../core/lifecycle.ts';
import type { AutomationCommand } from './commands.ts';
import type { AutomationState } from './state.ts';
import type { AutomationStatus } from './values.ts';

/** Absent is an automation that was never created. */
export type LifecycleStatus = AutomationStatus | 'absent';

const notFound = refused('automation_not_found');
const gone = { absent: notFound, deleted: notFound };
const stays = {
  ...gone,
  inactive: to('inactive'),
  active: to('active'),
  suspended: to('suspended'),
} as const;

/** The state machine of an automation (domains 4.5). */
export const automationLifecycle = lifecycle<
  AutomationState | null,
  AutomationCommand['type'],
  LifecycleStatus
>({
  noun: 'automation',
  statuses: ['absent', 'inactive', 'active', 'suspended', 'deleted'],
  statusOf: (state) => state?.profile.status ?? 'absent',
  moves: {
    CreateAutomationCommand: { absent: to('inactive'), otherwise: refused('automation_exists') },
    UpdateAutomationCommand: stays,
    ActivateAutomationCommand: {
      ...gone,
      inactive: to('active'),
      active: unchanged,
      suspended: refused('cannot_activate_suspended'),
    },
    DeactivateAutomationCommand: {
      ...gone,
      inactive: unchanged,
      active: to('inactive'),
      suspended: refused('automation_suspended'),
    },
    SuspendAutomationCommand: {
      ...gone,
      inactive: to('suspended'),
      active: to('suspended'),
      suspended: unchanged,
    },
    ResumeAutomationCommand: {
      ...gone,
      suspended: to('inactive'),
      otherwise: refused('automation_not_suspended'),
    },
    DeleteAutomationCommand: {
      ...gone,
      inactive: to('deleted'),
      active: refused('automation_active'),
      suspended: to('deleted'),
    },
    RotateWebhookTokenCommand: stays,
    ConfigureWebhookCommand: stays,
    SetAutomationAccountsCommand: stays,
    UnbindAccountCommand: {
      ...gone,
      inactive: to('inactive', 'suspended'),
      active: to('active', 'suspended'),
      suspended: to('suspended'),
    },
    // A wrong token gets one answer wherever it is tried, so that nobody learns what exists.
    ReceiveWebhookSignalCommand: {
      absent: refused('webhook_token_invalid'),
      inactive: refused('automation_inactive', 'never accepted, but a wrong token is answered as such first'),
      active: to('active', 'suspended'),
      suspended: refused(
        'automation_suspended',
        'what closes a position or cancels orders is accepted when a risk limit suspended it; a wrong token is answered first',
      ),
      deleted: refused('webhook_token_invalid'),
    },
    RecordSignalOutcomeCommand: stays,
    RecordRiskFiguresCommand: {
      ...gone,
      inactive: unchanged,
      active: to('suspended'),
      suspended: unchanged,
    },
  },
});

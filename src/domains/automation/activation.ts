import type { Rejection } from '../../core/decider.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { ActivateAutomationCommand } from './commands.ts';
import { expiredOn } from './configuration/create-configuration.ts';
import type { AutomationProfile } from './state.ts';

/** One line of the checklist that is shown before an automation is activated (AU-U14); `refusal` is null when it is met. */
export interface ChecklistItem {
  readonly item: 'account_bound' | 'account_active' | 'connection_healthy' | 'contract_current';
  readonly refusal: Rejection | null;
}

const unless = (met: boolean, code: string, detail: string): Rejection | null =>
  met ? null : { code, detail };

/** What an automation needs to be activated: one of its accounts, active and on a healthy connection, and a contract that still trades. */
export const activationChecklist = (
  { accountIds, configuration }: AutomationProfile,
  accounts: ActivateAutomationCommand['accounts'],
  now: UtcInstant,
): readonly ChecklistItem[] => {
  const own = accounts.filter(({ accountId }) => accountIds.includes(accountId));
  const active = own.filter(({ status }) => status === 'active');
  const healthy = active.some(({ connectionHealthy }) => connectionHealthy);
  const expired = expiredOn(configuration, now);
  return [
    {
      item: 'account_bound',
      refusal: unless(accountIds.length > 0, 'no_accounts', 'the automation serves no account'),
    },
    {
      item: 'account_active',
      refusal: unless(active.length > 0, 'no_active_account', 'none of its accounts is active'),
    },
    {
      item: 'connection_healthy',
      refusal: unless(healthy, 'no_healthy_connection', 'no active account has a healthy connection'),
    },
    {
      item: 'contract_current',
      refusal: unless(expired === null, 'contract_expired', `the contract expired on ${expired}`),
    },
  ];
};

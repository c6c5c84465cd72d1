import type { Rejection } from '../../core/decider.ts';
import type { AccountReference } from './commands.ts';
import type { Configuration } from './configuration/configuration.ts';

const refusal = (code: string, detail: string): Rejection => ({ code, detail, field: 'accountIds' });

/** Why an automation cannot serve these accounts, or null: each is named once, the user's own, active, and trades its asset type. */
export const accountsRefusal = (
  accountIds: readonly string[],
  references: readonly AccountReference[],
  { assetType }: Configuration,
): Rejection | null => {
  if (new Set(accountIds).size < accountIds.length)
    return refusal('account_named_twice', 'an account is named twice');
  for (const accountId of accountIds) {
    const account = references.find((reference) => reference.accountId === accountId);
    const status = account?.status ?? null;
    if (!account || status === null) return refusal('account_not_found', `there is no account ${accountId}`);
    if (status !== 'active') return refusal('account_not_active', `the account ${accountId} is ${status}`);
    if (!account.assetTypes.includes(assetType))
      return refusal('asset_type_not_supported', `the account ${accountId} does not trade ${assetType}`);
  }
  return null;
};

import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { plusMs } from '../../core/instant.ts';
import { accountsRefusal } from './accounts.ts';
import type {
  ConfigureWebhookCommand,
  CreateAutomationCommand,
  RotateWebhookTokenCommand,
  SetAutomationAccountsCommand,
  UnbindAccountCommand,
  UpdateAutomationCommand,
} from './commands.ts';
import { type Configuration, flattenConfiguration } from './configuration/configuration.ts';
import { configurationRefusal, withChanges } from './configuration/create-configuration.ts';
import { loosenedParts } from './configuration/loosening.ts';
import type { WebhookSettings } from './configuration/webhook-settings.ts';
import {
  AutomationAccountsChangedEvent,
  AutomationCreatedEvent,
  type AutomationEvent,
  AutomationSuspendedEvent,
  AutomationUpdatedEvent,
  WebhookTokenRotatedEvent,
} from './events.ts';
import { idsOf, refusedBy } from './replies.ts';
import type { AutomationState } from './state.ts';

/** How long the token before a rotation is still taken (DESIGN 8). */
export const ROTATION_GRACE_MS = 5 * 60_000;

type Decided = Decision<AutomationEvent>;

const settingsFields = (configuration: Configuration, webhook: WebhookSettings) => ({
  ...flattenConfiguration(configuration),
  webhookAllowedIps: webhook.allowedIps,
  webhookRateLimit: webhook.rateLimit,
  webhookTickers: webhook.tickers,
});
type SettingsFields = ReturnType<typeof settingsFields>;

const isSame = (before: unknown, after: unknown): boolean =>
  before === after || (typeof before === 'object' && JSON.stringify(before) === JSON.stringify(after));

/** Creates an automation, inactive, when its configuration and its accounts are sound. */
export const createAutomation = (command: CreateAutomationCommand, env: DecisionEnv): Decided => {
  const { automationId, configuration, accounts, webhook } = command;
  const accountIds = accounts.map(({ accountId }) => accountId);
  const refusal =
    configurationRefusal(configuration, env.now) ?? accountsRefusal(accountIds, accounts, configuration);
  if (refusal) return refusedBy(refusal);
  return accept(
    AutomationCreatedEvent({
      automationId,
      userId: env.userId,
      ...settingsFields(configuration, webhook),
      accountIds,
      webhookTokenHash: webhook.tokenHash,
      webhookUrl: webhook.url,
      occurredAt: env.now,
    }),
  );
};

const updated = (
  { profile }: AutomationState,
  configuration: Configuration,
  webhook: WebhookSettings,
  env: DecisionEnv,
): Decided => {
  const before = settingsFields(profile.configuration, profile.webhook);
  const after = settingsFields(configuration, webhook);
  const names = Object.keys(after) as (keyof SettingsFields)[];
  const changed = names.filter((name) => !isSame(before[name], after[name]));
  return changed.length === 0
    ? accept()
    : accept(AutomationUpdatedEvent({ ...idsOf(profile), changed, ...after, updatedAt: env.now }));
};

/** Changes the configuration; what loosens risk on a running automation must have been confirmed (AU-U14). */
export const updateAutomation = (
  { changes, confirmed, accounts }: UpdateAutomationCommand,
  state: AutomationState,
  env: DecisionEnv,
): Decided => {
  const before = state.profile.configuration;
  const after = withChanges(before, changes);
  const refusal =
    configurationRefusal(after, env.now) ??
    (before.assetType === after.assetType
      ? null
      : accountsRefusal(state.profile.accountIds, accounts, after));
  if (refusal) return refusedBy(refusal);
  const loosened = state.profile.status === 'active' && !confirmed ? loosenedParts(before, after) : [];
  if (loosened.length > 0)
    return reject(
      'confirmation_required',
      `the automation is active, and this loosens ${loosened.join(', ')}`,
    );
  return updated(state, after, state.profile.webhook, env);
};

/** Changes who may call the webhook and how often (AU-R3). */
export const configureWebhook = (
  { webhook }: ConfigureWebhookCommand,
  state: AutomationState,
  env: DecisionEnv,
): Decided => updated(state, state.profile.configuration, webhook, env);

/** Replaces the token; one that is or was in use lately cannot come back. */
export const rotateWebhookToken = (
  { tokenHash }: RotateWebhookTokenCommand,
  { profile, tokens }: AutomationState,
  env: DecisionEnv,
): Decided => {
  if (tokenHash === tokens.current || tokenHash === tokens.previous?.hash)
    return reject('webhook_token_reused', 'the new token is one of the old ones', 'tokenHash');
  return accept(
    WebhookTokenRotatedEvent({
      ...idsOf(profile),
      webhookTokenHash: tokenHash,
      previousTokenHash: tokens.current,
      previousTokenValidUntil: plusMs(env.now, ROTATION_GRACE_MS),
      rotatedAt: env.now,
    }),
  );
};

const accountsChanged = (
  { profile }: AutomationState,
  accountIds: string[],
  reason: string | null,
  env: DecisionEnv,
): AutomationEvent => {
  const before = profile.accountIds;
  return AutomationAccountsChangedEvent({
    ...idsOf(profile),
    accountIds,
    addedAccountIds: accountIds.filter((id) => !before.includes(id)),
    removedAccountIds: before.filter((id) => !accountIds.includes(id)),
    reason,
    changedAt: env.now,
  });
};

/** Sets accounts and routing order. */
export const setAccounts = (
  { accounts }: SetAutomationAccountsCommand,
  state: AutomationState,
  env: DecisionEnv,
): Decided => {
  const accountIds = accounts.map(({ accountId }) => accountId);
  const refusal = accountsRefusal(accountIds, accounts, state.profile.configuration);
  if (refusal) return refusedBy(refusal);
  if (accountIds.join() === state.profile.accountIds.join()) return accept();
  return accept(accountsChanged(state, accountIds, null, env));
};

/** Takes an account away; without the last one the automation is suspended in the same batch. */
export const unbindAccount = (
  { accountId, reason }: UnbindAccountCommand,
  state: AutomationState,
  env: DecisionEnv,
): Decided => {
  const { profile } = state;
  if (!profile.accountIds.includes(accountId)) return accept();
  const accountIds = profile.accountIds.filter((id) => id !== accountId);
  const changed = accountsChanged(state, accountIds, reason, env);
  if (accountIds.length > 0 || profile.status === 'suspended') return accept(changed);
  return accept<AutomationEvent>(
    changed,
    AutomationSuspendedEvent({
      ...idsOf(profile),
      cause: 'no_accounts',
      by: 'system',
      reason: `the last account was unbound: ${reason}`,
      suspendedAt: env.now,
    }),
  );
};

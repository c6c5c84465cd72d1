import { evolveBy } from '../../core/decider.ts';
import { configurationFromHistory } from './configuration/configuration.ts';
import type { AutomationEvent } from './events.ts';
import type { AutomationProfile } from './state.ts';

type Handler<Type extends AutomationEvent['type']> = (
  profile: AutomationProfile | null,
  data: Extract<AutomationEvent, { type: Type }>['data'],
) => AutomationProfile | null;

type WebhookFields = Extract<AutomationEvent, { type: 'AutomationUpdatedEvent' }>['data'];

const webhookOf = (
  data: Pick<WebhookFields, 'webhookAllowedIps' | 'webhookRateLimit' | 'webhookTickers'>,
): AutomationProfile['webhook'] => ({
  allowedIps: data.webhookAllowedIps,
  rateLimit: data.webhookRateLimit,
  tickers: data.webhookTickers,
});

const created: Handler<'AutomationCreatedEvent'> = (_, data) => ({
  automationId: data.automationId,
  userId: data.userId,
  status: 'inactive',
  configuration: configurationFromHistory(data),
  accountIds: data.accountIds,
  webhook: webhookOf(data),
  webhookUrl: data.webhookUrl,
  webhookRotatedAt: null,
  suspension: null,
  createdAt: data.occurredAt,
  updatedAt: data.occurredAt,
  activatedAt: null,
  deactivatedAt: null,
  suspendedAt: null,
});

const kept = (profile: AutomationProfile | null) => profile;

/** Folds an event into what may be shown of an automation; shared by the aggregate and its view. Signals leave it as it is. */
export const evolveProfile = evolveBy<AutomationProfile | null, AutomationEvent>({
  AutomationCreatedEvent: created,
  AutomationUpdatedEvent: (profile, data) =>
    profile && {
      ...profile,
      configuration: configurationFromHistory(data),
      webhook: webhookOf(data),
      updatedAt: data.updatedAt,
    },
  AutomationActivatedEvent: (profile, { activatedAt }) =>
    profile && { ...profile, status: 'active', activatedAt, updatedAt: activatedAt },
  AutomationDeactivatedEvent: (profile, { deactivatedAt }) =>
    profile && {
      ...profile,
      status: 'inactive',
      suspension: null,
      suspendedAt: null,
      deactivatedAt,
      updatedAt: deactivatedAt,
    },
  AutomationSuspendedEvent: (profile, { cause, by, reason, suspendedAt }) =>
    profile && {
      ...profile,
      status: 'suspended',
      suspension: { cause, by, reason },
      suspendedAt,
      updatedAt: suspendedAt,
    },
  AutomationDeletedEvent: (profile, { deletedAt }) =>
    profile && { ...profile, status: 'deleted', updatedAt: deletedAt },
  AutomationAccountsChangedEvent: (profile, { accountIds, changedAt }) =>
    profile && { ...profile, accountIds, updatedAt: changedAt },
  WebhookTokenRotatedEvent: (profile, { rotatedAt }) =>
    profile && { ...profile, webhookRotatedAt: rotatedAt, updatedAt: rotatedAt },
  WebhookSignalReceivedEvent: kept,
  SignalProcessedEvent: kept,
  SignalRejectedEvent: kept,
  SignalExecutionFailedEvent: kept,
  RiskLimitExceededEvent: kept,
});

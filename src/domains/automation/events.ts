import { z } from 'zod';
import { computedDecimal } from '../../core/decimal.ts';
import { defineEvent, type EventOf } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { configurationFields } from './configuration/configuration.ts';
import { RISK_LIMITS } from './configuration/risk-limits.ts';
import { tokenHash, webhookSettingsFields, webhookUrl } from './configuration/webhook-settings.ts';
import {
  SignalExecutionFailedEvent,
  SignalProcessedEvent,
  SignalRejectedEvent,
  WebhookSignalReceivedEvent,
} from './signal-events.ts';
import { SUSPENDERS, SUSPENSION_CAUSES } from './values.ts';

const ids = { automationId: z.uuid(), userId: z.uuid() };

/** All that its owner may change, flattened (rule Z-R2). */
const settingsFields = { ...configurationFields, ...webhookSettingsFields };
const SETTINGS = Object.keys(settingsFields) as (keyof typeof settingsFields)[];

/** An automation was created, inactive, with everything it goes by (domains 4.5). The token's hash alone is kept (AU-U15). */
export const AutomationCreatedEvent = defineEvent(
  'AutomationCreatedEvent',
  1,
  z.object({
    ...ids,
    ...settingsFields,
    /** In routing order. */
    accountIds: z.array(z.uuid()).min(1),
    webhookTokenHash: tokenHash(),
    webhookUrl: webhookUrl(),
    occurredAt: utcInstant(),
  }),
);

/** Settings changed: `changed` names the fields, and all settings follow as they are now. They hold for later signals (AU-R1). */
export const AutomationUpdatedEvent = defineEvent(
  'AutomationUpdatedEvent',
  1,
  z.object({ ...ids, changed: z.array(z.enum(SETTINGS)).min(1), ...settingsFields, updatedAt: utcInstant() }),
);

/** Signals are taken from now on. */
export const AutomationActivatedEvent = defineEvent(
  'AutomationActivatedEvent',
  1,
  z.object({ ...ids, activatedAt: utcInstant() }),
);

/** The automation is inactive: its user switched it off, or ended its suspension. */
export const AutomationDeactivatedEvent = defineEvent(
  'AutomationDeactivatedEvent',
  1,
  z.object({ ...ids, cause: z.enum(['deactivated', 'resumed']), deactivatedAt: utcInstant() }),
);

/** The automation was stopped, by whom and why. */
export const AutomationSuspendedEvent = defineEvent(
  'AutomationSuspendedEvent',
  1,
  z.object({
    ...ids,
    cause: z.enum(SUSPENSION_CAUSES),
    by: z.enum(SUSPENDERS),
    reason: z.string().min(1),
    suspendedAt: utcInstant(),
  }),
);

/** The automation was deleted. */
export const AutomationDeletedEvent = defineEvent(
  'AutomationDeletedEvent',
  1,
  z.object({ ...ids, deletedAt: utcInstant() }),
);

/** The accounts that the automation serves, in routing order; none are left when the last one was unbound. */
export const AutomationAccountsChangedEvent = defineEvent(
  'AutomationAccountsChangedEvent',
  1,
  z.object({
    ...ids,
    accountIds: z.array(z.uuid()),
    addedAccountIds: z.array(z.uuid()),
    removedAccountIds: z.array(z.uuid()),
    /** Why an account was unbound, or null when the user chose. */
    reason: z.string().nullable(),
    changedAt: utcInstant(),
  }),
);

/** The webhook has a new token; the previous one is taken until `previousTokenValidUntil`. */
export const WebhookTokenRotatedEvent = defineEvent(
  'WebhookTokenRotatedEvent',
  1,
  z.object({
    ...ids,
    webhookTokenHash: tokenHash(),
    previousTokenHash: tokenHash(),
    previousTokenValidUntil: utcInstant(),
    rotatedAt: utcInstant(),
  }),
);

/** A risk limit was broken; the suspension follows in the same batch (domains 4.5, limits). */
export const RiskLimitExceededEvent = defineEvent(
  'RiskLimitExceededEvent',
  1,
  z.object({
    ...ids,
    limit: z.enum(RISK_LIMITS),
    limitValue: computedDecimal(),
    value: computedDecimal(),
    action: z.literal('suspended'),
    exceededAt: utcInstant(),
  }),
);

/** All events of an automation. */
export const automationEvents = {
  AutomationCreatedEvent,
  AutomationUpdatedEvent,
  AutomationActivatedEvent,
  AutomationDeactivatedEvent,
  AutomationSuspendedEvent,
  AutomationDeletedEvent,
  AutomationAccountsChangedEvent,
  WebhookTokenRotatedEvent,
  WebhookSignalReceivedEvent,
  SignalProcessedEvent,
  SignalRejectedEvent,
  SignalExecutionFailedEvent,
  RiskLimitExceededEvent,
};
export type AutomationEvent = EventOf<typeof automationEvents>;

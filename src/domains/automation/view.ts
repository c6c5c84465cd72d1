import { z } from 'zod';
import type { View, ViewRow } from '../../core/view.ts';
import { utcInstant } from '../shared/quote.ts';
import { configurationSchema } from './configuration/configuration.ts';
import { webhookSettingsSchema } from './configuration/webhook-settings.ts';
import { type AutomationEvent, automationEvents } from './events.ts';
import { evolveProfile } from './profile.ts';
import type { AutomationProfile } from './state.ts';
import { AUTOMATION_STATUSES, SUSPENDERS, SUSPENSION_CAUSES } from './values.ts';

/** The user's automations, one row per automation until it is deleted; hashes of tokens never get here (rule Z-R5). */
export const automationView: View<AutomationProfile, AutomationEvent> = {
  kind: 'automations',
  eventTypes: new Set(Object.keys(automationEvents)),
  rowId: (event) => event.data.automationId,
  project: (doc, event) => (event.type === 'AutomationDeletedEvent' ? null : evolveProfile(doc, event)),
  sync: {
    AutomationCreatedEvent: {
      priority: 2,
      reason: 'whoever creates an automation reads its webhook next and must find it',
    },
    AutomationActivatedEvent: {
      priority: 1,
      reason: 'a signal may come 50 ms later, and the screen must not show it as switched off then',
    },
    AutomationDeactivatedEvent: {
      priority: 1,
      reason: 'whoever switches an automation off must not be shown one that still trades',
    },
    AutomationSuspendedEvent: {
      priority: 1,
      reason: 'an emergency stop: no screen may show a running automation after its answer',
    },
    RiskLimitExceededEvent: {
      priority: 1,
      reason: 'the suspension that follows in the same batch must be seen together with its cause',
    },
    AutomationDeletedEvent: {
      priority: 2,
      reason: 'an automation that was just deleted must not be offered for activation',
    },
    WebhookTokenRotatedEvent: {
      priority: 1,
      reason: 'after a leak the list must not show the webhook as not yet rotated',
    },
    AutomationAccountsChangedEvent: {
      priority: 1,
      reason: 'a disconnection asks next which automations still serve the accounts',
    },
  },
};

/** What a client gets of an automation; decimals in strings, money in account currency. The token is never among it. */
export const automationResourceSchema = z.object({
  automationId: z.uuid(),
  status: z.enum(AUTOMATION_STATUSES),
  ...configurationSchema.shape,
  /** In routing order. */
  accountIds: z.array(z.uuid()),
  webhook: webhookSettingsSchema.extend({ url: z.string(), rotatedAt: utcInstant().nullable() }),
  suspension: z
    .object({ cause: z.enum(SUSPENSION_CAUSES), by: z.enum(SUSPENDERS), reason: z.string() })
    .nullable(),
  createdAt: utcInstant(),
  activatedAt: utcInstant().nullable(),
  deactivatedAt: utcInstant().nullable(),
  suspendedAt: utcInstant().nullable(),
  updatedAt: utcInstant(),
  version: z.int(),
});
export type AutomationResource = z.infer<typeof automationResourceSchema>;

/** The automation a client gets for a row of the view. */
export const automationResource = ({
  doc,
  version,
  updatedAt,
}: ViewRow<AutomationProfile>): AutomationResource => ({
  automationId: doc.automationId,
  status: doc.status,
  ...doc.configuration,
  accountIds: [...doc.accountIds],
  webhook: { ...doc.webhook, url: doc.webhookUrl, rotatedAt: doc.webhookRotatedAt },
  suspension: doc.suspension,
  createdAt: doc.createdAt,
  activatedAt: doc.activatedAt,
  deactivatedAt: doc.deactivatedAt,
  suspendedAt: doc.suspendedAt,
  updatedAt,
  version,
});

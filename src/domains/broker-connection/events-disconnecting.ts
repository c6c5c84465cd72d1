import { z } from 'zod';
import { defineEvent } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { broker, identity, ids } from './event-fields.ts';

/** What must be undone when a connection goes, from its own state (DESIGN 4); `enrichment` counts the lists, to be checked. */
const owned = {
  linkedAccountIds: ids,
  virtualAccountIds: ids,
  activeAutomationIds: ids,
  enrichment: z.object({ linked: z.int(), virtual: z.int(), automations: z.int() }),
};

const intervention = {
  ...identity,
  sagaId: z.uuid(),
  reason: z.string(),
  requiresManualIntervention: z.boolean(),
  requiredAt: utcInstant(),
};

/** Facts of a connection's end. */
export const disconnectingEvents = {
  BrokerDisconnected: defineEvent(
    'BrokerDisconnected',
    1,
    z.object({
      ...identity,
      ...broker,
      reason: z.string(),
      /** Nobody asked for it: there is a period of grace, and nothing is purged before its end (BC-R5). */
      involuntary: z.boolean(),
      cancelOpenOrders: z.boolean(),
      clearAllCachedData: z.boolean(),
      ...owned,
      disconnectedAt: utcInstant(),
      gracePeriodEndsAt: utcInstant().nullable(),
    }),
  ),
  BrokerDisconnectionCompleted: defineEvent(
    'BrokerDisconnectionCompleted',
    1,
    z.object({
      ...identity,
      sagaId: z.uuid(),
      deletedAccounts: z.int().min(0),
      deletedVirtualAccounts: z.int().min(0),
      suspendedAutomations: z.int().min(0),
      completedAt: utcInstant(),
    }),
  ),
  BrokerGracePeriodEnded: defineEvent(
    'BrokerGracePeriodEnded',
    1,
    z.object({ ...identity, ...broker, ...owned, endedAt: utcInstant() }),
  ),
  BrokerConnectionPurged: defineEvent(
    'BrokerConnectionPurged',
    1,
    z.object({ ...identity, ...broker, forced: z.boolean(), purgedAt: utcInstant() }),
  ),
  BrokerDisconnectionCompensationRequired: defineEvent(
    'BrokerDisconnectionCompensationRequired',
    1,
    z.object({ ...intervention, linkedAccountIds: ids, activeAutomationIds: ids }),
  ),
  BrokerAccountDeletionCompensationRequired: defineEvent(
    'BrokerAccountDeletionCompensationRequired',
    1,
    z.object({ ...intervention, accountIds: ids }),
  ),
  AccountDeletionCompensationRequired: defineEvent(
    'AccountDeletionCompensationRequired',
    1,
    z.object({ ...intervention, accountId: z.uuid() }),
  ),
};

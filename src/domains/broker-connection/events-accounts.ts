import { z } from 'zod';
import { defineEvent } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { broker, identity, ids, itemError } from './event-fields.ts';

/** Facts about all accounts of a connection at once, and about the automations that trade through it. */
export const accountsEvents = {
  AccountDiscoveryStarted: defineEvent(
    'AccountDiscoveryStarted',
    1,
    z.object({ ...identity, ...broker, startedAt: utcInstant() }),
  ),
  AccountsDiscovered: defineEvent(
    'AccountsDiscovered',
    2,
    z.object({
      ...identity,
      accountIds: ids,
      /** Accounts at the virtual broker behind them; null when the discovery did not tell. */
      virtualAccountIds: ids.nullable(),
      discoveredAt: utcInstant(),
    }),
  ),
  AccountDiscoveryCompleted: defineEvent(
    'AccountDiscoveryCompleted',
    1,
    z.object({ ...identity, accountIds: ids, errors: z.array(itemError), completedAt: utcInstant() }),
  ),
  BrokerAccountsUnlinked: defineEvent(
    'BrokerAccountsUnlinked',
    1,
    z.object({ ...identity, accountIds: ids, reason: z.string(), unlinkedAt: utcInstant() }),
  ),
  BrokerAccountsDeleted: defineEvent(
    'BrokerAccountsDeleted',
    1,
    z.object({ ...identity, accountIds: ids, reason: z.string(), deletedAt: utcInstant() }),
  ),
  BrokerAccountsBatchDeleted: defineEvent(
    'BrokerAccountsBatchDeleted',
    1,
    z.object({
      ...identity,
      accountIds: ids,
      total: z.int(),
      deleted: z.int(),
      failed: z.int(),
      errors: z.array(itemError),
      deletedAt: utcInstant(),
    }),
  ),
  BrokerAccountsCleanupOrchestrated: defineEvent(
    'BrokerAccountsCleanupOrchestrated',
    1,
    z.object({ ...identity, accountIds: ids, virtualAccountIds: ids, cleanedUpAt: utcInstant() }),
  ),
  AllAccountsRefreshCompleted: defineEvent(
    'AllAccountsRefreshCompleted',
    1,
    z.object({
      ...identity,
      total: z.int(),
      refreshed: z.int(),
      skipped: z.int(),
      failed: z.int(),
      errors: z.array(itemError),
      forced: z.boolean(),
      completedAt: utcInstant(),
    }),
  ),
  ConnectionAutomationBound: defineEvent(
    'ConnectionAutomationBound',
    1,
    z.object({ ...identity, automationId: z.uuid(), boundAt: utcInstant() }),
  ),
  ConnectionAutomationUnbound: defineEvent(
    'ConnectionAutomationUnbound',
    1,
    z.object({ ...identity, automationId: z.uuid(), unboundAt: utcInstant() }),
  ),
};

import { z } from 'zod';
import { decimalString } from '../../core/decimal.ts';
import { defineEvent } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { ACCOUNT_TYPES, detailFiguresSchema, metadataSchema, restrictionsSchema } from './profile.ts';
import { ACCOUNT_STATUSES } from './state.ts';

/** Whose account an event is of. */
export const identity = { accountAggregateId: z.uuid(), userId: z.uuid() };

const status = z.enum(ACCOUNT_STATUSES);

/** Facts of an account's standing: linked, usable, the default, gone. */
export const standingEvents = {
  BrokerAccountLinked: defineEvent(
    'BrokerAccountLinked',
    2,
    z.object({
      ...identity,
      brokerConnectionId: z.uuid(),
      brokerId: z.string(),
      brokerAccountId: z.string(),
      accountName: z.string().nullable(),
      environment: z.string(),
      assetType: z.string(),
      accountType: z.enum(ACCOUNT_TYPES).nullable(),
      initialBalance: decimalString(),
      currency: z.string().length(3),
      initialEquity: decimalString().nullable(),
      initialBuyingPower: decimalString().nullable(),
      initialDetails: detailFiguresSchema.nullable(),
      initialStatusFromBroker: z.string().nullable(),
      initialRestrictions: restrictionsSchema.nullable(),
      initialMetadataFromBroker: metadataSchema.nullable(),
      /** It was chosen as the default before it was linked, as a first account is. */
      isDefault: z.boolean(),
      /** The connecting saga that brought it; what that saga undoes is this and nothing else. */
      linkedBySagaId: z.uuid().nullable(),
      asOf: utcInstant(),
      linkedAt: utcInstant(),
    }),
  ),
  BrokerAccountUnlinked: defineEvent(
    'BrokerAccountUnlinked',
    1,
    z.object({ ...identity, brokerConnectionId: z.uuid(), reason: z.string(), unlinkedAt: utcInstant() }),
  ),
  AccountStatusChanged: defineEvent(
    'AccountStatusChanged',
    1,
    z.object({
      ...identity,
      oldStatus: status,
      newStatus: status,
      reason: z.string(),
      changedAt: utcInstant(),
    }),
  ),
  BrokerAccountActivated: defineEvent(
    'BrokerAccountActivated',
    1,
    z.object({ ...identity, activatedAt: utcInstant() }),
  ),
  BrokerAccountDeactivated: defineEvent(
    'BrokerAccountDeactivated',
    1,
    z.object({ ...identity, deactivatedAt: utcInstant() }),
  ),
  DefaultAccountSet: defineEvent(
    'DefaultAccountSet',
    1,
    z.object({ ...identity, previousDefaultAccountId: z.uuid().nullable(), setAt: utcInstant() }),
  ),
  DefaultAccountYielded: defineEvent(
    'DefaultAccountYielded',
    1,
    z.object({ ...identity, newDefaultAccountId: z.uuid().nullable(), yieldedAt: utcInstant() }),
  ),
  UserSetAccountDetailsChanged: defineEvent(
    'UserSetAccountDetailsChanged',
    1,
    z.object({ ...identity, displayName: z.string().nullable(), changedAt: utcInstant() }),
  ),
  UserAccountArchivedStatusChanged: defineEvent(
    'UserAccountArchivedStatusChanged',
    1,
    z.object({ ...identity, isArchived: z.boolean(), changedAt: utcInstant() }),
  ),
  AccountAutomationBound: defineEvent(
    'AccountAutomationBound',
    1,
    z.object({ ...identity, automationId: z.uuid(), boundAt: utcInstant() }),
  ),
  AccountAutomationUnbound: defineEvent(
    'AccountAutomationUnbound',
    1,
    z.object({ ...identity, automationId: z.uuid(), unboundAt: utcInstant() }),
  ),
  BrokerAccountDeleted: defineEvent(
    'BrokerAccountDeleted',
    2,
    z.object({
      ...identity,
      brokerConnectionId: z.uuid(),
      brokerId: z.string(),
      environment: z.string(),
      /** Null in what was stored before it was told. */
      brokerAccountId: z.string().nullable(),
      wasDefault: z.boolean(),
      /** Automations that trade on it, to be unbound (BA-R2). */
      boundAutomationIds: z.array(z.uuid()),
      reason: z.string(),
      deletedAt: utcInstant(),
    }),
  ),
};

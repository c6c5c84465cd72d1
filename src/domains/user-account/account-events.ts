import { z } from 'zod';
import { defineEvent, personal } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import {
  digest,
  LIVE_EXPOSURE_CHOICES,
  preferencesSchema,
  ROLES,
  reasonCode,
  USER_STATUSES,
} from './values.ts';

/** A personal field that may be empty. */
const optionalPersonal = () => personal().nullable().meta({ personal: true });

/** Sessions that the event ends; required, `[]` means that none was open (rule N-R4). */
const revokedSessionIds = z.array(z.uuid());

const count = z.int().min(0);

/** Facts about the person and the life of the account. Personal fields are sealed. */
export const accountEvents = {
  UserCreatedEvent: defineEvent(
    'UserCreatedEvent',
    1,
    z.object({
      userId: z.uuid(),
      username: personal(),
      email: personal(),
      /** HMACs under which the two are looked up and claimed. */
      usernameDigest: digest(),
      emailDigest: digest(),
      role: z.enum(ROLES),
      createdAt: utcInstant(),
    }),
  ),
  UserUpdatedEvent: defineEvent(
    'UserUpdatedEvent',
    1,
    z.object({
      userId: z.uuid(),
      /** Which of the fields below are new. */
      changed: z.array(z.enum(['first_name', 'last_name'])).min(1),
      firstName: optionalPersonal(),
      lastName: optionalPersonal(),
      updatedAt: utcInstant(),
    }),
  ),
  UserEmailChangeRequestedEvent: defineEvent(
    'UserEmailChangeRequestedEvent',
    1,
    z.object({
      userId: z.uuid(),
      newEmail: personal(),
      newEmailDigest: digest(),
      /** What the confirmation must name. */
      requestId: z.uuid(),
      requestedAt: utcInstant(),
      expiresAt: utcInstant(),
    }),
  ),
  UserEmailChanged: defineEvent(
    'UserEmailChanged',
    1,
    z.object({
      userId: z.uuid(),
      oldEmail: personal(),
      newEmail: personal(),
      oldEmailDigest: digest(),
      newEmailDigest: digest(),
      requestId: z.uuid(),
      revokedSessionIds,
      changedAt: utcInstant(),
    }),
  ),
  UserPreferencesChangedEvent: defineEvent(
    'UserPreferencesChangedEvent',
    1,
    z.object({ userId: z.uuid(), ...preferencesSchema.shape, changedAt: utcInstant() }),
  ),
  UserDeactivatedEvent: defineEvent(
    'UserDeactivatedEvent',
    1,
    z.object({ userId: z.uuid(), revokedSessionIds, deactivatedAt: utcInstant() }),
  ),
  UserSuspendedEvent: defineEvent(
    'UserSuspendedEvent',
    1,
    z.object({ userId: z.uuid(), reason: reasonCode(), revokedSessionIds, suspendedAt: utcInstant() }),
  ),
  UserReactivatedEvent: defineEvent(
    'UserReactivatedEvent',
    1,
    z.object({ userId: z.uuid(), previousStatus: z.enum(USER_STATUSES), reactivatedAt: utcInstant() }),
  ),
  UserAccountDeleted: defineEvent(
    'UserAccountDeleted',
    1,
    z.object({
      userId: z.uuid(),
      reason: reasonCode(),
      ownedConnectionIds: z.array(z.uuid()),
      ownedAccountIds: z.array(z.uuid()),
      ownedAutomationIds: z.array(z.uuid()),
      hasVirtualBroker: z.boolean(),
      openLiveOrders: count,
      openLivePositions: count,
      /** What the user wants to become of them; null when nothing was said, which is only possible when none are open. */
      liveExposure: z.enum(LIVE_EXPOSURE_CHOICES).nullable(),
      revokedSessionIds,
      deletedAt: utcInstant(),
    }),
  ),
  UserDeletionCompleted: defineEvent(
    'UserDeletionCompleted',
    1,
    z.object({
      userId: z.uuid(),
      sagaId: z.uuid(),
      counts: z.object({ connections: count, accounts: count, automations: count }),
      /** Names that are free from now on. */
      usernameDigest: digest(),
      emailDigest: digest(),
      completedAt: utcInstant(),
    }),
  ),
};

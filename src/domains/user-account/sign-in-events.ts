import { z } from 'zod';
import { defineEvent } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { digest } from './values.ts';

/** Facts about signing in and out. No password, token or address is in them; an IP is an HMAC, null when it was not known. */
export const signInEvents = {
  UserLoggedIn: defineEvent(
    'UserLoggedIn',
    2,
    z.object({
      userId: z.uuid(),
      sessionId: z.uuid(),
      ipDigest: digest().nullable(),
      loggedInAt: utcInstant(),
    }),
  ),
  UserLoginFailedEvent: defineEvent(
    'UserLoginFailedEvent',
    2,
    z.object({
      userId: z.uuid(),
      ipDigest: digest().nullable(),
      failedAt: utcInstant(),
      /** Until when nobody can sign in, set by the failure that locks (UA-U3). */
      lockedUntil: utcInstant().nullable(),
    }),
  ),
  UserLoggedOut: defineEvent(
    'UserLoggedOut',
    1,
    z.object({ userId: z.uuid(), sessionId: z.uuid(), loggedOutAt: utcInstant() }),
  ),
  UserPasswordChanged: defineEvent(
    'UserPasswordChanged',
    1,
    z.object({ userId: z.uuid(), revokedSessionIds: z.array(z.uuid()), changedAt: utcInstant() }),
  ),
  UserTotpEnabledEvent: defineEvent(
    'UserTotpEnabledEvent',
    1,
    z.object({ userId: z.uuid(), enrolmentId: z.uuid(), enabledAt: utcInstant() }),
  ),
  UserTotpDisabledEvent: defineEvent(
    'UserTotpDisabledEvent',
    1,
    z.object({ userId: z.uuid(), enrolmentId: z.uuid(), disabledAt: utcInstant() }),
  ),
};

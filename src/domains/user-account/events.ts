import { z } from 'zod';
import { defineEvent, type EventOf, personal } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';

export const ROLES = ['user'] as const;

/** Facts of a user account (domains 4.1). Username and e-mail are sealed; the password is never in an event. */
export const userAccountEvents = {
  UserCreatedEvent: defineEvent(
    'UserCreatedEvent',
    1,
    z.object({
      userId: z.uuid(),
      username: personal(),
      email: personal(),
      /** HMACs under which the two are looked up and claimed. */
      usernameDigest: z.string().min(1),
      emailDigest: z.string().min(1),
      role: z.enum(ROLES),
      createdAt: utcInstant(),
    }),
  ),
  UserLoggedIn: defineEvent(
    'UserLoggedIn',
    1,
    z.object({ userId: z.uuid(), sessionId: z.uuid(), loggedInAt: utcInstant() }),
  ),
  UserLoginFailedEvent: defineEvent(
    'UserLoginFailedEvent',
    1,
    z.object({ userId: z.uuid(), failedAt: utcInstant() }),
  ),
};

export type UserAccountEvent = EventOf<typeof userAccountEvents>;

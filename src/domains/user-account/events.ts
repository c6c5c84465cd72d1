import type { EventOf } from '../../core/event.ts';
import { accountEvents } from './account-events.ts';
import { ownershipEvents } from './ownership-events.ts';
import { signInEvents } from './sign-in-events.ts';

/** All facts of a user account (domains 4.1). Personal fields are sealed; no secret is ever in an event. */
export const userAccountEvents = { ...accountEvents, ...signInEvents, ...ownershipEvents };

export type UserAccountEvent = EventOf<typeof userAccountEvents>;

import type { EventEnvelope } from '../../src/core/envelope.ts';
import { userAccountEvents } from '../../src/domains/user-account/events.ts';
import type { Env } from '../../src/platform/env.ts';
import { keyStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

const CREATED = userAccountEvents.UserCreatedEvent.type;

/** Makes the claims of a new user on e-mail and username permanent. */
export const keyConfirmationDestination = (env: Env): Destination => ({
  name: 'keys',
  coalesceMs: 0,
  wants: (eventType) => eventType === CREATED,
  deliver: async (range) => {
    const refused: { version: number; reason: string }[] = [];
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      if (event.eventType !== CREATED) continue;
      const { userId, region, data } = event;
      const owner = { userId, region };
      const answers = await Promise.all([
        keyStub(env, 'email', String(data['emailDigest'])).confirm(owner),
        keyStub(env, 'username', String(data['usernameDigest'])).confirm(owner),
      ]);
      if (answers.includes('taken'))
        refused.push({ version: event.aggregateVersion, reason: 'somebody else holds a name of this user' });
    }
    return { have: range.toVersion, refused };
  },
});

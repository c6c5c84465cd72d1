import { userAccountEvents } from '../../src/domains/user-account/events.ts';
import type { Env } from '../../src/platform/env.ts';
import { vaultStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

const DELETED = userAccountEvents.UserDeletionCompleted.type;

/** Destroys the key of a deleted user, so that the personal fields in old events stay unreadable (UA-U8). */
export const vaultErasureDestination = (env: Env): Destination => ({
  name: 'vault',
  coalesceMs: 0,
  wants: (eventType) => eventType === DELETED,
  deliver: async ({ userId, region, toVersion }) => {
    await vaultStub(env, userId, region).erase();
    return { have: toVersion };
  },
});

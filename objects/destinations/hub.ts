import type { Env } from '../../src/platform/env.ts';
import { hubStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

/** The user's hub: live views and push, at once. Its answer is the cursor, so a lost or rebuilt hub heals itself. */
export const hubDestination = (env: Env, hubType?: string): Destination => ({
  name: 'hub',
  coalesceMs: 0,
  deliver: async (range) => ({ have: await hubStub(env, range.userId, range.region, hubType).apply(range) }),
});

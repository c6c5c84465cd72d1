import type { Env } from '../../src/platform/env.ts';
import { hubStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

/** A log in full flow sends one range per 8 ms instead of one per event: a hub is budgeted at 200 ranges a second from all logs. */
const HUB_INTERVAL_MS = 8;

/** The user's hub: live views and push, at once. Its answer is the cursor, so a lost or rebuilt hub heals itself. */
export const hubDestination = (env: Env, hubType?: string, coalesceMs = 0): Destination => ({
  name: 'hub',
  coalesceMs,
  intervalMs: HUB_INTERVAL_MS,
  deliver: async (range) => ({ have: await hubStub(env, range.userId, range.region, hubType).apply(range) }),
});

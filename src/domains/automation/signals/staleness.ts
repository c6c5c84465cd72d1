import type { Rejection } from '../../../core/decider.ts';
import { epochMs, type UtcInstant } from '../../../core/instant.ts';

/** Age above which a signal is no longer traded on, and how far its clock may run ahead of ours (AU-U8). */
export const MAX_SIGNAL_AGE_MS = 60_000;

/** Why a signal's own time rules it out, or null; one that carries no time is always current. */
export const stalenessOf = (time: UtcInstant | null, receivedAt: UtcInstant): Rejection | null => {
  if (time === null) return null;
  const age = epochMs(receivedAt) - epochMs(time);
  if (age > MAX_SIGNAL_AGE_MS)
    return { code: 'signal_stale', detail: `the signal is of ${time} and arrived at ${receivedAt}` };
  if (age < -MAX_SIGNAL_AGE_MS)
    return { code: 'signal_from_future', detail: `the signal says ${time} and arrived at ${receivedAt}` };
  return null;
};

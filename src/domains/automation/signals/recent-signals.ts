import type { DecisionEnv } from '../../../core/decider.ts';
import { canonicalJson } from '../../../core/ids.ts';

/** How long a repeated body counts as a repeat (DESIGN 8), and the span of the rate limit (AU-R3). */
export const WINDOW_MS = 60_000;

/** Signals remembered beyond that, so that a caller's own id keeps its meaning for longer. */
export const REMEMBERED_SIGNALS = 100;

/** A signal that was answered, and how: a repeat gets the same answer. */
export interface RecentSignal {
  readonly key: string;
  readonly signalId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Told by the caller's own id, and so known as a repeat after the window, too. */
  readonly byCallerId: boolean;
  /** Why it was rejected, or null for one that went on to execution. */
  readonly code: string | null;
}

/** What makes two calls the same signal. */
export interface SignalIdentity {
  readonly tokenHash: string;
  /** The caller's own id of the signal. */
  readonly callerId: string | null;
  readonly payload: unknown;
}

/** The key under which a signal is known again: the caller's id, else a hash of token and canonical JSON (AU-U6). */
export const dedupeKeyOf = (
  { tokenHash, callerId, payload }: SignalIdentity,
  idOf: DecisionEnv['idOf'],
): string =>
  callerId === null
    ? idOf('signal-body', tokenHash, canonicalJson(payload))
    : idOf('signal-caller-id', callerId);

/** The earlier signal that this key repeats at `now` (milliseconds), or null. */
export const repeatedSignal = (
  recent: readonly RecentSignal[],
  key: string,
  now: number,
): RecentSignal | null =>
  recent.findLast((signal) => signal.key === key && (signal.byCallerId || signal.at > now - WINDOW_MS)) ??
  null;

/** How many signals were recorded in the minute before `now`; the newest stand last. */
export const countInWindow = (recent: readonly RecentSignal[], now: number): number => {
  let first = recent.length;
  while (first > 0 && (recent[first - 1]?.at ?? 0) > now - WINDOW_MS) first--;
  return recent.length - first;
};

/** The list with a signal added: all of the last minute stay, and the last hundred of whatever age. */
export const remembered = (
  recent: readonly RecentSignal[],
  signal: RecentSignal,
): readonly RecentSignal[] => {
  const surplus = recent.length + 1 - REMEMBERED_SIGNALS;
  let drop = 0;
  while (drop < surplus && (recent[drop]?.at ?? 0) <= signal.at - WINDOW_MS) drop++;
  return [...recent.slice(drop), signal];
};

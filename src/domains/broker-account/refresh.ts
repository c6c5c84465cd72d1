import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { BrokerAccountState } from './state.ts';

/** An account read within this time, in milliseconds, is left out when all are refreshed (domains 4.3). */
export const REFRESH_INTERVAL_MS = 300_000;

/** Tells whether an account is to be read when all accounts of a connection are refreshed. */
export const needsRefresh = (
  { status, lastSyncedAt }: BrokerAccountState,
  now: UtcInstant,
  force: boolean,
): boolean => {
  if (status === 'absent' || status === 'deleted') return false;
  return force || lastSyncedAt === null || epochMs(now) - epochMs(lastSyncedAt) >= REFRESH_INTERVAL_MS;
};

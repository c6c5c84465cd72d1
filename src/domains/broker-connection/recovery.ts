import type { BrokerConnectionState } from './state.ts';

/** How often a lost connection is tried again by itself (BC-R4). */
export const MAX_RECOVERY_ATTEMPTS = 3;

/** How long to wait in front of an attempt, in milliseconds: 2, 4, 8 seconds (BC-R4). */
export const recoveryWaitMs = (attempt: number): number => 2_000 * 2 ** (attempt - 1);

/** True when it is worth trying by itself: something is lost, attempts are left, and the user need not act (BC-R4). */
export const mayRecover = (state: BrokerConnectionState): boolean =>
  (state.status === 'error' || (state.status === 'connected' && state.streamingLost)) &&
  !state.reauthRequired &&
  !state.requiresUserAction &&
  state.recoveryAttempts < MAX_RECOVERY_ATTEMPTS;

import { MAX_RECOVERY_ATTEMPTS, mayRecover } from './recovery.ts';
import type { BrokerConnectionState } from './state.ts';

/** The status in the words that people read (BC-U6). */
export const displayStatus = (state: BrokerConnectionState): string => {
  switch (state.status) {
    case 'absent':
    case 'pending':
    case 'authenticating':
      return 'Connecting';
    case 'connected':
      return 'Connected';
    case 'error':
      if (state.reauthRequired) return 'Needs sign-in';
      return mayRecover(state)
        ? `Error (retrying, ${state.recoveryAttempts + 1} of ${MAX_RECOVERY_ATTEMPTS})`
        : 'Error';
    case 'disconnecting':
      return 'Disconnecting';
    case 'disconnected':
    case 'purged':
      return 'Disconnected';
  }
};

/** What a disconnect will touch, to warn with numbers before it happens (BC-U7); null where nobody counted the open orders. */
export const disconnectImpact = (state: BrokerConnectionState, openOrders: number | null) => ({
  accounts: state.linkedAccountIds.length,
  activeAutomations: state.activeAutomationIds.length,
  openOrders,
});

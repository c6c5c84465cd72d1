import type { Rejection } from '../../core/decider.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { BrokerConnectionState } from './state.ts';

/** How often a broker is asked whether it is there, in milliseconds (BC-U8). */
export const HEARTBEAT_INTERVAL_MS = 30_000;

/** After so long without a heartbeat, in milliseconds, a connection is unhealthy (BC-U8). */
export const HEARTBEAT_TIMEOUT_MS = 90_000;

/** Milliseconds since the last heartbeat; 0 for the virtual broker, which is a part of this system and has none. */
const silenceMs = ({ brokerId, lastHeartbeatAt }: BrokerConnectionState, now: UtcInstant): number => {
  if (brokerId === 'virtual') return 0;
  return lastHeartbeatAt === null ? Number.POSITIVE_INFINITY : epochMs(now) - epochMs(lastHeartbeatAt);
};

/** Why nothing may be traded through this connection now, or null when it may (BC-U4, BC-U8). */
export const tradingRefusal = (state: BrokerConnectionState, now: UtcInstant): Rejection | null => {
  if (state.reauthRequired) return { code: 'reauth_required', detail: 'the broker asks for a new sign-in' };
  if (state.status !== 'connected')
    return { code: 'connection_not_connected', detail: `the connection is ${state.status}` };
  return silenceMs(state, now) < HEARTBEAT_TIMEOUT_MS
    ? null
    : { code: 'connection_unhealthy', detail: 'the broker has not answered for 90 seconds' };
};

/** True while orders may go through this connection. */
export const canTrade = (state: BrokerConnectionState, now: UtcInstant): boolean =>
  tradingRefusal(state, now) === null;

/** True while the broker is connected and was heard of within 90 seconds (BC-U8). */
export const isHealthy = (state: BrokerConnectionState, now: UtcInstant): boolean =>
  state.status === 'connected' && silenceMs(state, now) < HEARTBEAT_TIMEOUT_MS;

import { z } from 'zod';
import { storedTokens } from './commands-connecting.ts';
import { MAX_RECOVERY_ATTEMPTS } from './recovery.ts';

const reason = z.string().min(1).max(200);
const attempt = z.int().min(1).max(MAX_RECOVERY_ATTEMPTS);

/** The broker could not be used as connected. */
export const reportConnectionFailureCommand = z.object({
  type: z.literal('ReportConnectionFailureCommand'),
  reason,
  details: z.string().max(2_000),
  requiresUserAction: z.boolean(),
});
export type ReportConnectionFailureCommand = z.infer<typeof reportConnectionFailureCommand>;

/** Judges the connection by its last heartbeat (BC-U8). */
export const checkBrokerConnectionHealthCommand = z.object({
  type: z.literal('CheckBrokerConnectionHealthCommand'),
});

/** How the broker answered a check, now. */
export const reportHealthCheckCommand = z.object({
  type: z.literal('ReportHealthCheckCommand'),
  isHealthy: z.boolean(),
  /** The broker's own word for its status; null when it has none. */
  newStatus: z.string().min(1).max(100).nullable(),
  reason: reason.nullable(),
});
export type ReportHealthCheckCommand = z.infer<typeof reportHealthCheckCommand>;

/** The user must sign in again: trading stops, positions stay visible (BC-U4). */
export const requestReauthCommand = z.object({ type: z.literal('RequestReauthCommand'), reason });
export type RequestReauthCommand = z.infer<typeof requestReauthCommand>;

/** Time to renew the access token; given by the clock. */
export const requestTokenRefreshCommand = z.object({ type: z.literal('RequestTokenRefreshCommand') });

/** The vault has a new access token. */
export const recordTokensRefreshedCommand = z.object({
  type: z.literal('RecordTokensRefreshedCommand'),
  ...storedTokens,
});
export type RecordTokensRefreshedCommand = z.infer<typeof recordTokensRefreshedCommand>;

/** The broker's stream of orders and fills broke off. */
export const recordStreamingDisconnectedCommand = z.object({
  type: z.literal('RecordStreamingDisconnectedCommand'),
  reason: reason.nullable(),
});
export type RecordStreamingDisconnectedCommand = z.infer<typeof recordStreamingDisconnectedCommand>;

/** The broker answers again; attempt 0 needed no reconnect. */
export const recordRecoveryCommand = z.object({
  type: z.literal('RecordRecoveryCommand'),
  attempt: z.int().min(0).max(MAX_RECOVERY_ATTEMPTS),
  reason: reason.nullable(),
});
export type RecordRecoveryCommand = z.infer<typeof recordRecoveryCommand>;

/** An attempt to reconnect failed (BC-R4). */
export const recordRecoveryFailureCommand = z.object({
  type: z.literal('RecordRecoveryFailureCommand'),
  attempt,
  reason,
  requiresUserAction: z.boolean(),
});
export type RecordRecoveryFailureCommand = z.infer<typeof recordRecoveryFailureCommand>;

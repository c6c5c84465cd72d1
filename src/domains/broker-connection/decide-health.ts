import { accept, type Decision, type DecisionEnv } from '../../core/decider.ts';
import { epochMs } from '../../core/instant.ts';
import type {
  RecordRecoveryCommand,
  RecordRecoveryFailureCommand,
  RecordStreamingDisconnectedCommand,
  RecordTokensRefreshedCommand,
  ReportConnectionFailureCommand,
  ReportHealthCheckCommand,
  RequestReauthCommand,
} from './commands-health.ts';
import { type BrokerConnectionEvent, brokerConnectionEvents as events } from './events.ts';
import { HEARTBEAT_INTERVAL_MS, isHealthy } from './health.ts';
import { brokerOf, identityOf } from './identity.ts';
import { MAX_RECOVERY_ATTEMPTS } from './recovery.ts';
import type { BrokerConnectionState } from './state.ts';
import { tokenExpiry } from './tokens.ts';

type Decided = Decision<BrokerConnectionEvent>;
type State = BrokerConnectionState;

/** Two requests to refresh tokens within this time, in milliseconds, are one. */
const REFRESH_PATIENCE_MS = 30_000;

/** Records that the broker could not be used. */
export const reportFailure = (
  { reason, details, requiresUserAction }: ReportConnectionFailureCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.BrokerConnectionFailed({
      ...identityOf(state, env),
      ...brokerOf(state),
      reason,
      details,
      requiresUserAction,
      lastHealthyAt: state.lastHeartbeatAt,
      attemptsSoFar: state.recoveryAttempts,
      failedAt: env.now,
    }),
  );

const health = (state: State, env: DecisionEnv, told: Omit<ReportHealthCheckCommand, 'type'>): Decided =>
  accept(
    events.BrokerConnectionHealthUpdated({
      ...identityOf(state, env),
      ...brokerOf(state),
      isHealthy: told.isHealthy,
      newStatus: told.newStatus ?? (told.isHealthy ? 'healthy' : 'unhealthy'),
      reason: told.reason,
      checkedAt: env.now,
    }),
  );

/** A connection without a heartbeat for 90 seconds is in error (BC-U8). */
export const checkHealth = (_command: unknown, state: State, env: DecisionEnv): Decided =>
  isHealthy(state, env.now)
    ? accept()
    : health(state, env, { isHealthy: false, newStatus: null, reason: 'heartbeat_missing' });

/** Records a heartbeat or a failed check; a good one so soon after another says nothing new. */
export const reportHealthCheck = (
  command: ReportHealthCheckCommand,
  state: State,
  env: DecisionEnv,
): Decided => {
  const { lastHeartbeatAt: last } = state;
  const soon = last !== null && epochMs(env.now) < epochMs(last) + HEARTBEAT_INTERVAL_MS;
  const sameWord = command.newStatus === null || command.newStatus === state.lastConnectionStatus;
  return command.isHealthy && soon && sameWord ? accept() : health(state, env, command);
};

/** Asks the user for a new sign-in, once. */
export const requestReauth = ({ reason }: RequestReauthCommand, state: State, env: DecisionEnv): Decided =>
  state.reauthRequired
    ? accept()
    : accept(
        events.BrokerConnectionReauthRequired({ ...identityOf(state, env), reason, requiredAt: env.now }),
      );

/** Asks for new tokens; who does the refresh answers with what the vault has then. */
export const requestTokenRefresh = (_command: unknown, state: State, env: DecisionEnv): Decided => {
  if (state.credentials?.kind !== 'oauth') return accept();
  const { credentialsRef, expiresAt, refreshRequestedAt: asked } = state.credentials;
  if (asked !== null && epochMs(env.now) < epochMs(asked) + REFRESH_PATIENCE_MS) return accept();
  return accept(
    events.BrokerTokenRefreshRequested({
      ...identityOf(state, env),
      ...brokerOf(state),
      credentialsRef,
      accessTokenExpiresAt: expiresAt,
      requestedAt: env.now,
    }),
  );
};

/** Takes note of new tokens in the vault. */
export const recordTokensRefreshed = (
  { credentialsRef, lastFour, expiresInSeconds, refreshTokenWasProvided }: RecordTokensRefreshedCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.BrokerTokensRefreshed({
      ...identityOf(state, env),
      credentialsRef,
      lastFour,
      accessTokenExpiresAt: tokenExpiry(env.now, expiresInSeconds),
      refreshTokenWasProvided,
      refreshedAt: env.now,
    }),
  );

/** Records that the stream broke off, once until it is back. */
export const recordStreamingDisconnected = (
  { reason }: RecordStreamingDisconnectedCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  state.streamingLost
    ? accept()
    : accept(
        events.BrokerStreamingDisconnected({
          ...identityOf(state, env),
          ...brokerOf(state),
          attempt: state.recoveryAttempts,
          reason,
          lastHealthyAt: state.lastHeartbeatAt,
          disconnectedAt: env.now,
        }),
      );

/** The connection works again. */
export const recordRecovery = (
  { attempt, reason }: RecordRecoveryCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.BrokerConnectionRecovered({ ...identityOf(state, env), attempt, reason, recoveredAt: env.now }),
  );

/** An attempt failed; the third, or one that only the user can mend, was the last (BC-R4). */
export const recordRecoveryFailure = (
  { attempt, reason, requiresUserAction }: RecordRecoveryFailureCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  attempt <= state.recoveryAttempts
    ? accept()
    : accept(
        events.BrokerConnectionRecoveryFailed({
          ...identityOf(state, env),
          attempt,
          reason,
          requiresUserAction,
          exhausted: requiresUserAction || attempt >= MAX_RECOVERY_ATTEMPTS,
          failedAt: env.now,
        }),
      );

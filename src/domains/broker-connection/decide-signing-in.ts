import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { epochMs, plusMs } from '../../core/instant.ts';
import type {
  ConfirmOAuthTokensStoredCommand,
  StartOAuthCommand,
  StoreApiCredentialsCommand,
  ValidateBrokerCredentialsCommand,
} from './commands-connecting.ts';
import { reportFailure } from './decide-health.ts';
import { type BrokerConnectionEvent, brokerConnectionEvents as events } from './events.ts';
import { identityOf } from './identity.ts';
import type { BrokerConnectionState } from './state.ts';
import { tokenExpiry } from './tokens.ts';

type Decided = Decision<BrokerConnectionEvent>;
type State = BrokerConnectionState;

/** How long a sign-in at the broker may take, in milliseconds (BC-U3). */
const OAUTH_FLOW_MS = 600_000;

/** Starts a sign-in at the broker; an earlier one that is still open is worth nothing then. */
export const startOAuth = (
  { stateHash, sessionId }: StartOAuthCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.BrokerOAuthStarted({
      ...identityOf(state, env),
      stateHash,
      sessionId,
      expiresAt: plusMs(env.now, OAUTH_FLOW_MS),
      startedAt: env.now,
    }),
  );

/** Takes note of API keys in the vault. */
export const storeApiCredentials = (
  { credentialsRef, lastFour }: StoreApiCredentialsCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.BrokerApiCredentialsStored({
      ...identityOf(state, env),
      credentialsRef,
      lastFour,
      storedAt: env.now,
    }),
  );

/** Takes note of tokens in the vault, if they belong to the sign-in that is under way (BC-U3). */
export const confirmOAuthTokensStored = (
  command: ConfirmOAuthTokensStoredCommand,
  state: State,
  env: DecisionEnv,
): Decided => {
  const flow = state.oauthFlow;
  if (flow === null) return reject('oauth_not_started', 'no sign-in at the broker is under way');
  if (flow.stateHash !== command.stateHash || flow.sessionId !== command.sessionId)
    return reject('oauth_state_mismatch', 'the answer belongs to another sign-in');
  if (epochMs(env.now) >= epochMs(flow.expiresAt))
    return reject('oauth_expired', 'the sign-in took longer than ten minutes');
  return accept(
    events.BrokerTokensSuccessfullyStored({
      ...identityOf(state, env),
      credentialsRef: command.credentialsRef,
      lastFour: command.lastFour,
      accessTokenExpiresAt: tokenExpiry(env.now, command.expiresInSeconds),
      refreshTokenWasProvided: command.refreshTokenWasProvided,
      scopesGranted: command.scopesGranted,
      storedAt: env.now,
    }),
  );
};

/** Takes the broker's word on the credentials: wrong ones are a failure that only the user can mend. */
export const validateCredentials = (
  { valid, reason, details }: ValidateBrokerCredentialsCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  valid
    ? accept()
    : reportFailure(
        { type: 'ReportConnectionFailureCommand', reason, details, requiresUserAction: true },
        state,
        env,
      );

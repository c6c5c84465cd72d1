import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import type {
  EstablishBrokerConnectionCommand,
  InitiateBrokerConnectionCommand,
} from './commands-connecting.ts';
import { type BrokerConnectionEvent, brokerConnectionEvents as events } from './events.ts';
import { brokerOf, identityOf } from './identity.ts';
import type { BrokerConnectionState } from './state.ts';
import { brokerProfile, connectionIdOf, LIVE_CONFIRMATION } from './values.ts';

type Decided = Decision<BrokerConnectionEvent>;
type State = BrokerConnectionState;

/** What is wrong with the settings of a new connection, or null (BC-U1, BC-U2). */
const settingsRefusal = (command: InitiateBrokerConnectionCommand): Decision<never> | null => {
  const { brokerId, environment, authMethod, apiEndpointOverride, liveConfirmation } = command;
  const profile = brokerProfile(brokerId);
  if (!profile.environments.includes(environment))
    return reject(
      'environment_not_supported',
      `${brokerId} has no ${environment} environment`,
      'environment',
    );
  if (!profile.authMethods.includes(authMethod))
    return reject('auth_method_not_supported', `${brokerId} takes no ${authMethod}`, 'authMethod');
  if (apiEndpointOverride !== null && !profile.endpoints[environment].includes(apiEndpointOverride))
    return reject(
      'endpoint_not_allowed',
      `is not an address of ${brokerId} for ${environment}`,
      'apiEndpointOverride',
    );
  if (environment === 'live' && liveConfirmation !== LIVE_CONFIRMATION)
    return reject('live_confirmation_required', `write "${LIVE_CONFIRMATION}"`, 'liveConfirmation');
  return null;
};

const established = (state: State, env: DecisionEnv, statusMessage: string | null) =>
  events.BrokerConnectionEstablished({
    ...identityOf(state, env),
    ...brokerOf(state),
    establishedAt: env.now,
    statusMessage,
  });

type Settings = Pick<InitiateBrokerConnectionCommand, 'authMethod' | 'apiEndpointOverride'>;

const begunAnew = (
  state: State,
  env: DecisionEnv,
  { authMethod, apiEndpointOverride }: Settings,
): Decided => {
  const reset = events.BrokerConnectionReset({
    ...identityOf(state, env),
    ...brokerOf(state),
    authMethod,
    apiEndpointOverride,
    resetAt: env.now,
  });
  return state.brokerId === 'virtual'
    ? accept<BrokerConnectionEvent>(reset, established(state, env, null))
    : accept(reset);
};

/** Begins a connection, or an existing one anew with these settings; the same settings again change nothing. */
export const initiate = (
  command: InitiateBrokerConnectionCommand,
  state: State,
  env: DecisionEnv,
): Decided => {
  const { brokerId, environment, authMethod, apiEndpointOverride } = command;
  const refusal = settingsRefusal(command);
  if (refusal) return refusal;
  if (state.status === 'absent') {
    const brokerConnectionId = connectionIdOf(env.idOf, env.userId, brokerId, environment);
    const begun = { ...state, brokerConnectionId, brokerId, environment };
    const initiated = events.BrokerConnectionInitiated({
      ...identityOf(begun, env),
      brokerId,
      environment,
      authMethod,
      apiEndpointOverride,
      initiatedAt: env.now,
    });
    return brokerId === 'virtual'
      ? accept<BrokerConnectionEvent>(initiated, established(begun, env, null))
      : accept(initiated);
  }
  if (brokerId !== state.brokerId || environment !== state.environment)
    return reject('connection_mismatch', 'broker and environment of a connection never change', 'brokerId');
  if (state.status === 'error' && brokerId === 'virtual') return accept(established(state, env, null));
  const same = state.authMethod === authMethod && state.apiEndpointOverride === apiEndpointOverride;
  const begins = state.status === 'pending' || state.status === 'authenticating';
  return begins && same ? accept() : begunAnew(state, env, command);
};

/** Begins a disconnected connection anew with the settings it had. */
export const reset = (_command: unknown, state: State, env: DecisionEnv): Decided =>
  begunAnew(state, env, {
    authMethod: state.authMethod ?? 'none',
    apiEndpointOverride: state.apiEndpointOverride,
  });

/** Connects with the credentials that are stored. */
export const establish = (
  { statusMessage }: EstablishBrokerConnectionCommand,
  state: State,
  env: DecisionEnv,
): Decided => accept(established(state, env, statusMessage));

/** Takes the connection up again, if it was not lost for longer than the period of grace. */
export const reconnected = (state: State, env: DecisionEnv): Decided =>
  accept(established(state, env, 'reconnected'));

/** Ends the connecting. */
export const finalize = (_command: unknown, state: State, env: DecisionEnv): Decided =>
  env.sagaId === null
    ? reject('saga_required', 'only the connecting saga may finalize')
    : accept(
        events.BrokerConnectionEstablishedSagaCompleted({
          ...identityOf(state, env),
          sagaId: env.sagaId,
          accountIds: [...state.linkedAccountIds],
          completedAt: env.now,
        }),
      );

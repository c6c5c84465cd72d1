import type { Rejection } from '../../core/decider.ts';
import { canPerform } from '../../core/lifecycle.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { brokerConnectionLifecycle } from './lifecycle.ts';
import type { BrokerConnectionState } from './state.ts';
import { brokerProfile } from './values.ts';

type CommandType = BrokerConnectionCommand['type'];

const signIn = ({ reauthRequired }: BrokerConnectionState): Rejection | null =>
  reauthRequired ? { code: 'reauth_required', detail: 'the broker asks for a new sign-in' } : null;

const credentials = ({ brokerId, credentials: held }: BrokerConnectionState): Rejection | null =>
  brokerId !== 'virtual' && held === null
    ? { code: 'credentials_required', detail: 'the connection has no credentials' }
    : null;

const authMethod =
  (method: 'api_key' | 'oauth') =>
  ({ brokerId }: BrokerConnectionState): Rejection | null =>
    brokerId !== null && brokerProfile(brokerId).authMethods.includes(method)
      ? null
      : { code: 'auth_method_not_supported', detail: `${brokerId} takes no sign-in by ${method}` };

const takesSignIn = ({ brokerId }: BrokerConnectionState): Rejection | null =>
  brokerId === 'virtual'
    ? { code: 'auth_method_not_supported', detail: 'the virtual broker takes no sign-in' }
    : null;

const refreshableTokens = ({ credentials: held }: BrokerConnectionState): Rejection | null =>
  held?.kind === 'oauth' && held.refreshable
    ? null
    : { code: 'nothing_to_refresh', detail: 'the connection has no tokens that can be refreshed' };

const graceOnceDisconnected = ({ status, gracePeriodEndsAt }: BrokerConnectionState): Rejection | null =>
  status === 'disconnected' && gracePeriodEndsAt === null
    ? { code: 'grace_period_over', detail: 'a disconnected connection is begun anew' }
    : null;

type StandingRule = (state: BrokerConnectionState) => Rejection | null;

/** What a command needs besides the right status, as far as the state alone tells. */
const NEEDS: { readonly [T in CommandType]?: readonly StandingRule[] } = {
  StartOAuthCommand: [authMethod('oauth')],
  StoreApiCredentialsCommand: [authMethod('api_key')],
  ConfirmOAuthTokensStoredCommand: [authMethod('oauth')],
  EstablishBrokerConnectionCommand: [signIn, credentials],
  RequestReauthCommand: [takesSignIn],
  RecordRecoveryCommand: [signIn],
  RequestTokenRefreshCommand: [signIn, refreshableTokens],
  RecordTokensRefreshedCommand: [signIn, refreshableTokens],
  ReconnectBrokerCommand: [signIn, credentials, graceOnceDisconnected],
};

/** Why the state alone forbids a command that its status allows, or null. */
export const standingRefusal = (type: CommandType, state: BrokerConnectionState): Rejection | null => {
  for (const rule of NEEDS[type] ?? []) {
    const refusal = rule(state);
    if (refusal) return refusal;
  }
  return null;
};

/** Tells whether an operation is open in this state: one predicate for decisions and for buttons (BC-R9). */
export const canPerformOperation = (type: CommandType, state: BrokerConnectionState): boolean =>
  canPerform(brokerConnectionLifecycle, type, state) && standingRefusal(type, state) === null;

/** Operations that people have buttons for. */
const BUTTONS = {
  connect: 'InitiateBrokerConnectionCommand',
  signIn: 'StartOAuthCommand',
  storeKeys: 'StoreApiCredentialsCommand',
  discoverAccounts: 'FetchAccountsFromBrokerCommand',
  reconnect: 'ReconnectBrokerCommand',
  disconnect: 'RequestBrokerDisconnectCommand',
  reset: 'ResetConnectionCommand',
} as const satisfies Record<string, CommandType>;

/** Names of the operations whose buttons are enabled (BC-R9). */
export const openOperations = (state: BrokerConnectionState): readonly string[] =>
  Object.entries(BUTTONS)
    .filter(([, type]) => canPerformOperation(type, state))
    .map(([name]) => name);

import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { plusMs, type UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from '../broker-connection.ts';
import type { BrokerConnectionCommand } from '../commands.ts';
import type {
  ConfirmOAuthTokensStoredCommand,
  InitiateBrokerConnectionCommand,
} from '../commands-connecting.ts';
import type { RequestBrokerDisconnectCommand } from '../commands-disconnecting.ts';
import type { BrokerConnectionEvent } from '../events.ts';
import type { BrokerConnectionState } from '../state.ts';
import { type BrokerId, connectionIdOf, type Environment } from '../values.ts';

type Of<Type extends BrokerConnectionCommand['type']> = Extract<BrokerConnectionCommand, { type: Type }>;

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

/** An instant so many milliseconds after the first command is decided. */
export const later = (ms: number): UtcInstant => plusMs(TEST_NOW, ms);

/** The saga that gives the commands only a saga may give. */
export const SAGA = id('saga');

/** Whose connection it is, by its broker. */
export const identity = (brokerId: BrokerId = 'alpaca', environment: Environment = 'paper') => {
  const { idOf, userId } = testEnv();
  return { brokerConnectionId: connectionIdOf(idOf, userId, brokerId, environment), userId };
};

/** Begins a connection to Alpaca's paper trading by API keys, with these differences. */
export const initiate = (
  changes: Partial<InitiateBrokerConnectionCommand> = {},
): InitiateBrokerConnectionCommand => ({
  type: 'InitiateBrokerConnectionCommand',
  brokerId: 'alpaca',
  environment: 'paper',
  authMethod: 'api_key',
  apiEndpointOverride: null,
  liveConfirmation: null,
  ...changes,
});

/** Connects the virtual broker. */
export const VIRTUAL = initiate({ brokerId: 'virtual', authMethod: 'none' });

/** Opens a sign-in at the broker. */
export const SIGN_IN = {
  type: 'StartOAuthCommand',
  stateHash: 'hash-of-the-state',
  sessionId: 'session',
} as const;

/** Tokens of that sign-in, good for an hour and refreshable, with these differences. */
export const tokens = (
  changes: Partial<ConfirmOAuthTokensStoredCommand> = {},
): ConfirmOAuthTokensStoredCommand => ({
  ...SIGN_IN,
  type: 'ConfirmOAuthTokensStoredCommand',
  credentialsRef: 'vault:tokens:1',
  lastFour: 'abcd',
  expiresInSeconds: 3_600,
  refreshTokenWasProvided: true,
  scopesGranted: ['trading'],
  ...changes,
});

export const KEYS: Of<'StoreApiCredentialsCommand'> = {
  type: 'StoreApiCredentialsCommand',
  credentialsRef: 'vault:keys:1',
  lastFour: 'WXYZ',
};
export const ESTABLISH: Of<'EstablishBrokerConnectionCommand'> = {
  type: 'EstablishBrokerConnectionCommand',
  statusMessage: null,
};
export const FINALIZE: Of<'FinalizeBrokerConnectionCommand'> = { type: 'FinalizeBrokerConnectionCommand' };
export const FAIL: Of<'ReportConnectionFailureCommand'> = {
  type: 'ReportConnectionFailureCommand',
  reason: 'no_answer',
  details: 'the broker did not answer',
  requiresUserAction: false,
};
export const REAUTH: Of<'RequestReauthCommand'> = { type: 'RequestReauthCommand', reason: 'invalid_grant' };

/** Two accounts that the broker has. */
export const DISCOVER: Of<'RecordDiscoveredAccountsCommand'> = {
  type: 'RecordDiscoveredAccountsCommand',
  accountIds: [id('first account'), id('second account')],
  virtualAccountIds: null,
};
export const DELETED: Of<'RecordAccountsDeletedCommand'> = {
  type: 'RecordAccountsDeletedCommand',
  accountIds: [id('first account'), id('second account')],
  reason: 'disconnected',
};

export const bind = (name: string): Of<'BindAutomationCommand'> => ({
  type: 'BindAutomationCommand',
  automationId: id(name),
});
export const unbind = (name: string): Of<'UnbindAutomationCommand'> => ({
  type: 'UnbindAutomationCommand',
  automationId: id(name),
});

/** Disconnects because the user wants it, with these differences. */
export const disconnect = (
  changes: Partial<RequestBrokerDisconnectCommand> = {},
): RequestBrokerDisconnectCommand => ({
  type: 'RequestBrokerDisconnectCommand',
  reason: 'requested by user',
  involuntary: false,
  cancelOpenOrders: false,
  ...changes,
});
export const COMPLETE: Of<'CompleteDisconnectionCommand'> = {
  type: 'CompleteDisconnectionCommand',
  deletedAccounts: 2,
  deletedVirtualAccounts: 0,
  suspendedAutomations: 1,
};
export const RECONNECT: Of<'ReconnectBrokerCommand'> = { type: 'ReconnectBrokerCommand' };
export const RESET: Of<'ResetConnectionCommand'> = { type: 'ResetConnectionCommand' };
export const PURGE: Of<'PurgeBrokerConnectionCommand'> = {
  type: 'PurgeBrokerConnectionCommand',
  force: false,
};

/** What commands led to. */
export interface Played {
  readonly state: BrokerConnectionState;
  readonly events: readonly BrokerConnectionEvent[];
}

const NOTHING: Played = { state: brokerConnectionAggregate.decider.initial, events: [] };

/** Decides commands of a saga one after the other, each at the same instant; throws when one is refused. */
export const play = (
  commands: readonly BrokerConnectionCommand[],
  start: Played = NOTHING,
  env: Partial<DecisionEnv> = {},
): Played => {
  const { decide, evolve } = brokerConnectionAggregate.decider;
  return commands.reduce<Played>(({ state, events }, command) => {
    const decision = decide(command, state, testEnv({ sagaId: SAGA, ...env }));
    if (decision.kind === 'reject') throw new Error(`${command.type}: ${decision.rejection.code}`);
    return { state: decision.events.reduce(evolve, state), events: [...events, ...decision.events] };
  }, start);
};

/** The events of these commands. */
export const eventsAfter = (...commands: readonly BrokerConnectionCommand[]) => play(commands).events;

/** Connected to Alpaca by API keys, with two accounts and one automation. */
export const CONNECTED = [initiate(), KEYS, ESTABLISH, DISCOVER, bind('automation')] as const;

/** The same by tokens. */
export const CONNECTED_BY_TOKENS = [
  initiate({ authMethod: 'oauth' }),
  SIGN_IN,
  tokens(),
  ESTABLISH,
  DISCOVER,
  bind('automation'),
] as const;

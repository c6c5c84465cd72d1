import type { DecisionEnv } from '../../core/decider.ts';

/** Brokers a user may connect. Which of them this deployment can talk to is a matter of adapters. */
export const BROKERS = ['virtual', 'alpaca', 'tradestation'] as const;
export type BrokerId = (typeof BROKERS)[number];

/** `live` trades real money (BC-U1). */
export const ENVIRONMENTS = ['paper', 'live'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** How a connection proves who it is; `none` is for the virtual broker (BC-R3). */
export const AUTH_METHODS = ['none', 'api_key', 'oauth'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

interface BrokerProfile {
  readonly environments: readonly Environment[];
  readonly authMethods: readonly AuthMethod[];
  /** Base addresses of the broker's API per environment; nothing else may receive a user's keys (BC-U2). */
  readonly endpoints: Readonly<Record<Environment, readonly string[]>>;
}

const PROFILES: Readonly<Record<BrokerId, BrokerProfile>> = {
  virtual: {
    environments: ['paper'],
    authMethods: ['none'],
    endpoints: { paper: [], live: [] },
  },
  alpaca: {
    environments: ['paper', 'live'],
    authMethods: ['api_key', 'oauth'],
    endpoints: { paper: ['https://paper-api.alpaca.markets'], live: ['https://api.alpaca.markets'] },
  },
  tradestation: {
    environments: ['paper', 'live'],
    authMethods: ['oauth'],
    endpoints: {
      paper: ['https://sim-api.tradestation.com/v3'],
      live: ['https://api.tradestation.com/v3'],
    },
  },
};

/** What a broker offers and where it lives. */
export const brokerProfile = (brokerId: BrokerId): BrokerProfile => PROFILES[brokerId];

/** What a user must write to connect an account that trades real money (BC-U1). */
export const LIVE_CONFIRMATION = 'I trade real money';

/** Reasons to disconnect that clear everything known of the user at that broker (BC-R6). */
export const CRITICAL_REASONS = [
  'duplicate_accounts',
  'data_corruption',
  'cache_corruption',
  'sync_failure',
  'nuclear_cleanup',
] as const;

/** True for a reason after which nothing that was kept of the broker can be trusted (BC-R6). */
export const isCriticalReason = (reason: string): boolean =>
  (CRITICAL_REASONS as readonly string[]).includes(reason);

/**
 * Id of a user's connection: derived from what is unique about it, so that it stays the same when a purged one is made again. It
 * is also the last part of the object's name.
 */
export const connectionIdOf = (
  idOf: DecisionEnv['idOf'],
  userId: string,
  brokerId: BrokerId,
  environment: Environment,
): string => idOf('broker_connection', userId, brokerId, environment);

/** Id of the one account that the virtual broker opens for a connection. */
export const virtualAccountIdOf = (idOf: DecisionEnv['idOf'], brokerConnectionId: string): string =>
  idOf('virtual_account', brokerConnectionId, 'default');

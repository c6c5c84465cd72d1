import type { UtcInstant } from '../../core/instant.ts';
import type { AuthMethod, BrokerId, Environment } from './values.ts';

/** Statuses of a connection, `absent` before it is begun. */
export const CONNECTION_STATUSES = [
  'absent',
  'pending',
  'authenticating',
  'connected',
  'error',
  'disconnecting',
  'disconnected',
  'purged',
] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** Keys in the user's vault; only where they are and how they end is known here. */
export interface ApiKeys {
  readonly kind: 'api_key';
  readonly credentialsRef: string;
  readonly lastFour: string;
}

/** Tokens in the user's vault, and how long they live. */
export interface OAuthTokens {
  readonly kind: 'oauth';
  readonly credentialsRef: string;
  readonly lastFour: string;
  readonly scopes: readonly string[];
  readonly obtainedAt: UtcInstant;
  /** Null when nobody knows (BC-R2). */
  readonly expiresAt: UtcInstant | null;
  /** A refresh token is there, so that a new access token can be had without the user. */
  readonly refreshable: boolean;
  readonly refreshRequestedAt: UtcInstant | null;
}

/** A sign-in at the broker that is under way; its state works once (BC-U3). */
export interface OAuthFlow {
  readonly stateHash: string;
  readonly sessionId: string;
  readonly expiresAt: UtcInstant;
}

/** One user's link to one broker in one environment. */
export interface BrokerConnectionState {
  readonly status: ConnectionStatus;
  readonly brokerConnectionId: string;
  readonly brokerId: BrokerId | null;
  readonly environment: Environment | null;
  readonly authMethod: AuthMethod | null;
  readonly apiEndpointOverride: string | null;
  readonly credentials: ApiKeys | OAuthTokens | null;
  readonly oauthFlow: OAuthFlow | null;
  readonly reauthRequired: boolean;
  /** The last failure is one that only the user can mend. */
  readonly requiresUserAction: boolean;
  /** What was last said of the connection, in our word or the broker's. */
  readonly lastConnectionStatus: string;
  readonly lastStatusReason: string | null;
  readonly lastConnectedAt: UtcInstant | null;
  readonly lastHeartbeatAt: UtcInstant | null;
  /** How often it was established; numbers the live sessions. */
  readonly sessions: number;
  /** Its accounts were brought in at least once. */
  readonly completed: boolean;
  readonly streamingLost: boolean;
  readonly recoveryAttempts: number;
  readonly discoveringSince: UtcInstant | null;
  readonly disconnectedAt: UtcInstant | null;
  /** The saga that disconnects it has given up: it may be disconnected again. */
  readonly disconnectionFailed: boolean;
  /** Until then a lost connection may be taken up again; null without such a time (BC-R5). */
  readonly gracePeriodEndsAt: UtcInstant | null;
  readonly linkedAccountIds: readonly string[];
  /** Null while no discovery has told of any. */
  readonly virtualAccountIds: readonly string[] | null;
  readonly activeAutomationIds: readonly string[];
  readonly createdAt: UtcInstant | null;
}

/** State of a connection nobody made. */
export const initialBrokerConnection: BrokerConnectionState = {
  status: 'absent',
  brokerConnectionId: '',
  brokerId: null,
  environment: null,
  authMethod: null,
  apiEndpointOverride: null,
  credentials: null,
  oauthFlow: null,
  reauthRequired: false,
  requiresUserAction: false,
  lastConnectionStatus: 'unknown',
  lastStatusReason: null,
  lastConnectedAt: null,
  lastHeartbeatAt: null,
  sessions: 0,
  completed: false,
  streamingLost: false,
  recoveryAttempts: 0,
  discoveringSince: null,
  disconnectedAt: null,
  disconnectionFailed: false,
  gracePeriodEndsAt: null,
  linkedAccountIds: [],
  virtualAccountIds: null,
  activeAutomationIds: [],
  createdAt: null,
};

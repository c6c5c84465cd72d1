import type { AggregateDefinition } from '../../core/aggregate.ts';
import { accept, type DecisionEnv, decideBy, evolveBy, reject } from '../../core/decider.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import type { UtcInstant } from '../../core/instant.ts';
import {
  type BROKERS,
  type BrokerConnectionEvent,
  type ENVIRONMENTS,
  brokerConnectionEvents as events,
} from './events.ts';

export type BrokerId = (typeof BROKERS)[number];
export type Environment = (typeof ENVIRONMENTS)[number];
export type ConnectionStatus = 'absent' | 'pending' | 'connected' | 'error';

/** One user's link to one broker in one environment. */
export interface BrokerConnectionState {
  readonly status: ConnectionStatus;
  readonly brokerId: BrokerId | null;
  readonly environment: Environment | null;
  readonly apiEndpointOverride: string | null;
  readonly linkedAccountIds: readonly string[];
  readonly lastStatusReason: string | null;
  readonly lastConnectedAt: UtcInstant | null;
  readonly createdAt: UtcInstant | null;
}

/** Connects a broker. The virtual broker needs no credentials: initiated and established in one command (rule BC-R3). */
export interface InitiateBrokerConnectionCommand {
  readonly type: 'InitiateBrokerConnectionCommand';
  readonly brokerId: BrokerId;
  readonly environment: Environment;
}

/** Records which accounts the broker has, before any of them is linked (saga only). */
export interface RecordDiscoveredAccountsCommand {
  readonly type: 'RecordDiscoveredAccountsCommand';
  readonly accountIds: readonly string[];
}

/** Ends the connecting (saga only). */
export interface FinalizeBrokerConnectionCommand {
  readonly type: 'FinalizeBrokerConnectionCommand';
}

/** The broker could not be used as connected. */
export interface ReportConnectionFailureCommand {
  readonly type: 'ReportConnectionFailureCommand';
  readonly reason: string;
  readonly details: string;
  readonly requiresUserAction: boolean;
}

export type BrokerConnectionCommand =
  | InitiateBrokerConnectionCommand
  | RecordDiscoveredAccountsCommand
  | FinalizeBrokerConnectionCommand
  | ReportConnectionFailureCommand;

const initial: BrokerConnectionState = {
  status: 'absent',
  brokerId: null,
  environment: null,
  apiEndpointOverride: null,
  linkedAccountIds: [],
  lastStatusReason: null,
  lastConnectedAt: null,
  createdAt: null,
};

const identity = ({ aggregateId, userId }: DecisionEnv) => ({ brokerConnectionId: aggregateId, userId });

const notConnected = (state: BrokerConnectionState) =>
  reject('connection_not_connected', `the connection is ${state.status}`);

const decide = decideBy<BrokerConnectionState, BrokerConnectionCommand, BrokerConnectionEvent>({
  InitiateBrokerConnectionCommand: ({ brokerId, environment }, state, env) => {
    const established = events.BrokerConnectionEstablished({
      ...identity(env),
      brokerId,
      environment,
      establishedAt: env.now,
      statusMessage: null,
    });
    switch (state.status) {
      case 'absent':
        return accept<BrokerConnectionEvent>(
          events.BrokerConnectionInitiated({
            ...identity(env),
            brokerId,
            environment,
            apiEndpointOverride: null,
            initiatedAt: env.now,
          }),
          established,
        );
      case 'error':
        return accept<BrokerConnectionEvent>(established);
      case 'pending':
      case 'connected':
        return reject('connection_exists', `this broker is ${state.status} already`, 'brokerId');
    }
  },
  RecordDiscoveredAccountsCommand: ({ accountIds }, state, env) => {
    if (state.status !== 'connected') return notConnected(state);
    return accept<BrokerConnectionEvent>(
      events.AccountsDiscovered({ ...identity(env), accountIds: [...accountIds], discoveredAt: env.now }),
    );
  },
  FinalizeBrokerConnectionCommand: (_command, state, env) => {
    if (state.status !== 'connected') return notConnected(state);
    if (env.sagaId === null) return reject('saga_required', 'only the connecting saga may finalize');
    return accept<BrokerConnectionEvent>(
      events.BrokerConnectionEstablishedSagaCompleted({
        ...identity(env),
        sagaId: env.sagaId,
        accountIds: [...state.linkedAccountIds],
        completedAt: env.now,
      }),
    );
  },
  ReportConnectionFailureCommand: ({ reason, details, requiresUserAction }, state, env) => {
    if (state.status !== 'connected') return notConnected(state);
    return accept<BrokerConnectionEvent>(
      events.BrokerConnectionFailed({
        ...identity(env),
        reason,
        details,
        requiresUserAction,
        failedAt: env.now,
      }),
    );
  },
});

/** How a fact changes a connection. */
export const evolveBrokerConnection = evolveBy<BrokerConnectionState, BrokerConnectionEvent>({
  BrokerConnectionInitiated: (state, { brokerId, environment, apiEndpointOverride, initiatedAt }) => ({
    ...state,
    status: 'pending',
    brokerId,
    environment,
    apiEndpointOverride,
    createdAt: initiatedAt,
  }),
  BrokerConnectionEstablished: (state, { establishedAt }) => ({
    ...state,
    status: 'connected',
    lastStatusReason: null,
    lastConnectedAt: establishedAt,
  }),
  BrokerConnectionFailed: (state, { reason }) => ({ ...state, status: 'error', lastStatusReason: reason }),
  AccountsDiscovered: (state, { accountIds }) => ({ ...state, linkedAccountIds: accountIds }),
  BrokerConnectionEstablishedSagaCompleted: (state) => state,
});

/** One user's link to one broker in one environment (domains 4.2). */
export const brokerConnectionAggregate: AggregateDefinition<
  BrokerConnectionState,
  BrokerConnectionCommand,
  BrokerConnectionEvent
> = {
  type: 'broker_connection',
  decider: { initial, decide, evolve: evolveBrokerConnection },
  events: eventRegistry<BrokerConnectionEvent>(events),
  stateSchema: 1,
};

/** State of a connection nobody made. */
export const initialBrokerConnection = initial;

import { z } from 'zod';
import type { DiscoveredAccount } from '../brokers/port.ts';
import { type FailureKind, type SagaContext, type SagaDefinition, settleCommands } from '../core/saga.ts';
import { NO_PROFILE } from '../domains/broker-account/profile.ts';
import { brokerConnectionEvents } from '../domains/broker-connection/events.ts';
import { adoptOrderSteps, askUntracked, untrackedFound } from './adopt-orders.ts';
import { connectionKey } from './conflicts.ts';
import { callBroker, onAccount, onConnection, onUser, settleBrokerCall } from './effects.ts';

const { BrokerConnectionEstablished, AccountDiscoveryStarted } = brokerConnectionEvents;

/** A connection that is established, or one that looks for its accounts again; both are required whole (rule N-R4). */
const triggerSchema = z.union([BrokerConnectionEstablished.schema, AccountDiscoveryStarted.schema]);
type Trigger = z.infer<typeof triggerSchema>;
type Context = SagaContext<Trigger>;

const TYPE = 'BrokerConnectionSaga';
const STEP = { attempts: 3, retryBaseMs: 500, timeoutMs: 15_000 };

/** What the broker or a rule of ours has refused stays refused until somebody changes something: it is not tried again by itself. */
const REFUSALS: ReadonlySet<FailureKind> = new Set(['broker', 'refused']);

const discovered = (context: Context) =>
  (context.results['discover_accounts'] ?? []) as readonly DiscoveredAccount[];

const connectionOf = ({ trigger }: Context) => trigger.data.brokerConnectionId;

/** A recovery has asked for this discovery: what fails again then is not recovered from by itself once more. */
const isSecondTry = ({ trigger }: Context) => trigger.sagaId !== null;

const isVirtual = ({ trigger }: Context) => trigger.data.brokerId === 'virtual';

/**
 * Brings a connected broker's accounts into the system: discover, record what was discovered, link each account, complete; then take back
 * orders that nobody follows since an earlier connection was lost. Discovery goes through the connection, which refuses unless it is
 * connected. Undo deletes what this run linked.
 */
export const brokerConnectionSaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  triggers: [BrokerConnectionEstablished.type, AccountDiscoveryStarted.type].map((eventType) => ({
    saga: TYPE,
    eventType,
    when: () => true,
    dedupeKey: (event) => event.aggregateId,
    conflictKey: ({ data }) => connectionKey(String(data['brokerConnectionId'])),
  })),
  parse: (data) => triggerSchema.parse(data),
  deadlineMs: 120_000,
  objectiveMs: 3_000,
  steps: [
    {
      name: 'discover_accounts',
      ...STEP,
      execute: (context) => [callBroker(connectionOf(context), { op: 'listAccounts' })],
      settle: (_context, outcomes) => settleBrokerCall(outcomes),
    },
    {
      name: 'record_discovery',
      ...STEP,
      // The connection knows its accounts, and the user owns them, before any of them exists (DESIGN 4).
      execute: (context) => [
        onConnection(connectionOf(context), {
          type: 'RecordDiscoveredAccountsCommand',
          accountIds: discovered(context).map(({ accountId }) => accountId),
          virtualAccountIds: isVirtual(context)
            ? discovered(context).map(({ brokerAccountId }) => brokerAccountId)
            : [],
        }),
        ...discovered(context).map(({ accountId }) =>
          onUser(
            context.trigger.userId,
            {
              type: 'RegisterAccountCommand',
              accountId,
              connectionId: connectionOf(context),
              isVirtual: isVirtual(context),
            },
            accountId,
          ),
        ),
      ],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    {
      name: 'link_accounts',
      ...STEP,
      execute: (context) =>
        discovered(context).map((account) =>
          onAccount(account.accountId, {
            type: 'LinkDiscoveredBrokerAccountCommand',
            brokerConnectionId: connectionOf(context),
            brokerId: context.trigger.data.brokerId,
            brokerAccountId: account.brokerAccountId,
            accountName: account.name,
            environment: account.environment,
            assetType: account.assetType,
            currency: account.currency,
            statusFromBroker: account.status,
            figures: account.figures,
            profile: { ...NO_PROFILE, accountType: account.accountType },
          }),
        ),
      settle: (_context, outcomes) => settleCommands(outcomes),
      compensate: (context) =>
        discovered(context).map(({ accountId }) =>
          onAccount(accountId, {
            type: 'DeleteBrokerAccountCommand',
            reason: 'connecting the broker failed',
            onlyIfLinkedBy: context.sagaId,
          }),
        ),
    },
    {
      name: 'publish_completion',
      ...STEP,
      // The accounts are there to stay: whatever comes after is done sooner or later, or left to the next reconnect.
      pivot: true,
      execute: (context) => [
        onConnection(connectionOf(context), { type: 'FinalizeBrokerConnectionCommand' }),
        askUntracked(discovered(context).map(({ accountId }) => accountId)),
      ],
      settle: (_context, outcomes) => settleCommands(outcomes, untrackedFound(outcomes)),
    },
    ...adoptOrderSteps<Trigger>({ connectionOf, foundBy: 'publish_completion' }),
  ],
  intervention: (context, step) => ({
    code: 'connection_unfinished',
    reason: `the broker is connected, but ${step} cannot be finished; see which orders are not followed`,
    ids: [connectionOf(context), ...discovered(context).map(({ accountId }) => accountId)],
  }),
  onFailed: (context, failure) => [
    onConnection(connectionOf(context), {
      type: 'ReportConnectionFailureCommand',
      reason: failure.code,
      details: failure.detail,
      requiresUserAction: REFUSALS.has(failure.kind) || isSecondTry(context),
    }),
  ],
};

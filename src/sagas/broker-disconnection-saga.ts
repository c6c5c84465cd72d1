import { done, type SagaDefinition } from '../core/saga.ts';
import { brokerConnectionEvents } from '../domains/broker-connection/events.ts';
import {
  type Context,
  dataOf,
  settleCompletion,
  settleNothingLeft,
  settleOnConnection,
  settlePurge,
  settleTolerant,
  settleValidation,
  type Trigger,
  triggerSchema,
} from './broker-disconnection/answers.ts';
import { connectionKey } from './conflicts.ts';
import { onAccount, onAutomation, onConnection, onOrder, onUser, onVirtualAccount } from './effects.ts';
import { askSafety } from './safety-checks.ts';

const { BrokerDisconnected, BrokerGracePeriodEnded } = brokerConnectionEvents;

const TYPE = 'BrokerDisconnectionSaga';
const STEP = { attempts: 3, retryBaseMs: 1_000, timeoutMs: 15_000 };
const PURGE = { attempts: 5, retryBaseMs: 1_000, timeoutMs: 15_000 };
const REASON = 'broker_disconnected';

const connectionCheck = (context: Context) =>
  askSafety({ check: 'connections', connectionIds: [dataOf(context).brokerConnectionId] });

const openOrders = (context: Context) =>
  (context.results['validate_disconnection'] ?? []) as readonly string[];

/** A step that has nothing to do for a connection that may still come back. */
const unlessInGrace = <T>(context: Context, effects: readonly T[]): readonly T[] =>
  dataOf(context).involuntary ? [] : effects;

/**
 * Takes a connection down: signals stop first, open orders are let go, accounts and virtual accounts go, then the connection
 * itself. Whoever connects again meanwhile keeps it: the last step asks once more. After an involuntary end everything waits for
 * the period of grace.
 */
export const brokerDisconnectionSaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  triggers: [BrokerDisconnected.type, BrokerGracePeriodEnded.type].map((eventType) => ({
    saga: TYPE,
    eventType,
    when: () => true,
    dedupeKey: (event) => event.aggregateId,
    conflictKey: ({ data }) => connectionKey(String(data['brokerConnectionId'])),
  })),
  parse: (data) => triggerSchema.parse(data),
  deadlineMs: 180_000,
  objectiveMs: 6_000,
  steps: [
    {
      name: 'validate_disconnection',
      ...STEP,
      execute: (context) => [
        connectionCheck(context),
        askSafety({ check: 'open_orders', accountIds: dataOf(context).linkedAccountIds }),
      ],
      settle: settleValidation,
    },
    {
      name: 'stop_automations',
      ...STEP,
      execute: (context) => {
        const { activeAutomationIds, linkedAccountIds } = dataOf(context);
        return activeAutomationIds.flatMap((automationId) => [
          onAutomation(
            automationId,
            { type: 'SuspendAutomationCommand', reason: REASON, by: 'system' },
            `suspend:${automationId}`,
          ),
          ...unlessInGrace(context, linkedAccountIds).map((accountId) =>
            onAutomation(
              automationId,
              { type: 'UnbindAccountCommand', accountId, reason: REASON },
              `unbind:${automationId}:${accountId}`,
            ),
          ),
        ]);
      },
      settle: (_context, outcomes) => settleTolerant(outcomes),
    },
    {
      name: 'let_orders_go',
      ...STEP,
      execute: (context) =>
        openOrders(context).map((orderId) =>
          dataOf(context).cancelOpenOrders
            ? onOrder(orderId, { type: 'CancelOrderCommand', reason: REASON })
            : onOrder(orderId, { type: 'MarkUntrackedCommand', reason: REASON }),
        ),
      settle: (_context, outcomes) => settleTolerant(outcomes),
    },
    {
      name: 'delete_accounts',
      ...STEP,
      execute: (context) => {
        const { linkedAccountIds, virtualAccountIds, brokerConnectionId } = dataOf(context);
        return [
          ...linkedAccountIds.map((accountId) =>
            onAccount(
              accountId,
              dataOf(context).involuntary
                ? { type: 'ChangeAccountStatusCommand', status: 'disconnected', reason: REASON }
                : { type: 'DeleteBrokerAccountCommand', reason: REASON, onlyIfLinkedBy: null },
              `account:${accountId}`,
            ),
          ),
          ...unlessInGrace(context, virtualAccountIds).map((virtualAccountId) =>
            onVirtualAccount(
              virtualAccountId,
              { type: 'DeleteVirtualBrokerAccounts', brokerConnectionId, reason: REASON },
              `virtual:${virtualAccountId}`,
            ),
          ),
        ];
      },
      settle: (_context, outcomes) => settleTolerant(outcomes),
      compensate: (context) => {
        const { brokerConnectionId, linkedAccountIds } = dataOf(context);
        return unlessInGrace(context, [
          onConnection(brokerConnectionId, {
            type: 'RequireBrokerAccountDeletionCompensationCommand',
            accountIds: [...linkedAccountIds],
            reason: 'deleted accounts are not brought back by the machine',
          }),
        ]);
      },
    },
    {
      name: 'validate_all_accounts_deleted',
      attempts: 5,
      retryBaseMs: 500,
      timeoutMs: 15_000,
      execute: (context) => {
        const { linkedAccountIds: accountIds, virtualAccountIds } = dataOf(context);
        return unlessInGrace(context, [
          askSafety({ check: 'accounts_left', accountIds }),
          askSafety({ check: 'virtual_accounts_left', virtualAccountIds }),
        ]);
      },
      settle: (context, outcomes) => (dataOf(context).involuntary ? done() : settleNothingLeft(outcomes)),
    },
    {
      name: 'record_cleanup',
      ...STEP,
      execute: (context) => {
        const { brokerConnectionId, linkedAccountIds, virtualAccountIds } = dataOf(context);
        return unlessInGrace(context, [
          onConnection(brokerConnectionId, {
            type: 'RecordAccountsCleanupCommand',
            accountIds: [...linkedAccountIds],
            virtualAccountIds: [...virtualAccountIds],
          }),
        ]);
      },
      settle: (_context, outcomes) => settleOnConnection(outcomes),
    },
    {
      name: 'complete_disconnection',
      ...STEP,
      execute: (context) => {
        const { brokerConnectionId, linkedAccountIds, virtualAccountIds, activeAutomationIds } =
          dataOf(context);
        return [
          onConnection(brokerConnectionId, {
            type: 'CompleteDisconnectionCommand',
            deletedAccounts: unlessInGrace(context, linkedAccountIds).length,
            deletedVirtualAccounts: unlessInGrace(context, virtualAccountIds).length,
            suspendedAutomations: activeAutomationIds.length,
          }),
        ];
      },
      settle: settleCompletion,
    },
    {
      name: 'purge_connection',
      ...PURGE,
      pivot: true,
      execute: (context) =>
        unlessInGrace(context, [
          onConnection(dataOf(context).brokerConnectionId, {
            type: 'PurgeBrokerConnectionCommand',
            force: false,
          }),
        ]),
      settle: (_context, outcomes) => settlePurge(outcomes),
    },
    {
      name: 'release_registrations',
      ...STEP,
      execute: (context) => {
        const { userId, brokerConnectionId: connectionId, linkedAccountIds } = dataOf(context);
        return unlessInGrace(context, [
          ...linkedAccountIds.map((accountId) =>
            onUser(userId, { type: 'ReleaseAccountCommand', accountId }, `account:${accountId}`),
          ),
          onUser(userId, { type: 'ReleaseConnectionCommand', connectionId }, 'connection'),
        ]);
      },
      // A user whose deletion is under way has let go of everything already.
      settle: (_context, outcomes) => settleTolerant(outcomes),
    },
  ],
  onFailed: (context, { code }) => [
    onConnection(dataOf(context).brokerConnectionId, {
      type: 'RequireDisconnectionCompensationCommand',
      reason: code,
    }),
  ],
  intervention: (context, step) => ({
    code: 'disconnection_stuck',
    reason: `disconnecting the broker cannot finish ${step}; check what is left of the connection`,
    ids: [dataOf(context).brokerConnectionId, ...dataOf(context).linkedAccountIds],
  }),
  afterFailure: (context, { code }) => ({
    code: 'disconnection_failed',
    reason: `the broker was not disconnected (${code}); deleted accounts are not brought back by themselves`,
    ids: [dataOf(context).brokerConnectionId, ...dataOf(context).linkedAccountIds],
  }),
};

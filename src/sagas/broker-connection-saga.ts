import type { z } from 'zod';
import type { BrokerCall, BrokerResult, DiscoveredAccount } from '../brokers/port.ts';
import {
  done,
  type Effect,
  type EffectOutcome,
  fail,
  retry,
  type SagaContext,
  type SagaDefinition,
  type StepResult,
  settleCommands,
} from '../core/saga.ts';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import type { BrokerConnectionCommand } from '../domains/broker-connection/broker-connection.ts';
import { brokerConnectionEvents } from '../domains/broker-connection/events.ts';

const triggerSchema = brokerConnectionEvents.BrokerConnectionEstablished.schema;
type Trigger = z.infer<typeof triggerSchema>;
type Context = SagaContext<Trigger>;

const TYPE = 'BrokerConnectionSaga';
const STEP = { attempts: 3, retryBaseMs: 500, timeoutMs: 15_000 };

const discovered = (context: Context) =>
  (context.results['discover_accounts'] ?? []) as readonly DiscoveredAccount[];

const onConnection = (context: Context, key: string, command: BrokerConnectionCommand): Effect => ({
  kind: 'command',
  key,
  target: { type: 'broker_connection', key: context.trigger.data.brokerConnectionId },
  command,
});

const onAccount = (accountId: string, command: BrokerAccountCommand): Effect => ({
  kind: 'command',
  key: accountId,
  target: { type: 'broker_account', key: accountId },
  command,
});

const settleBrokerCall = (outcomes: readonly EffectOutcome[]): StepResult => {
  const outcome = outcomes[0];
  const answer = outcome?.kind === 'call' ? (outcome.value as BrokerResult) : null;
  if (!answer) return retry('no_answer', 'the broker did not answer');
  if (answer.ok) return done(answer.value);
  const { kind, code, detail } = answer.error;
  return kind === 'transient' ? retry(code, detail) : fail(code, detail);
};

/**
 * Brings a connected broker's accounts into the system: discover, record what was discovered, link each account, complete.
 * Discovery goes through the connection, which refuses unless it is connected. Undo deletes what this run linked.
 */
export const brokerConnectionSaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  trigger: {
    saga: TYPE,
    eventType: brokerConnectionEvents.BrokerConnectionEstablished.type,
    when: () => true,
    dedupeKey: (event) => event.aggregateId,
  },
  parse: (data) => triggerSchema.parse(data),
  deadlineMs: 120_000,
  steps: [
    {
      name: 'discover_accounts',
      ...STEP,
      execute: ({ trigger }) => {
        const request: { connectionId: string; call: BrokerCall } = {
          connectionId: trigger.data.brokerConnectionId,
          call: { op: 'listAccounts' },
        };
        return [{ kind: 'call', key: 'list', port: 'broker', request }];
      },
      settle: (_context, outcomes) => settleBrokerCall(outcomes),
    },
    {
      name: 'record_discovery',
      ...STEP,
      execute: (context) => {
        const accountIds = discovered(context).map(({ accountId }) => accountId);
        return [onConnection(context, 'record', { type: 'RecordDiscoveredAccountsCommand', accountIds })];
      },
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    {
      name: 'link_accounts',
      ...STEP,
      execute: (context) =>
        discovered(context).map((account) =>
          onAccount(account.accountId, {
            type: 'LinkDiscoveredBrokerAccountCommand',
            brokerConnectionId: context.trigger.data.brokerConnectionId,
            brokerId: context.trigger.data.brokerId,
            brokerAccountId: account.brokerAccountId,
            accountName: account.name,
            environment: account.environment,
            assetType: account.assetType,
            currency: account.currency,
            statusFromBroker: account.status,
            figures: account.figures,
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
      execute: (context) => [onConnection(context, 'finalize', { type: 'FinalizeBrokerConnectionCommand' })],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
  ],
  onFailed: (context, failure) => [
    onConnection(context, 'failed', {
      type: 'ReportConnectionFailureCommand',
      reason: failure.code,
      details: failure.detail,
      requiresUserAction: false,
    }),
  ],
};

import { z } from 'zod';
import type { BrokerResult } from '../brokers/port.ts';
import {
  abort,
  done,
  type EffectOutcome,
  retry,
  type SagaContext,
  type SagaDefinition,
  type StepResult,
  settleCommands,
} from '../core/saga.ts';
import { brokerConnectionEvents } from '../domains/broker-connection/events.ts';
import { MAX_RECOVERY_ATTEMPTS } from '../domains/broker-connection/recovery.ts';
import { settleTaken } from './broker-truth.ts';
import { connectionKey } from './conflicts.ts';
import { callBroker, onConnection } from './effects.ts';
import { askSafety, safetyAnswer } from './safety-checks.ts';

const { BrokerConnectionFailed, BrokerStreamingDisconnected } = brokerConnectionEvents;

/** Both triggers are required whole (rule N-R4); a loss of the stream never asks the user for anything. */
const triggerSchema = z.union([
  BrokerConnectionFailed.schema,
  BrokerStreamingDisconnected.schema.transform((lost) => ({ ...lost, requiresUserAction: false })),
]);
type Trigger = z.infer<typeof triggerSchema>;
type Context = SagaContext<Trigger>;

const TYPE = 'ConnectionRecoverySaga';
const CHECK_TIMEOUT_MS = 30_000;
const RECOVERABLE: ReadonlySet<string> = new Set(['connected', 'error']);

const connectionOf = ({ trigger }: Context) => trigger.data.brokerConnectionId;

const isHealthy = (outcomes: readonly EffectOutcome[]): boolean => {
  const health = outcomes.find((outcome) => outcome.kind === 'call' && outcome.key === 'health');
  return health?.kind === 'call' && (health.value as BrokerResult<unknown>).ok;
};

const settleAttempt = (outcomes: readonly EffectOutcome[]): StepResult =>
  isHealthy(outcomes) ? done() : retry('unhealthy', 'the broker does not answer yet');

/**
 * Brings a lost connection back: at once when the broker answers, else up to three attempts after 2, 4 and 8 seconds (BC-R4).
 * Never when the user must act, and never against a disconnection, which pre-empts it.
 */
export const connectionRecoverySaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  triggers: [BrokerConnectionFailed.type, BrokerStreamingDisconnected.type].map((eventType) => ({
    saga: TYPE,
    eventType,
    when: ({ data }) => data['requiresUserAction'] !== true,
    dedupeKey: (event) => event.aggregateId,
    conflictKey: ({ data }) => connectionKey(String(data['brokerConnectionId'])),
  })),
  parse: (data) => triggerSchema.parse(data),
  deadlineMs: 120_000,
  objectiveMs: 30_000,
  steps: [
    {
      name: 'verify_recoverable',
      attempts: 3,
      retryBaseMs: 500,
      timeoutMs: 15_000,
      execute: (context) => [askSafety({ check: 'connections', connectionIds: [connectionOf(context)] })],
      settle: (context, outcomes) => {
        const status = safetyAnswer(outcomes, 'connections').statuses[connectionOf(context)] ?? 'absent';
        return RECOVERABLE.has(status)
          ? done()
          : abort('not_recoverable', `the connection is ${status}, there is nothing to bring back`);
      },
    },
    {
      name: 'attempt_reconnection',
      // The first look is the health check; three attempts follow it.
      attempts: MAX_RECOVERY_ATTEMPTS + 1,
      retryBaseMs: 2_000,
      timeoutMs: CHECK_TIMEOUT_MS,
      execute: (context) => [callBroker(connectionOf(context), { op: 'health' }, 'health')],
      settle: (_context, outcomes) => settleAttempt(outcomes),
    },
    {
      name: 'publish_recovery',
      pivot: true,
      attempts: 3,
      retryBaseMs: 500,
      timeoutMs: 15_000,
      execute: (context) => [
        onConnection(connectionOf(context), { type: 'RecordRecoveryCommand', attempt: 0, reason: null }),
      ],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    {
      // What the broker has may have changed meanwhile, or was never found: discovery starts a connecting saga of its own.
      name: 'discover_again',
      attempts: 3,
      retryBaseMs: 500,
      timeoutMs: 15_000,
      execute: (context) => [onConnection(connectionOf(context), { type: 'FetchAccountsFromBrokerCommand' })],
      // A connection that is on its way out again, or looks for its accounts already, needs no discovery.
      settle: (_context, outcomes) => settleTaken(outcomes),
    },
  ],
  intervention: (context, step) => ({
    code: 'recovery_unfinished',
    reason: `the connection is back, but ${step} cannot be finished`,
    ids: [connectionOf(context)],
  }),
  onFailed: (context, { code }) => [
    onConnection(connectionOf(context), {
      type: 'RecordRecoveryFailureCommand',
      attempt: MAX_RECOVERY_ATTEMPTS,
      reason: code,
      requiresUserAction: false,
    }),
  ],
  afterFailure: (context, { kind }) =>
    kind === 'aborted'
      ? null
      : {
          code: 'connection_lost',
          reason: 'the broker could not be reached again; the user should be told',
          ids: [connectionOf(context)],
        },
};

import type { z } from 'zod';
import {
  done,
  type Effect,
  type EffectOutcome,
  retry,
  type SagaContext,
  type SagaDefinition,
  type StepResult,
  settleCommands,
} from '../core/saga.ts';
import { userAccountEvents } from '../domains/user-account/events.ts';
import { userKey } from './conflicts.ts';
import { onAutomation, onConnection, onUser } from './effects.ts';
import { askSafety, safetyAnswer } from './safety-checks.ts';

const triggerSchema = userAccountEvents.UserAccountDeleted.schema;
type Trigger = z.infer<typeof triggerSchema>;
type Context = SagaContext<Trigger>;

const TYPE = 'UserDeletionSaga';
const STEP = { attempts: 3, retryBaseMs: 1_000, timeoutMs: 15_000 };
/** How often a connection whose disconnection has failed is disconnected again. */
const MOST_ROUNDS = 3;
const REASON = 'user_deleted';
const LOOK_AGAIN_MS = 1_000;
const GONE: ReadonlySet<string> = new Set(['absent', 'purged']);

const dataOf = ({ trigger }: Context) => trigger.data;

/** Keys of the commands that were refused. */
const refusedKeys = (outcomes: readonly EffectOutcome[]): readonly string[] =>
  outcomes.flatMap((outcome) =>
    outcome.kind === 'command' && outcome.result.kind === 'rejected' ? [outcome.key] : [],
  );

/** Answers are all one wants: a thing that is gone or busy already refuses, and the join looks at what came of it. */
const settleAnswered = (outcomes: readonly EffectOutcome[], result: unknown = null): StepResult => {
  const bug = outcomes.find(
    (outcome) =>
      outcome.kind === 'command' &&
      (outcome.result.kind === 'mismatch' || outcome.result.kind === 'conflict'),
  );
  return bug ? retry('conflict', `${bug.key} was not decided`) : done(result);
};

/**
 * Joins the children: done when every connection is gone. One that cannot go keeps the data key alive. As soon as none of those left
 * has a child at work (it failed, or the connection would not be disconnected) they are looked at less and less often, and a person
 * is asked.
 */
const joined = ({ children, results }: Context, outcomes: readonly EffectOutcome[]): StepResult => {
  const left = Object.entries(safetyAnswer(outcomes, 'connections').statuses).filter(
    ([, status]) => !GONE.has(status),
  );
  if (left.length === 0) return done();
  const refused = (results['disconnect_all_brokers'] ?? []) as readonly string[];
  // Not by their ids: a connection that was begun anew has a log under another one.
  const failed = children.filter(({ status }) => status !== 'completed').length;
  const stuck = left.filter(([id]) => refused.includes(id)).length + failed >= left.length;
  const why = `connections that are still being disconnected: ${left.length}`;
  return stuck
    ? retry('disconnection_failed', why)
    : retry('waiting_for_disconnections', why, { afterMs: LOOK_AGAIN_MS });
};

const disconnect = (context: Context, connectionId: string, key: string): Effect =>
  onConnection(
    connectionId,
    {
      type: 'RequestBrokerDisconnectCommand',
      reason: REASON,
      involuntary: false,
      cancelOpenOrders: dataOf(context).liveExposure === 'close',
    },
    key,
  );

/**
 * Asks for another disconnection each time that one has failed, a few times and once more for each try that an operator wants: only a
 * connection whose disconnection has failed listens.
 */
const disconnectAgain = (context: Context): readonly Effect[] => {
  const { ownedConnectionIds: ids } = dataOf(context);
  const failed = context.children.filter(({ status }) => status !== 'completed').length;
  const round = Math.min(failed, MOST_ROUNDS * ids.length + context.retries);
  return round === 0 ? [] : ids.map((id) => disconnect(context, id, `again:${round}:${id}`));
};

/**
 * Deletes everything a user owns: signals stop, every broker is disconnected by a saga of its own, and only when all of them have
 * ended the account is closed. The user's data key is destroyed last; from then on nobody can read the personal fields.
 * There is no way back from the first step on: a deleted user is never connected again.
 */
export const userDeletionSaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  triggers: [
    {
      saga: TYPE,
      eventType: userAccountEvents.UserAccountDeleted.type,
      when: () => true,
      dedupeKey: (event) => `user_deletion:${event.userId}`,
      dedupeWindowMs: 600_000,
      conflictKey: (event) => userKey(event.userId),
    },
  ],
  parse: (data) => triggerSchema.parse(data),
  deadlineMs: 600_000,
  objectiveMs: 18_000,
  steps: [
    {
      name: 'stop_automations',
      pivot: true,
      ...STEP,
      execute: (context) =>
        dataOf(context).ownedAutomationIds.map((automationId) =>
          onAutomation(automationId, { type: 'SuspendAutomationCommand', reason: REASON, by: 'system' }),
        ),
      settle: (_context, outcomes) => settleAnswered(outcomes),
    },
    {
      name: 'disconnect_all_brokers',
      ...STEP,
      execute: (context) => dataOf(context).ownedConnectionIds.map((id) => disconnect(context, id, id)),
      settle: (_context, outcomes) => settleAnswered(outcomes, refusedKeys(outcomes)),
    },
    {
      name: 'join_disconnections',
      ...STEP,
      execute: (context) => [
        askSafety({ check: 'connections', connectionIds: dataOf(context).ownedConnectionIds }),
        ...disconnectAgain(context),
      ],
      settle: joined,
    },
    {
      name: 'delete_automations',
      ...STEP,
      execute: (context) =>
        dataOf(context).ownedAutomationIds.map((automationId) =>
          onAutomation(automationId, { type: 'DeleteAutomationCommand' }),
        ),
      settle: (_context, outcomes) => settleAnswered(outcomes),
    },
    {
      name: 'complete_deletion',
      ...STEP,
      execute: (context) => {
        const { userId, ownedConnectionIds, ownedAccountIds, ownedAutomationIds } = dataOf(context);
        const counts = {
          connections: ownedConnectionIds.length,
          accounts: ownedAccountIds.length,
          automations: ownedAutomationIds.length,
        };
        return [onUser(userId, { type: 'CompleteUserDeletionCommand', counts })];
      },
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    {
      name: 'destroy_data_key',
      ...STEP,
      execute: () => [{ kind: 'call', key: 'destroy', port: 'vault', request: { op: 'destroy' } }],
      settle: () => done(),
    },
  ],
  onFailed: () => [],
  intervention: (context, step) => ({
    code: 'user_deletion_stuck',
    reason: `deleting the user cannot finish ${step}; a disconnection that failed must be resolved first`,
    ids: [dataOf(context).userId, ...dataOf(context).ownedConnectionIds],
  }),
  // Only the first step can fail: then nothing has been taken away, and nobody else would begin again.
  afterFailure: (context, { code, kind }) =>
    kind === 'aborted'
      ? null
      : {
          code: 'user_deletion_failed',
          reason: `the user is not deleted (${code}), and the deletion does not begin again by itself`,
          ids: [dataOf(context).userId, ...dataOf(context).ownedConnectionIds],
        },
};

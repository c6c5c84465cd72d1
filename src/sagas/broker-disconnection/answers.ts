import { z } from 'zod';
import {
  abort,
  done,
  type EffectOutcome,
  fail,
  firstRefusal,
  retry,
  type SagaContext,
  type StepResult,
  settleCommands,
} from '../../core/saga.ts';
import { brokerConnectionEvents } from '../../domains/broker-connection/events.ts';
import { safetyAnswer } from '../safety-checks.ts';

const { BrokerDisconnected, BrokerGracePeriodEnded } = brokerConnectionEvents;

/**
 * Both triggers carry the same lists, and both are required whole (rule N-R4). Of an involuntary end nothing is deleted before the
 * period of grace is over (BC-R5); once it is, the user has had the time to come back.
 */
export const triggerSchema = z.union([
  BrokerDisconnected.schema,
  BrokerGracePeriodEnded.schema.transform((ended) => ({
    ...ended,
    involuntary: false,
    cancelOpenOrders: false,
  })),
]);
export type Trigger = z.infer<typeof triggerSchema>;
export type Context = SagaContext<Trigger>;

type Outcomes = readonly EffectOutcome[];

/** The connection that ends, and all that goes with it. */
export const dataOf = ({ trigger }: Context): Trigger => trigger.data;

const LEAVING: ReadonlySet<string> = new Set(['disconnecting', 'disconnected']);
const GONE: ReadonlySet<string> = new Set(['absent', 'purged']);
const GONE_CODES: ReadonlySet<string> = new Set(['connection_not_found', 'connection_purged']);

const RECONNECTED = abort('connection_reconnected', 'the user has connected again, so nothing is taken away');

/** Why there is nothing to disconnect any more, or null while the connection is on its way out. */
const noLongerLeaving = (context: Context, outcomes: Outcomes): StepResult | null => {
  const { brokerConnectionId } = dataOf(context);
  const status = safetyAnswer(outcomes, 'connections').statuses[brokerConnectionId] ?? 'absent';
  if (LEAVING.has(status)) return null;
  return GONE.has(status)
    ? abort('connection_gone', 'somebody else has removed the connection')
    : RECONNECTED;
};

/** Goes on with the ids of open orders when the trigger is complete and the connection is still on its way out. */
export const settleValidation = (context: Context, outcomes: Outcomes): StepResult => {
  const { enrichment, linkedAccountIds, virtualAccountIds, activeAutomationIds } = dataOf(context);
  const complete =
    enrichment.linked === linkedAccountIds.length &&
    enrichment.virtual === virtualAccountIds.length &&
    enrichment.automations === activeAutomationIds.length;
  if (!complete)
    return fail('enrichment_mismatch', 'the lists of the trigger are not complete', 'validation');
  return noLongerLeaving(context, outcomes) ?? done(safetyAnswer(outcomes, 'open_orders').ids);
};

/** What is gone or never was counts as done; an order or automation may have ended meanwhile. */
export const settleTolerant = (outcomes: Outcomes): StepResult => {
  const trouble = firstRefusal(
    outcomes.filter((outcome) => outcome.kind !== 'command' || outcome.result.kind !== 'rejected'),
  );
  return trouble ? { kind: 'fail', failure: trouble, failureKind: 'refused' } : done();
};

/** What is asked of a connection that somebody else has removed meanwhile counts as done. */
export const settleOnConnection = (outcomes: Outcomes): StepResult =>
  GONE_CODES.has(firstRefusal(outcomes)?.code ?? '') ? done() : settleCommands(outcomes);

/** Done when no account is left; looks again while any is. */
export const settleNothingLeft = (outcomes: Outcomes): StepResult => {
  const left =
    safetyAnswer(outcomes, 'accounts_left').count + safetyAnswer(outcomes, 'virtual_accounts_left').count;
  return left === 0 ? done() : retry('accounts_left', `accounts that are still there: ${left}`);
};

/** After a period of grace the connection is disconnected already; else a refusal says that it is not disconnecting any more. */
export const settleCompletion = (context: Context, outcomes: Outcomes): StepResult => {
  if (firstRefusal(outcomes)?.code !== 'invalid_connection_state') return settleOnConnection(outcomes);
  return context.trigger.eventType === BrokerGracePeriodEnded.type ? done() : RECONNECTED;
};

/** The aggregate itself looks once more: it refuses when it was taken up again (R9). */
export const settlePurge = (outcomes: Outcomes): StepResult => {
  const code = firstRefusal(outcomes)?.code;
  return code === 'connection_connected' || code === 'invalid_connection_state'
    ? RECONNECTED
    : settleOnConnection(outcomes);
};

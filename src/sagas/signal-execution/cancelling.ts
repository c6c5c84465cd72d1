import { ZERO } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { done, type Effect, type EffectOutcome, retry, type StepResult } from '../../core/saga.ts';
import { onOrder } from '../effects.ts';
import { askOrders, cancelProgress, ordersIn, pauseMs } from '../order-states.ts';
import { answerOf, brokenBy, refusedBy, resultOf, type Trouble, troubleIn } from './results.ts';
import { type SignalContext, worksOf } from './work.ts';

/** How long a broker may take to answer a cancel. */
const CANCEL_PATIENCE_MS = 15_000;
const LEAST_PAUSE_MS = 50;
const MOST_PAUSE_MS = 2_000;
const REASON = 'signal';

/** Refusals of a cancel that say that there is nothing to be cancelled. */
const OVER: ReadonlySet<string> = new Set(['order_terminal', 'order_not_found']);

const cancels = (context: SignalContext) =>
  worksOf(context).flatMap(({ accountId, cancels: orderIds, exit, enter }) =>
    // An entry without an exit was planned for an account that held nothing.
    orderIds.map((orderId) => ({ accountId, orderId, mustBeUnfilled: enter !== null && exit === null })),
  );

/** Cancels every order that the plans name, because they claim units and buying power. */
export const cancelOrders = (context: SignalContext): readonly Effect[] =>
  cancels(context).map(({ orderId }) => onOrder(orderId, { type: 'CancelOrderCommand', reason: REASON }));

/** Which of them have to be looked at; an order that cannot be cancelled stops its account. */
export const settleCancels = (context: SignalContext, outcomes: readonly EffectOutcome[]): StepResult => {
  const waiting: string[] = [];
  const troubles: Record<string, Trouble> = {};
  for (const { accountId, orderId } of cancels(context)) {
    const trouble = troubleIn(answerOf(outcomes, orderId));
    if (trouble === null || OVER.has(trouble.code)) waiting.push(orderId);
    else troubles[accountId] ??= trouble;
  }
  return done({ waiting, troubles });
};

/** Asks the orders themselves how their cancels stand. */
export const askCancelled = (context: SignalContext): readonly Effect[] => {
  const { waiting: orderIds } = resultOf(context, 'cancel_orders');
  return orderIds.length === 0 ? [] : [askOrders({ by: 'ids', orderIds })];
};

/** Looks again until every cancel has an answer; one that is refused, or has none in time, stops its account. */
export const settleCancelled = (context: SignalContext, outcomes: readonly EffectOutcome[]): StepResult => {
  const answer = ordersIn(outcomes, 'ids');
  if (!answer) return done({ troubles: {} });
  const { readAt, orders } = answer;
  const troubles: Record<string, Trouble> = {};
  const waited: number[] = [];
  const { waiting } = resultOf(context, 'cancel_orders');
  for (const { accountId, orderId, mustBeUnfilled } of cancels(context)) {
    if (!waiting.includes(orderId)) continue;
    const order = orders.find((candidate) => candidate.orderId === orderId);
    switch (cancelProgress(order, readAt, CANCEL_PATIENCE_MS)) {
      case 'ended':
        if (mustBeUnfilled && order && order.filledQuantity !== ZERO)
          troubles[accountId] ??= refusedBy({
            code: 'filled_meanwhile',
            detail: `order ${orderId}, which this signal replaces, was filled meanwhile`,
          });
        break;
      case 'pending':
        waited.push(epochMs(readAt) - epochMs(order?.cancelRequestedAt ?? readAt));
        break;
      case 'refused':
        troubles[accountId] ??= refusedBy({
          code: 'cancel_refused',
          detail: `the broker did not cancel order ${orderId}`,
        });
        break;
      case 'overdue':
        troubles[accountId] ??= brokenBy(
          'cancel_unconfirmed',
          `the broker has not said whether order ${orderId} is cancelled`,
        );
        break;
    }
  }
  if (waited.length === 0) return done({ troubles });
  const afterMs = pauseMs(Math.max(...waited), LEAST_PAUSE_MS, MOST_PAUSE_MS);
  return retry('waiting_for_cancels', `${waited.length} orders are still being cancelled`, { afterMs });
};

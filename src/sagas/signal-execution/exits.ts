import { Decimal, decimal, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { done, type Effect, type EffectOutcome, retry, type StepResult } from '../../core/saga.ts';
import { MAX_SIGNAL_AGE_MS } from '../../domains/automation/signals/staleness.ts';
import { APPROVAL_WINDOW_MS, isTerminal } from '../../domains/order/values.ts';
import { askOrders, ordersIn, pauseMs } from '../order-states.ts';
import { brokenBy, type ExitProgress, type MadeOrder, resultOf, type Trouble } from './results.ts';
import { type AccountWork, type SignalContext, worksOf } from './work.ts';

const LEAST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 15_000;

/** What follows an exit is worth waiting for as long as a signal is worth acting on, after its user has approved it. */
const patienceMs = ({ submission }: AccountWork): number =>
  submission === 'on_approval' ? APPROVAL_WINDOW_MS + MAX_SIGNAL_AGE_MS : MAX_SIGNAL_AGE_MS;

/** Exits that exist and that something waits for. */
const awaited = (context: SignalContext): readonly (readonly [AccountWork, MadeOrder])[] =>
  worksOf(context).flatMap((work) => {
    const made = resultOf(context, 'exit_or_enter').made[work.accountId];
    return work.waits && made ? [[work, made] as const] : [];
  });

/** Asks the exits themselves how far they are. */
export const askExits = (context: SignalContext): readonly Effect[] => {
  const orderIds = awaited(context).map(([, { orderId }]) => orderId);
  return orderIds.length === 0 ? [] : [askOrders({ by: 'ids', orderIds })];
};

/**
 * Looks again until every exit is at its end or out of time; the end of an order that was sent at once is told to its maker, which wakes
 * the step earlier. An entry follows only what was filled completely: brokers refuse an order that crosses zero.
 */
export const settleExits = (context: SignalContext, outcomes: readonly EffectOutcome[]): StepResult => {
  const answer = ordersIn(outcomes, 'ids');
  const exits: Record<string, ExitProgress> = {};
  const troubles: Record<string, Trouble> = {};
  if (!answer) return done({ exits, readAt: null, troubles });
  const { readAt, orders } = answer;
  const waited: number[] = [];
  for (const [work, { orderId, quantity }] of awaited(context)) {
    const order = orders.find((candidate) => candidate.orderId === orderId);
    const filled = order?.filledQuantity ?? '0';
    const isWorking = order !== undefined && !isTerminal(order.status);
    const ageMs = order ? epochMs(readAt) - epochMs(order.createdAt) : 0;
    if (isWorking && ageMs < patienceMs(work)) waited.push(ageMs);
    const missing = Decimal.max(0, decimal(quantity).minus(filled));
    exits[work.accountId] = { filled, rest: isWorking ? text(missing) : '0' };
    if (missing.gt(0))
      troubles[work.accountId] = brokenBy(
        'exit_not_filled',
        `${filled} of ${quantity} are filled, the exit is ${order?.status ?? 'unknown'}`,
      );
  }
  if (waited.length === 0) return done({ exits, readAt, troubles });
  const afterMs = pauseMs(Math.max(...waited), LEAST_PAUSE_MS, MOST_PAUSE_MS);
  return retry('waiting_for_exits', `${waited.length} exits are not filled yet`, { afterMs });
};

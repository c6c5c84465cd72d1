import { Decimal, decimal, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import {
  done,
  type Effect,
  type EffectOutcome,
  fail,
  firstRefusal,
  retry,
  type StepResult,
} from '../../core/saga.ts';
import type { CreateOrderCommand } from '../../domains/order/commands-create.ts';
import { isTerminal } from '../../domains/order/values.ts';
import { onOrder } from '../effects.ts';
import { closableBy } from '../order-facts.ts';
import { sagaOrderId } from '../order-ids.ts';
import { askOrders, ordersIn, pauseMs } from '../order-states.ts';
import { onPosition } from '../positions.ts';
import {
  type Context,
  type CreatedExit,
  createdOf,
  type EndedExit,
  endOf,
  factsOf,
  lastFactsOf,
} from './results.ts';
import { isBehind, journaledFacts } from './rivals.ts';

const EXIT_NUMBER = 1;
const LEAST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 600_000;
const BOOKING_PAUSE_MS = 100;
const BOOKING_PATIENCE_MS = 10_000;
const MAX_REASON = 200;

/** Id of the closing order. */
export const exitIdOf = ({ sagaId }: Context): string => sagaOrderId(sagaId, EXIT_NUMBER);

/** Units to be closed: those the trigger found, as far as they are still there; null when none is. */
const quantityOf = (context: Context): string | null => {
  const { closingSide, quantity } = context.trigger.data;
  const closable = closableBy(closingSide, factsOf(context));
  if (!closable) return quantity;
  return closable.isZero() ? null : text(Decimal.min(closable, quantity));
};

const exitCommand = (context: Context, quantity: string): CreateOrderCommand => {
  const { accountId, symbol, closingSide, assetType, automationId, signalId } = context.trigger.data;
  const { connectionId, brokerId, brokerAccountId, basis } = factsOf(context);
  return {
    type: 'CreateOrderCommand',
    orderId: exitIdOf(context),
    accountId,
    connectionId,
    brokerId,
    brokerAccountId,
    automationId,
    signalId,
    clientOrderId: exitIdOf(context),
    symbol,
    side: closingSide,
    positionEffect: 'close',
    orderType: 'market',
    quantity,
    limitPrice: null,
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: assetType === 'crypto' ? 'gtc' : 'day',
    extendedHours: false,
    submission: 'immediate',
    approvalExpiresAt: null,
    attached: null,
    createdBy: 'system',
    basis,
  };
};

/** The closing order, at the market: what it costs to be late is worse than what it costs to be filled. */
export const createExit = (context: Context): readonly Effect[] => {
  const quantity = quantityOf(context);
  return quantity === null ? [] : [onOrder(exitIdOf(context), exitCommand(context, quantity))];
};

export const settleExit = (context: Context, outcomes: readonly EffectOutcome[]): StepResult =>
  done({
    orderId: exitIdOf(context),
    quantity: quantityOf(context),
    refusal: firstRefusal(outcomes),
  } satisfies CreatedExit);

/** Takes back an order that may have been made although the saga gives up. */
export const cancelExit = (context: Context): readonly Effect[] => [
  onOrder(exitIdOf(context), { type: 'CancelOrderCommand', reason: 'the exit was given up' }),
];

/** An exit that was refused is left alone for a while: the market that reached it reaches it again with the next price. */
export const accepted = (context: Context): StepResult | null =>
  createdOf(context).refusal === null ? done() : null;

/** Fails with the refusal, when the while is over. */
export const refused = (context: Context): StepResult => {
  const { refusal } = createdOf(context);
  return refusal ? fail(refusal.code, refusal.detail) : done();
};

/** Asks the closing order how far it is. */
export const askExit = (context: Context): readonly Effect[] => {
  const { orderId, quantity } = createdOf(context);
  return quantity === null ? [] : [askOrders({ by: 'ids', orderIds: [orderId] })];
};

/**
 * Looks again until the order is at its end, more and more seldom; its end is told to its maker, which wakes the step earlier. An order
 * that the exchange takes tomorrow, or that nobody follows because its connection is gone, is waited for as long as it takes.
 */
export const settleExitEnd = (context: Context, outcomes: readonly EffectOutcome[]): StepResult => {
  if (createdOf(context).quantity === null) return done(null);
  const answer = ordersIn(outcomes, 'ids');
  const order = answer?.orders[0];
  if (!answer || !order) return retry('exit_not_found', 'the closing order does not answer');
  const { readAt } = answer;
  if (isTerminal(order.status))
    return done({ status: order.status, filled: order.filledQuantity, readAt } satisfies EndedExit);
  const ageMs = epochMs(readAt) - epochMs(order.createdAt);
  return retry('waiting_for_exit', `the closing order is ${order.status}`, {
    afterMs: pauseMs(ageMs, LEAST_PAUSE_MS, MOST_PAUSE_MS),
  });
};

/** An exit that was filled needs no pause; one that its broker refused or cancelled is left alone for a while, too. */
export const filledOrGone = (context: Context): StepResult | null => {
  const end = endOf(context);
  return end === null || end.status === 'filled' ? done() : null;
};

/** Reads the position until its book has taken in what the order filled. */
export const settlePosition = (context: Context, outcomes: readonly EffectOutcome[]): StepResult => {
  const facts = journaledFacts(context, outcomes);
  const end = endOf(context);
  const isSame = facts.position?.positionId === context.trigger.data.positionId;
  if (!end || !isSame || !isBehind(context, factsOf(context), facts, decimal(end.filled))) return done(facts);
  const ageMs = epochMs(facts.readAt) - epochMs(end.readAt);
  return retry('waiting_for_booking', 'the position still shows what its exit has taken', {
    afterMs: ageMs < BOOKING_PATIENCE_MS ? BOOKING_PAUSE_MS : null,
  });
};

const outcomeOf = (context: Context): string => {
  const { trigger } = context.trigger.data;
  return endOf(context) ? trigger : `${trigger}: it was closed already`;
};

/** A position that is closed is cared for no more; one that is still open is watched again. */
export const conclude = (context: Context): readonly Effect[] => {
  const { positionId } = context.trigger.data;
  const isOpen = lastFactsOf(context).position?.positionId === positionId;
  if (!isOpen)
    return [
      onPosition(context.trigger.data, {
        type: 'CompletePositionManagementCommand',
        positionId,
        outcome: outcomeOf(context),
      }),
    ];
  const end = endOf(context);
  return [reArm(context, end ? `its order was ${end.status}` : 'there was nothing to close')];
};

/** Watches stop and target again, because this trigger came to nothing. */
export const reArm = (context: Context, reason: string): Effect => {
  const { positionId, triggerId } = context.trigger.data;
  return onPosition(context.trigger.data, {
    type: 'ReArmExitCommand',
    positionId,
    triggerId,
    reason: reason.slice(0, MAX_REASON),
  });
};

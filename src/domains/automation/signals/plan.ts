import { z } from 'zod';
import { computedDecimal } from '../../../core/decimal.ts';
import { ORDER_SIDES, ORDER_TYPES, TIMES_IN_FORCE } from '../../shared/trading.ts';
import { MARKET_OR_LIMIT } from '../configuration/order-preferences.ts';
import { stopRuleSchema, targetRuleSchema } from '../pricing/rules.ts';
import { MARKET_SIDES, SIGNAL_SUBMISSIONS } from '../values.ts';
import { SIGNAL_STOP_TYPES } from './protection.ts';

const price = computedDecimal;
const quantity = computedDecimal;

/**
 * What protects an entry: prices as planned for its reference price, and the rules to price them again for what was really filled
 * (AU-U12). Stop and target cancel each other.
 */
export const protectionSchema = z.object({
  stop: z
    .object({
      rule: stopRuleSchema,
      orderType: z.enum(SIGNAL_STOP_TYPES),
      stopPrice: price(),
      limitPrice: price().nullable(),
    })
    .nullable(),
  target: z.object({ rule: targetRuleSchema, orderType: z.enum(MARKET_OR_LIMIT), price: price() }).nullable(),
});
export type Protection = z.infer<typeof protectionSchema>;

/** One thing to do; the steps of an account are done in order, each after the one before has succeeded. */
export const planStepSchema = z.discriminatedUnion('kind', [
  /** Cancel these orders and wait until each is at its end, because they reserve units and buying power. */
  z.object({ kind: z.literal('cancel_orders'), orderIds: z.array(z.uuid()).min(1) }),
  /** Close so many units of the position. */
  z.object({
    kind: z.literal('exit'),
    positionId: z.uuid(),
    side: z.enum(ORDER_SIDES),
    quantity: quantity(),
    orderType: z.enum(MARKET_OR_LIMIT),
    limitPrice: price().nullable(),
    timeInForce: z.enum(TIMES_IN_FORCE),
    extendedHours: z.boolean(),
  }),
  /** Wait until the exit before is filled completely; brokers refuse an order that crosses zero. */
  z.object({ kind: z.literal('await_exit') }),
  /** Attach the position's stop and target again, for what is left of it. */
  z.object({
    kind: z.literal('protect'),
    positionId: z.uuid(),
    quantity: quantity(),
    stopPrice: price().nullable(),
    targetPrice: price().nullable(),
  }),
  /** Move the position's stop to this price. */
  z.object({ kind: z.literal('move_stop'), positionId: z.uuid(), stopPrice: price() }),
  /**
   * Open or add. An `add` passes the position's own pyramiding rules before its order is made (PO-R1 to PO-R6). The reference price
   * is what the quantity was computed with: the limit, the stop, or the market's price.
   */
  z.object({
    kind: z.literal('enter'),
    entry: z.enum(['initial', 'add']),
    positionSide: z.enum(MARKET_SIDES),
    side: z.enum(ORDER_SIDES),
    quantity: quantity(),
    orderType: z.enum(ORDER_TYPES),
    limitPrice: price().nullable(),
    stopPrice: price().nullable(),
    trailAmount: price().nullable(),
    trailPercent: price().nullable(),
    timeInForce: z.enum(TIMES_IN_FORCE),
    extendedHours: z.boolean(),
    referencePrice: price(),
    multiplier: price(),
    tickSize: price(),
    protection: protectionSchema,
  }),
]);
export type PlanStep = z.infer<typeof planStepSchema>;
export type ExitStep = Extract<PlanStep, { kind: 'exit' }>;
export type EnterStep = Extract<PlanStep, { kind: 'enter' }>;

const reason = z.object({ code: z.string().min(1), detail: z.string() });

/**
 * What a signal means for one account: steps, or a refusal that concerns this account alone (AU-U13). `submission` holds for all
 * orders of the steps (AU-R7). `withheld` says why the entry of a flip was left out while its exit goes on.
 */
export const accountPlanSchema = z.discriminatedUnion('decision', [
  z.object({
    accountId: z.uuid(),
    decision: z.literal('execute'),
    submission: z.enum(SIGNAL_SUBMISSIONS),
    steps: z.array(planStepSchema).min(1),
    withheld: reason.nullable(),
  }),
  z.object({
    accountId: z.uuid(),
    decision: z.literal('refuse'),
    code: z.string().min(1),
    detail: z.string(),
  }),
]);
export type AccountPlan = z.infer<typeof accountPlanSchema>;

/** An account's figures as a signal found them (AU-R6). */
export const accountFigureSchema = z.object({
  accountId: z.uuid(),
  equity: computedDecimal().nullable(),
  buyingPower: computedDecimal().nullable(),
});

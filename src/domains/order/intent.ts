import { z } from 'zod';
import { computedDecimal, positiveDecimalString } from '../../core/decimal.ts';
import { assetFields } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { ORDER_SIDES, ORDER_TYPES, POSITION_EFFECTS, TIMES_IN_FORCE } from '../shared/trading.ts';
import { GROUP_ROLES, ORDER_CLASSES, ORDER_CREATORS, SUBMISSIONS } from './values.ts';

/** The terms that a replace may change (OR-U7): quantity in units, prices in the instrument's currency, a percentage as percent. */
export const termFields = {
  quantity: positiveDecimalString(),
  limitPrice: positiveDecimalString().nullable(),
  stopPrice: positiveDecimalString().nullable(),
  trailAmount: positiveDecimalString().nullable(),
  trailPercent: positiveDecimalString().nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE),
};

const termsSchema = z.object(termFields);
export type OrderTerms = z.infer<typeof termsSchema>;

/** The terms out of anything that carries them. */
export const termsOf = (source: OrderTerms): OrderTerms => ({
  quantity: source.quantity,
  limitPrice: source.limitPrice,
  stopPrice: source.stopPrice,
  trailAmount: source.trailAmount,
  trailPercent: source.trailPercent,
  timeInForce: source.timeInForce,
});

/**
 * Where an order stands in its group. `siblingOrderIds` are the others that hear of its fills: the legs of a parent, the siblings of a
 * leg. In a `native` group the broker itself takes from the siblings what one fills.
 */
export const orderGroupSchema = z.object({
  groupId: z.uuid(),
  orderClass: z.enum(ORDER_CLASSES),
  role: z.enum(GROUP_ROLES),
  parentOrderId: z.uuid().nullable(),
  siblingOrderIds: z.array(z.uuid()),
  native: z.boolean(),
});
export type OrderGroup = z.infer<typeof orderGroupSchema>;

/** An order that comes with another: its full terms, so that it can be created from the log of the one that brings it. It closes. */
export const orderLegSchema = z.object({
  orderId: z.uuid(),
  clientOrderId: z.string().min(1),
  role: z.enum(GROUP_ROLES),
  side: z.enum(ORDER_SIDES),
  orderType: z.enum(ORDER_TYPES),
  ...termFields,
});
export type OrderLeg = z.infer<typeof orderLegSchema>;

/** The full intent of an order (domains 4.6), with which it is created and with which it is released. Money in account currency. */
export const intentFields = {
  orderId: z.uuid(),
  userId: z.uuid(),
  accountId: z.uuid(),
  connectionId: z.uuid(),
  brokerId: z.string().min(1),
  brokerAccountId: z.string().min(1),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
  symbol: z.string().min(1),
  ...assetFields,
  multiplier: positiveDecimalString(),
  side: z.enum(ORDER_SIDES),
  positionEffect: z.enum(POSITION_EFFECTS).nullable(),
  orderType: z.enum(ORDER_TYPES),
  ...termFields,
  extendedHours: z.boolean(),
  clientOrderId: z.string().min(1),
  submission: z.enum(SUBMISSIONS),
  approvalExpiresAt: utcInstant().nullable(),
  group: orderGroupSchema.nullable(),
  legs: z.array(orderLegSchema),
  reservedBuyingPower: computedDecimal(),
  expiresAt: utcInstant().nullable(),
  createdBy: z.enum(ORDER_CREATORS),
  createdAt: utcInstant(),
};

const intentSchema = z.object(intentFields);
export type OrderIntent = z.infer<typeof intentSchema>;

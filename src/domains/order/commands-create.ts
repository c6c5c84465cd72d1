import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { assetFields } from '../shared/derivatives.ts';
import { instrumentSchema } from '../shared/instrument.ts';
import { quoteSchema, utcInstant } from '../shared/quote.ts';
import { ORDER_SIDES, ORDER_TYPES, POSITION_EFFECTS, TIMES_IN_FORCE } from '../shared/trading.ts';
import { orderGroupSchema } from './intent.ts';
import { ORDER_CLASSES, ORDER_CREATORS, SUBMISSIONS } from './values.ts';

/** What terms are judged by: everything was read before and is null where nothing was found. Quantities in units, money in account currency. */
const marketFacts = {
  kind: z.literal('checks'),
  instrument: instrumentSchema.nullable(),
  quote: quoteSchema.nullable(),
  /** A broker that fills at any time, such as a simulated one, is `always_open`; others keep the hours of the exchange. */
  hours: z.enum(['exchange', 'always_open']),
  /** Margin per contract when a future is opened, where the broker told it; also of an option that is written. */
  initialMargin: positiveDecimalString().nullable(),
  /** The user's largest order (OR-R6). */
  maxQuantity: positiveDecimalString(),
  /** The user was asked about an unusual price and wants it (OR-U4). */
  confirmed: z.boolean(),
};

/** Another working order of the same user on the same symbol. */
const workingOrderSchema = z.object({
  orderId: z.uuid(),
  side: z.enum(ORDER_SIDES),
  orderType: z.enum(ORDER_TYPES),
  limitPrice: decimalString().nullable(),
  groupId: z.uuid().nullable(),
});
export type WorkingOrder = z.infer<typeof workingOrderSchema>;

/** A limit of the user's risk, and the figure it has with this order counted. */
const riskLimitSchema = z.object({ name: z.string().min(1), limit: decimalString(), value: decimalString() });

/** What a new order is checked against (OR-U12). */
export const orderChecksSchema = z.object({
  ...marketFacts,
  account: z
    .object({
      status: z.string(),
      /** `closing_only` while the account may not open anything. */
      trading: z.enum(['allowed', 'closing_only', 'blocked']),
      /** It may sell short. */
      margin: z.boolean(),
      availableBuyingPower: decimalString().nullable(),
    })
    .nullable(),
  connected: z.boolean(),
  symbolTradable: z.boolean(),
  /** What the account holds of the symbol, negative when short; null when nobody knows. */
  heldQuantity: decimalString().nullable(),
  /** The broker takes an order that turns a long position into a short one. */
  crossZero: z.boolean(),
  risk: z.object({
    /** Largest value of one order, in account currency; null without a limit. */
    maxOrderValue: positiveDecimalString().nullable(),
    /** New exposure is switched off; what closes is still taken. */
    entriesBlocked: z.boolean(),
    limits: z.array(riskLimitSchema),
  }),
  /** An order of the user that has this client order id already. */
  duplicateOf: z.uuid().nullable(),
  workingOrders: z.array(workingOrderSchema),
});
export type OrderChecks = z.infer<typeof orderChecksSchema>;

/** An order whose terms were judged before, or that exists at its broker already: a leg of an accepted group, or one found there. */
const givenSchema = z.object({
  kind: z.literal('given'),
  ...assetFields,
  multiplier: positiveDecimalString(),
  group: orderGroupSchema.nullable(),
});
export type GivenOrder = z.infer<typeof givenSchema>;

const priceFields = {
  limitPrice: decimalString().nullable(),
  stopPrice: decimalString().nullable(),
  trailAmount: decimalString().nullable(),
  trailPercent: decimalString().nullable(),
};

/** An exit that comes with the order; side, quantity and ids follow from the order. */
const attachedLegSchema = z.object({
  role: z.enum(['stop_loss', 'take_profit']),
  orderType: z.enum(ORDER_TYPES),
  ...priceFields,
  timeInForce: z.enum(TIMES_IN_FORCE),
});
export type AttachedLeg = z.infer<typeof attachedLegSchema>;

const attachedSchema = z.object({
  orderClass: z.enum(ORDER_CLASSES),
  /** The broker itself takes from the other exits what one fills. */
  native: z.boolean(),
  legs: z.array(attachedLegSchema),
});
export type Attached = z.infer<typeof attachedSchema>;

/** Creates an order; what it is checked against travels along in `basis`. */
export const createOrderCommand = z.object({
  type: z.literal('CreateOrderCommand'),
  orderId: z.uuid(),
  accountId: z.uuid(),
  connectionId: z.uuid(),
  brokerId: z.string().min(1),
  brokerAccountId: z.string().min(1),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
  clientOrderId: z.string().min(1).max(128),
  symbol: z.string().min(1).max(21),
  side: z.enum(ORDER_SIDES),
  /** Null leaves it to what the account holds. */
  positionEffect: z.enum(POSITION_EFFECTS).nullable(),
  orderType: z.enum(ORDER_TYPES),
  quantity: decimalString(),
  ...priceFields,
  timeInForce: z.enum(TIMES_IN_FORCE),
  extendedHours: z.boolean(),
  submission: z.enum(SUBMISSIONS),
  /** Null takes the usual window. */
  approvalExpiresAt: utcInstant().nullable(),
  attached: attachedSchema.nullable(),
  createdBy: z.enum(ORDER_CREATORS),
  basis: z.discriminatedUnion('kind', [orderChecksSchema, givenSchema]),
});
export type CreateOrderCommand = z.infer<typeof createOrderCommand>;

/** What new terms of an order are checked against. */
const updateChecksSchema = z.object({ ...marketFacts, availableBuyingPower: decimalString().nullable() });
export type UpdateChecks = z.infer<typeof updateChecksSchema>;

export const updateBasisSchema = z.discriminatedUnion('kind', [
  updateChecksSchema,
  z.object({ kind: z.literal('given') }),
]);

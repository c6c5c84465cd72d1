import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { assetFields } from './derivatives.ts';
import { utcInstant } from './quote.ts';

export const ORDER_SIDES = ['buy', 'sell'] as const;
export type OrderSide = (typeof ORDER_SIDES)[number];

export const ORDER_TYPES = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** Whether an order opens or closes exposure; a sell that opens is a short (Order 3). */
export const POSITION_EFFECTS = ['open', 'close'] as const;
export type PositionEffect = (typeof POSITION_EFFECTS)[number];

/**
 * A client order id: the idempotency key sent to the broker, unique per user. Alpaca allows 128 characters; 48 of these are fine
 * everywhere.
 */
export const clientOrderIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,47}$/,
    'must be 1 to 48 letters, digits, dots, colons, dashes or underscores',
  );

/** One execution as a broker reports it; `fillId` is unique and makes every booking of it idempotent. */
export const fillSchema = z.object({
  fillId: z.string().min(1),
  price: positiveDecimalString(),
  quantity: positiveDecimalString(),
  commission: decimalString(),
  filledAt: utcInstant(),
});
export type Fill = z.infer<typeof fillSchema>;

/** What a broker needs to know of an order; `clientOrderId` is the idempotency key. */
export const brokerOrderSchema = z.object({
  orderId: z.uuid(),
  clientOrderId: z.string().min(1),
  symbol: z.string().min(1),
  ...assetFields,
  multiplier: positiveDecimalString(),
  side: z.enum(ORDER_SIDES),
  /** Null leaves it to the broker to tell from the position. */
  positionEffect: z.enum(POSITION_EFFECTS).nullable(),
  orderType: z.enum(ORDER_TYPES),
  quantity: positiveDecimalString(),
  limitPrice: positiveDecimalString().nullable(),
  stopPrice: positiveDecimalString().nullable(),
  /** Distance of a trailing stop: in money or in percent of the water mark, exactly one of them. */
  trailAmount: positiveDecimalString().nullable(),
  trailPercent: positiveDecimalString().nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE),
  extendedHours: z.boolean(),
  /** Orders of one group cancel each other: what one fills, the others lose (brokers 4.2, rule 6). Null stands alone. */
  ocoGroupId: z.uuid().nullable(),
});
export type BrokerOrder = z.infer<typeof brokerOrderSchema>;

/** Terms of a working order that may be changed (Order 7): never symbol, side or type. Null leaves a term as it is. */
export const orderChangesSchema = z.object({
  quantity: positiveDecimalString().nullable(),
  limitPrice: positiveDecimalString().nullable(),
  stopPrice: positiveDecimalString().nullable(),
  trailAmount: positiveDecimalString().nullable(),
  trailPercent: positiveDecimalString().nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE).nullable(),
});
export type OrderChanges = z.infer<typeof orderChangesSchema>;

/** An account's money as its broker last told it; `asOf` grows with every change, so that older news can be told from newer. */
export const accountFiguresSchema = z.object({
  balance: decimalString(),
  equity: decimalString().nullable(),
  buyingPower: decimalString().nullable(),
  asOf: utcInstant(),
});
export type AccountFigures = z.infer<typeof accountFiguresSchema>;

import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { ASSET_TYPES } from './instrument.ts';
import { utcInstant } from './quote.ts';

export const ORDER_SIDES = ['buy', 'sell'] as const;
export type OrderSide = (typeof ORDER_SIDES)[number];

export const ORDER_TYPES = ['market', 'limit'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['day', 'gtc'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

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
  assetType: z.enum(ASSET_TYPES),
  multiplier: decimalString(),
  side: z.enum(ORDER_SIDES),
  orderType: z.enum(ORDER_TYPES),
  quantity: positiveDecimalString(),
  limitPrice: positiveDecimalString().nullable(),
  timeInForce: z.enum(TIMES_IN_FORCE),
});
export type BrokerOrder = z.infer<typeof brokerOrderSchema>;

/** An account's money as its broker last told it; `asOf` grows with every change, so that older news can be told from newer. */
export const accountFiguresSchema = z.object({
  balance: decimalString(),
  equity: decimalString().nullable(),
  buyingPower: decimalString().nullable(),
  asOf: utcInstant(),
});
export type AccountFigures = z.infer<typeof accountFiguresSchema>;

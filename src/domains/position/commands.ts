import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { ASSET_TYPES } from '../shared/instrument.ts';
import { utcInstant } from '../shared/quote.ts';
import { ORDER_SIDES } from '../shared/trading.ts';

/**
 * Books one fill of an order: it happened, so it is always booked (Position 1). Its command id derives from
 * the fill id.
 */
export const updatePositionCommand = z.object({
  type: z.literal('UpdatePositionCommand'),
  fillId: z.string().min(1),
  orderId: z.uuid(),
  accountId: z.uuid(),
  brokerId: z.string().min(1),
  automationId: z.uuid().nullable(),
  symbol: z.string().min(1),
  assetType: z.enum(ASSET_TYPES),
  multiplier: positiveDecimalString(),
  side: z.enum(ORDER_SIDES),
  quantity: positiveDecimalString(),
  price: positiveDecimalString(),
  commission: decimalString(),
  filledAt: utcInstant(),
  accountEquityAtEntry: decimalString().nullable(),
});
export type UpdatePositionCommand = z.infer<typeof updatePositionCommand>;

/** Everything a position book can be asked. */
export type PositionCommand = UpdatePositionCommand;

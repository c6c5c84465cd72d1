import { z } from 'zod';
import { computedDecimal, positiveDecimalString } from '../../../core/decimal.ts';
import { MARKET_SIDES, MAX_OPEN_ORDERS } from '../values.ts';

/** The open position of an automation's instrument on one account; what nobody knew or set is null. */
const signalPositionSchema = z.object({
  positionId: z.uuid(),
  side: z.enum(MARKET_SIDES),
  quantity: computedDecimal(),
  averageEntryPrice: computedDecimal(),
  /** Of the last entry, which the size of an add follows. */
  lastEntryQuantity: computedDecimal(),
  stopPrice: positiveDecimalString().nullable(),
  targetPrice: positiveDecimalString().nullable(),
});
export type SignalPosition = z.infer<typeof signalPositionSchema>;

/**
 * What a signal is judged by on one account: the account's state and money after reservations, the open position in the
 * instrument, and the open orders of this automation and instrument (AU-R6, AU-U1).
 */
export const accountContextSchema = z.object({
  accountId: z.uuid(),
  /** `active` or what else the account is. */
  status: z.string(),
  equity: computedDecimal().nullable(),
  buyingPower: computedDecimal().nullable(),
  position: signalPositionSchema.nullable(),
  /** `closes` is true for stops, targets and exits, which reserve the position's units. */
  openOrders: z.array(z.object({ orderId: z.uuid(), closes: z.boolean() })).max(MAX_OPEN_ORDERS),
});
export type AccountContext = z.infer<typeof accountContextSchema>;

import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { defineEvent } from '../../core/event.ts';
import { assetFields } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import {
  accountFiguresSchema,
  brokerOrderSchema,
  ORDER_SIDES,
  orderChangesSchema,
} from '../shared/trading.ts';
import { identity, moneyFields, orderFields } from './event-fields.ts';
import { REPORT_FAULTS } from './values.ts';

/** Who made a trade: a working order, one that was said to be cancelled, an operator, or a margin call. */
export const TRADE_CAUSES = ['order', 'late_fill', 'simulated', 'margin_call'] as const;
/** Why an order has other terms. */
export const REPLACE_REASONS = ['requested', 'oco', 'corporate_action'] as const;
/** What ended an order that nobody cancelled. */
export const EXPIRY_REASONS = ['day_over', 'auction_over', 'contract_expired'] as const;

/** What an order holds of the account: `reserveUnit` for each unit that opens exposure, and the sum of it. */
const reservation = {
  openingQuantity: decimalString(),
  reserveUnit: computedDecimal(),
  reservedCash: decimalString(),
  expiresAt: utcInstant().nullable(),
};

/** Facts of an order at the virtual broker. */
export const virtualOrderEvents = {
  VirtualOrderAccepted: defineEvent(
    'VirtualOrderAccepted',
    2,
    z.object({
      ...identity,
      ...orderFields,
      order: brokerOrderSchema,
      marginable: z.boolean(),
      ...reservation,
      /** Quotes before it fill nothing of the order: latency, an auction, the profile, or what it saw when it came. */
      notBefore: utcInstant().nullable(),
      /** Without a fill until then there is no market data. */
      dataDueAt: utcInstant().nullable(),
      waterMark: positiveDecimalString().nullable(),
      /** The answer to the submit shall be lost. */
      ambiguous: z.boolean(),
      correlationId: z.uuid(),
      figures: accountFiguresSchema,
      acceptedAt: utcInstant(),
    }),
  ),
  VirtualOrderRejected: defineEvent(
    'VirtualOrderRejected',
    2,
    z.object({
      ...identity,
      ...orderFields,
      code: z.string(),
      detail: z.string(),
      figures: accountFiguresSchema.nullable(),
      rejectedAt: utcInstant(),
    }),
  ),
  VirtualOrderReplaced: defineEvent(
    'VirtualOrderReplaced',
    1,
    z.object({
      ...identity,
      ...orderFields,
      changes: orderChangesSchema,
      reason: z.enum(REPLACE_REASONS),
      remainingQuantity: positiveDecimalString(),
      ...reservation,
      waterMark: positiveDecimalString().nullable(),
      figures: accountFiguresSchema,
      replacedAt: utcInstant(),
    }),
  ),
  VirtualOrderCancelled: defineEvent(
    'VirtualOrderCancelled',
    2,
    z.object({
      ...identity,
      ...orderFields,
      reason: z.string(),
      /** The cancel came first: the order itself will be refused when it arrives. */
      beforeArrival: z.boolean(),
      /** A fault: what was left of the order is filled all the same, by the next quote. */
      lateFill: z.boolean(),
      figures: accountFiguresSchema,
      cancelledAt: utcInstant(),
    }),
  ),
  VirtualOrderTriggered: defineEvent(
    'VirtualOrderTriggered',
    1,
    z.object({
      ...identity,
      ...orderFields,
      price: positiveDecimalString(),
      quoteAt: utcInstant(),
      triggeredAt: utcInstant(),
    }),
  ),
  VirtualTrailingStopMoved: defineEvent(
    'VirtualTrailingStopMoved',
    1,
    z.object({
      ...identity,
      ...orderFields,
      waterMark: positiveDecimalString(),
      stopPrice: computedDecimal(),
      quoteAt: utcInstant(),
      movedAt: utcInstant(),
    }),
  ),
  VirtualOrderExpired: defineEvent(
    'VirtualOrderExpired',
    1,
    z.object({
      ...identity,
      ...orderFields,
      reason: z.enum(EXPIRY_REASONS),
      figures: accountFiguresSchema,
      expiredAt: utcInstant(),
    }),
  ),
  TradeSimulatedEvent: defineEvent(
    'TradeSimulatedEvent',
    2,
    z.object({
      ...identity,
      /** The three are null together: a trade that no order made. */
      orderId: z.uuid().nullable(),
      clientOrderId: z.string().min(1).nullable(),
      brokerOrderId: z.string().min(1).nullable(),
      reportFault: z.enum(REPORT_FAULTS),
      cause: z.enum(TRADE_CAUSES),
      late: z.boolean(),
      tradeId: z.uuid(),
      symbol: z.string(),
      ...assetFields,
      multiplier: positiveDecimalString(),
      marginable: z.boolean(),
      side: z.enum(ORDER_SIDES),
      quantity: positiveDecimalString(),
      price: positiveDecimalString(),
      commission: decimalString(),
      /** What this trade realized less its commission; null in the first logs, which did not say it. */
      netRealizedPnl: decimalString().nullable(),
      remainingQuantity: decimalString(),
      cashAfter: decimalString(),
      ...moneyFields,
      /** Numbers from 0 to 1 drawn from the account's seed that made it partial or whole, or null when none were needed. */
      draws: z.object({ partial: computedDecimal(), size: computedDecimal().nullable() }).nullable(),
      quoteAt: utcInstant().nullable(),
      tradedAt: utcInstant(),
    }),
  ),
};

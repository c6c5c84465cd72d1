import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { defineEvent, type EventOf } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { accountFiguresSchema, brokerOrderSchema, ORDER_SIDES } from '../shared/trading.ts';

/** One movement of cash: the only way a virtual account's cash changes. */
export const ledgerEntrySchema = z.object({
  type: z.enum(['deposit', 'trade', 'commission']),
  amount: decimalString(),
  balanceAfter: decimalString(),
  reference: z.string(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

const identity = { virtualAccountId: z.uuid(), userId: z.uuid(), accountId: z.uuid() };
const order = { orderId: z.uuid(), clientOrderId: z.string().min(1), brokerOrderId: z.string().min(1) };

/** Facts of a virtual trading account (domains 4.4). */
export const virtualBrokerEvents = {
  VirtualAccountOpened: defineEvent(
    'VirtualAccountOpened',
    1,
    z.object({
      ...identity,
      brokerConnectionId: z.uuid(),
      name: z.string(),
      accountType: z.enum(['cash']),
      currency: z.string().length(3),
      startingCash: positiveDecimalString(),
      profile: z.enum(['alpaca_paper']),
      partialFillProbability: decimalString(),
      seed: z.string(),
      ledger: z.array(ledgerEntrySchema),
      figures: accountFiguresSchema,
      openedAt: utcInstant(),
    }),
  ),
  VirtualOrderAccepted: defineEvent(
    'VirtualOrderAccepted',
    1,
    z.object({
      ...identity,
      brokerOrderId: z.string().min(1),
      order: brokerOrderSchema,
      reservedCash: decimalString(),
      correlationId: z.uuid(),
      figures: accountFiguresSchema,
      acceptedAt: utcInstant(),
    }),
  ),
  VirtualOrderRejected: defineEvent(
    'VirtualOrderRejected',
    1,
    z.object({ ...identity, ...order, code: z.string(), detail: z.string(), rejectedAt: utcInstant() }),
  ),
  VirtualOrderCancelled: defineEvent(
    'VirtualOrderCancelled',
    1,
    z.object({
      ...identity,
      ...order,
      reason: z.string(),
      /** The cancel came first: the order itself will be refused when it arrives. */
      beforeArrival: z.boolean(),
      figures: accountFiguresSchema,
      cancelledAt: utcInstant(),
    }),
  ),
  TradeSimulatedEvent: defineEvent(
    'TradeSimulatedEvent',
    1,
    z.object({
      ...identity,
      ...order,
      tradeId: z.uuid(),
      symbol: z.string(),
      assetType: z.string(),
      multiplier: decimalString(),
      side: z.enum(ORDER_SIDES),
      quantity: positiveDecimalString(),
      price: positiveDecimalString(),
      commission: decimalString(),
      remainingQuantity: decimalString(),
      cashAfter: decimalString(),
      ledger: z.array(ledgerEntrySchema),
      quoteAt: utcInstant(),
      figures: accountFiguresSchema,
      tradedAt: utcInstant(),
    }),
  ),
};

export type VirtualBrokerEvent = EventOf<typeof virtualBrokerEvents>;

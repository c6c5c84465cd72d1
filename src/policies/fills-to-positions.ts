import type { z } from 'zod';
import { decimal, text } from '../core/decimal.ts';
import type { EventEnvelope } from '../core/envelope.ts';
import type { AddressedCommand, Policy } from '../core/policy.ts';
import { orderEvents } from '../domains/order/events.ts';
import type { PositionCommand } from '../domains/position/commands.ts';
import { NO_PLAN } from '../domains/position/opening.ts';
import { assetFieldsOf } from '../domains/shared/derivatives.ts';
import { notional } from '../domains/shared/quote.ts';
import { positionBookKey } from './position-books.ts';

const { OrderPartiallyFilledEvent, OrderFilledEvent, OrderFillCorrectedEvent } = orderEvents;
type Fill = z.infer<typeof OrderFilledEvent.schema>;
type Correction = z.infer<typeof OrderFillCorrectedEvent.schema>;

const toBook = (
  { accountId, symbol }: { readonly accountId: string; readonly symbol: string },
  command: PositionCommand,
  dedupeKey: string,
): AddressedCommand => ({
  target: { type: 'position', key: positionBookKey(accountId, symbol) },
  command,
  dedupeKey,
});

const exitReasonOf = ({ group }: Fill) =>
  group?.role === 'stop_loss' || group?.role === 'take_profit' ? group.role : null;

const booked = (fill: Fill): AddressedCommand =>
  toBook(
    fill,
    {
      type: 'UpdatePositionCommand',
      fillId: fill.fillId,
      orderId: fill.orderId,
      accountId: fill.accountId,
      brokerId: fill.brokerId,
      automationId: fill.automationId,
      signalId: fill.signalId,
      symbol: fill.symbol,
      ...assetFieldsOf(fill),
      multiplier: fill.multiplier,
      side: fill.side,
      positionEffect: fill.positionEffect,
      quantity: fill.fillQuantity,
      price: fill.fillPrice,
      commission: fill.commission,
      filledAt: fill.filledAt,
      accountEquityAtEntry: null,
      exitReason: exitReasonOf(fill),
      ...NO_PLAN,
    },
    fill.fillId,
  );

const difference = (after: string, before: string) => text(decimal(after).minus(before));

const corrected = (data: Correction, eventId: string): AddressedCommand => {
  const { multiplier } = data;
  const now = notional(data.fillPrice, data.fillQuantity, multiplier);
  const before = notional(data.previousPrice, data.previousQuantity, multiplier);
  const adjustment = {
    kind: 'correction' as const,
    tradeId: data.fillId,
    side: data.side,
    quantityChange: difference(data.fillQuantity, data.previousQuantity),
    valueChange: difference(now, before),
    commissionChange: difference(data.commission, data.previousCommission),
  };
  const command: PositionCommand = {
    type: 'AdjustPositionCommand',
    positionId: null,
    adjustmentId: eventId,
    adjustment,
    reason: 'the broker corrected a trade',
    effectiveAt: data.correctedAt,
  };
  return toBook(data, command, eventId);
};

/** Whenever an order was filled, wholly or in part, the fill is booked on its position, once by its id; what a broker corrects is corrected there. */
export const fillsToPositions: Policy = {
  name: 'position',
  eventTypes: new Set([OrderPartiallyFilledEvent.type, OrderFilledEvent.type, OrderFillCorrectedEvent.type]),
  commandsFor: ({ eventId, eventType, data }: EventEnvelope) =>
    eventType === OrderFillCorrectedEvent.type
      ? [corrected(data as Correction, eventId)]
      : [booked(data as Fill)],
};

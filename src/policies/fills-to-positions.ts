import type { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { Policy } from '../core/policy.ts';
import { orderEvents } from '../domains/order/events.ts';
import type { PositionCommand } from '../domains/position/commands.ts';

type Fill = z.infer<typeof orderEvents.OrderFilledEvent.schema>;

/** Key of the book that holds an instrument's positions on an account. */
export const positionBookKey = (accountId: string, symbol: string): string => `${accountId}:${symbol}`;

/** Whenever an order was filled, wholly or in part, the fill is booked on its position; the fill id makes it happen once. */
export const fillsToPositions: Policy = {
  name: 'position',
  eventTypes: new Set([orderEvents.OrderPartiallyFilledEvent.type, orderEvents.OrderFilledEvent.type]),
  commandsFor: ({ data }: EventEnvelope) => {
    const fill = data as Fill;
    const command: PositionCommand = {
      type: 'UpdatePositionCommand',
      fillId: fill.fillId,
      orderId: fill.orderId,
      accountId: fill.accountId,
      brokerId: fill.brokerId,
      automationId: fill.automationId,
      symbol: fill.symbol,
      assetType: fill.assetType,
      multiplier: fill.multiplier,
      side: fill.side,
      quantity: fill.fillQuantity,
      price: fill.fillPrice,
      commission: fill.commission,
      filledAt: fill.filledAt,
      accountEquityAtEntry: null,
    };
    const target = { type: 'position', key: positionBookKey(fill.accountId, fill.symbol) };
    return [{ target, command, dedupeKey: fill.fillId }];
  },
};

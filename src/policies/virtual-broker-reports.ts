import type { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { AddressedCommand, Policy } from '../core/policy.ts';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import { virtualBrokerEvents as events } from '../domains/virtual-broker/events.ts';

type Trade = z.infer<typeof events.TradeSimulatedEvent.schema>;
type Cancelled = z.infer<typeof events.VirtualOrderCancelled.schema>;

const toOrder = (orderId: string, command: OrderCommand): AddressedCommand => ({
  target: { type: 'order', key: orderId },
  command,
});

const toAccount = (accountId: string, command: BrokerAccountCommand): AddressedCommand => ({
  target: { type: 'broker_account', key: accountId },
  command,
});

/** Whenever the virtual broker traded or cancelled, the order and the mirrored account hear of it, as any broker's stream would tell. */
export const virtualBrokerReports: Policy = {
  name: 'reports',
  eventTypes: new Set([events.TradeSimulatedEvent.type, events.VirtualOrderCancelled.type]),
  commandsFor: (event: EventEnvelope) => {
    if (event.eventType === events.TradeSimulatedEvent.type) {
      const trade = event.data as Trade;
      const fill = {
        fillId: trade.tradeId,
        price: trade.price,
        quantity: trade.quantity,
        commission: trade.commission,
        filledAt: trade.tradedAt,
      };
      return [
        toOrder(trade.orderId, { type: 'RecordFillCommand', fill }),
        toAccount(trade.accountId, { type: 'RefreshAccountDataFromBrokerCommand', figures: trade.figures }),
      ];
    }
    const { orderId, accountId, reason, cancelledAt, figures } = event.data as Cancelled;
    return [
      toOrder(orderId, { type: 'ConfirmCancelCommand', reason, cancelledAt }),
      toAccount(accountId, { type: 'RefreshAccountDataFromBrokerCommand', figures }),
    ];
  },
};

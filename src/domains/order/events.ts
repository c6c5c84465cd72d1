import type { EventOf } from '../../core/event.ts';
import {
  OrderAdoptedEvent,
  OrderCancelRejectedEvent,
  OrderCancelRequestedEvent,
  OrderPlacedEvent,
  OrderStatusUpdatedEvent,
  OrderSubmissionUnconfirmedEvent,
  OrderSubmittedEvent,
  OrderSyncedFromBrokerEvent,
  OrderUntrackedEvent,
  OrderUpdatedEvent,
  OrderUpdateRejectedEvent,
  OrderUpdateRequestedEvent,
} from './events/broker.ts';
import {
  OrderCancelled,
  OrderCompletedEvent,
  OrderExecutionCompleted,
  OrderExpiredEvent,
  OrderRejected,
} from './events/endings.ts';
import { OrderFillCorrectedEvent, OrderFilledEvent, OrderPartiallyFilledEvent } from './events/fills.ts';
import {
  OrderCreatedEvent,
  OrderDeletedEvent,
  OrderGroupQuantityChangedEvent,
  OrderReleasedEvent,
} from './events/intent.ts';

/** All events of an order. */
export const orderEvents = {
  OrderCreatedEvent,
  OrderReleasedEvent,
  OrderSubmittedEvent,
  OrderSubmissionUnconfirmedEvent,
  OrderPlacedEvent,
  OrderPartiallyFilledEvent,
  OrderFilledEvent,
  OrderFillCorrectedEvent,
  OrderUpdateRequestedEvent,
  OrderUpdatedEvent,
  OrderUpdateRejectedEvent,
  OrderCancelRequestedEvent,
  OrderCancelRejectedEvent,
  OrderCancelled,
  OrderRejected,
  OrderExpiredEvent,
  OrderSyncedFromBrokerEvent,
  OrderStatusUpdatedEvent,
  OrderGroupQuantityChangedEvent,
  OrderUntrackedEvent,
  OrderAdoptedEvent,
  OrderCompletedEvent,
  OrderExecutionCompleted,
  OrderDeletedEvent,
};
export type OrderEvent = EventOf<typeof orderEvents>;

/**
 * Names that the guides use for what other events of this log already say: `OrderFillNotification` is the fill event on its way to a
 * client, `TradeExecuted` the same fill in a history. A log that holds them is read without them, or each fill would count twice.
 */
export const ignoredOrderEvents: readonly string[] = ['OrderFillNotification', 'TradeExecuted'];

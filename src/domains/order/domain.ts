import type { DomainManifest } from '../../core/domain.ts';
import { anyView } from '../../core/view.ts';
import * as commands from './commands.ts';
import { createOrderCommand } from './commands-create.ts';
import type { OrderEvent } from './events.ts';
import { type OrderLifecycleStatus, orderLifecycle } from './lifecycle.ts';
import { orderAggregate } from './order.ts';
import { orderRules } from './rules.ts';
import type { OrderState } from './state.ts';
import { orderView } from './view.ts';

const told = (summary: string) => ({ summary, message: 'order_update' });
const note = <Schema>(schema: Schema, summary: string) => ({ schema, summary });

/** Everything there is to know of orders. */
export const orderDomain: DomainManifest<
  OrderState | null,
  commands.OrderCommand,
  OrderEvent,
  OrderLifecycleStatus
> = {
  title: 'Order',
  purpose: 'One instruction to one broker account, from intent to terminal state.',
  identity:
    'orderId, a UUID; clientOrderId is the idempotency key sent to the broker, brokerOrderId what the broker calls it.',
  aggregate: orderAggregate,
  lifecycle: orderLifecycle,
  commands: {
    CreateOrderCommand: note(
      createOrderCommand,
      'Creates an order after the checks of OR-U12, or takes over one that was judged or found elsewhere.',
    ),
    SubmitOrderCommand: note(
      commands.submitOrderCommand,
      'Records the intent to call the broker, before the call.',
    ),
    RecordUnconfirmedSubmissionCommand: note(
      commands.recordUnconfirmedSubmissionCommand,
      'Records that nobody knows whether the broker has the order.',
    ),
    PlaceOrderCommand: note(commands.placeOrderCommand, "Records the broker's acknowledgement and its id."),
    RecordFillCommand: note(
      commands.recordFillCommand,
      'Records one execution, by its fill id, in whatever state the order is.',
    ),
    CorrectFillCommand: note(
      commands.correctFillCommand,
      "Records the broker's correction of a trade, also of an order that ended.",
    ),
    RejectOrderCommand: note(
      commands.rejectOrderCommand,
      'Ends an order that the broker or a check before it refused.',
    ),
    CancelOrderCommand: note(
      commands.cancelOrderCommand,
      'Ends an order that never left, and asks the broker about one that did.',
    ),
    ConfirmCancelCommand: note(commands.confirmCancelCommand, 'Ends an order that the broker cancelled.'),
    RejectCancelCommand: note(
      commands.rejectCancelCommand,
      'Lets an order work on that the broker would not cancel.',
    ),
    UpdateOrderCommand: note(
      commands.updateOrderCommand,
      'Changes a held order, and asks the broker for other terms of a working one.',
    ),
    ConfirmUpdateCommand: note(
      commands.confirmUpdateCommand,
      'Takes over the terms that the broker now works the order on.',
    ),
    RejectUpdateCommand: note(
      commands.rejectUpdateCommand,
      'Lets the old terms stand that the broker would not change.',
    ),
    ExpireOrderCommand: note(
      commands.expireOrderCommand,
      'Ends an order whose time is over, at the broker or while it waited for approval.',
    ),
    DeleteOrderCommand: note(
      commands.deleteOrderCommand,
      'Takes an order that ended without a fill out of the lists.',
    ),
    SyncOrderFromBrokerCommand: note(
      commands.syncOrderFromBrokerCommand,
      "Takes over what the broker's list says of the order.",
    ),
    ApproveOrderCommand: note(commands.approveOrderCommand, 'Lets an order go that waits for approval.'),
    DeclineOrderCommand: note(commands.declineOrderCommand, 'Ends an order that waits for approval.'),
    ReleaseOrderCommand: note(
      commands.releaseOrderCommand,
      'Lets a leg go for what its parent has filled, and resizes one that went before.',
    ),
    ReduceForSiblingCommand: note(
      commands.reduceForSiblingCommand,
      'Takes from an exit what another exit of its group filled.',
    ),
    MarkUntrackedCommand: note(
      commands.markUntrackedCommand,
      'Marks an order whose connection is gone; one that was about to leave is cancelled.',
    ),
    AdoptOrderCommand: note(
      commands.adoptOrderCommand,
      'Follows an untracked order again, which a reconnect found at the broker.',
    ),
    CompleteOrderExecutionCommand: note(
      commands.completeOrderExecutionCommand,
      'Tells that the execution of an ended order is over.',
    ),
  },
  events: {
    OrderCreatedEvent: told('The full intent, before anything left the house.'),
    OrderReleasedEvent: told('A held order may go: the full intent again, which starts its execution.'),
    OrderSubmittedEvent: told('The broker is about to be called.'),
    OrderSubmissionUnconfirmedEvent: told('Nobody knows whether the broker has the order.'),
    OrderPlacedEvent: told('The broker acknowledged the order under its own id.'),
    OrderPartiallyFilledEvent: told('A fill that leaves a rest.'),
    OrderFilledEvent: told('The fill that completes the order.'),
    OrderFillCorrectedEvent: told('The broker corrected a trade.'),
    OrderUpdateRequestedEvent: told('The broker is asked for other terms.'),
    OrderUpdatedEvent: told('The order has other terms.'),
    OrderUpdateRejectedEvent: told('The broker refused the other terms.'),
    OrderCancelRequestedEvent: told('The broker is asked to cancel.'),
    OrderCancelRejectedEvent: told('The broker refused to cancel.'),
    OrderCancelled: told('The order ended as cancelled.'),
    OrderRejected: told('The order ended as rejected.'),
    OrderExpiredEvent: told('The order ended because its time was over.'),
    OrderSyncedFromBrokerEvent: told("What the broker's list said of the order."),
    OrderStatusUpdatedEvent: told('The status changed by something that has no event of its own.'),
    OrderGroupQuantityChangedEvent: {
      summary: 'The group of the order wants it to be for another quantity.',
      message: null,
      quiet: 'no client sees the wish; the replace or cancel that follows from it is told',
    },
    OrderUntrackedEvent: told('Nobody follows the order, because its connection is gone.'),
    OrderAdoptedEvent: told('The order is followed again.'),
    OrderCompletedEvent: told('The order is over and no execution tells so.'),
    OrderExecutionCompleted: told('The execution of the order is over.'),
    OrderDeletedEvent: {
      summary: 'The order is gone from the lists of its owner.',
      message: null,
      quiet: 'the wire has no message for an order that is gone; its owner deleted it and knows',
    },
  },
  rules: orderRules,
  views: [anyView(orderView)],
};

import { type Decision, type DecisionEnv, type DomainCommand, decideBy, reject } from '../../core/decider.ts';
import type { OrderCommand } from './commands.ts';
import { approveOrder, declineOrder, releaseOrder } from './decide/approval.ts';
import {
  adoptOrder,
  completeExecution,
  markUntracked,
  placeOrder,
  recordUnconfirmed,
  submitOrder,
} from './decide/broker.ts';
import {
  cancelOrder,
  confirmCancel,
  deleteOrder,
  expireOrder,
  rejectCancel,
  rejectOrder,
} from './decide/cancel.ts';
import { createOrder } from './decide/create.ts';
import { correctFill, recordFill } from './decide/fills.ts';
import { reduceForSibling } from './decide/groups.ts';
import { confirmUpdate, rejectUpdate, updateOrder } from './decide/replace.ts';
import { syncOrder } from './decide/sync.ts';
import type { OrderEvent } from './events.ts';
import type { OrderState } from './state.ts';

type Handler<Command> = (command: Command, order: OrderState, env: DecisionEnv) => Decision<OrderEvent>;

const onOrder =
  <Command extends DomainCommand>(handle: Handler<Command>) =>
  (command: Command, order: OrderState | null, env: DecisionEnv): Decision<OrderEvent> =>
    order ? handle(command, order, env) : reject('order_not_found', 'there is no such order');

/** Decides every command of an order (OR-R1). */
export const decideOrder = decideBy<OrderState | null, OrderCommand, OrderEvent>({
  CreateOrderCommand: createOrder,
  SubmitOrderCommand: onOrder((_, order, env) => submitOrder(order, env)),
  RecordUnconfirmedSubmissionCommand: onOrder(recordUnconfirmed),
  PlaceOrderCommand: onOrder(placeOrder),
  RecordFillCommand: onOrder(recordFill),
  CorrectFillCommand: onOrder(correctFill),
  RejectOrderCommand: onOrder(rejectOrder),
  CancelOrderCommand: onOrder(cancelOrder),
  ConfirmCancelCommand: onOrder(confirmCancel),
  RejectCancelCommand: onOrder(rejectCancel),
  UpdateOrderCommand: onOrder(updateOrder),
  ConfirmUpdateCommand: onOrder(confirmUpdate),
  RejectUpdateCommand: onOrder(rejectUpdate),
  ExpireOrderCommand: onOrder(expireOrder),
  DeleteOrderCommand: onOrder((_, order, env) => deleteOrder(order, env)),
  SyncOrderFromBrokerCommand: onOrder(syncOrder),
  ApproveOrderCommand: onOrder((_, order, env) => approveOrder(order, env)),
  DeclineOrderCommand: onOrder(declineOrder),
  ReleaseOrderCommand: onOrder(releaseOrder),
  ReduceForSiblingCommand: onOrder(reduceForSibling),
  MarkUntrackedCommand: onOrder(markUntracked),
  AdoptOrderCommand: onOrder(adoptOrder),
  CompleteOrderExecutionCommand: onOrder((_, order, env) => completeExecution(order, env)),
});

import { lifecycle, refused, to, unchanged } from '../../core/lifecycle.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderState } from './state.ts';
import { ORDER_STATUSES, type OrderStatus } from './values.ts';

/** Statuses of an order's life: those of domains 4.6, before it is created, and after it was deleted. */
export type OrderLifecycleStatus = OrderStatus | 'absent' | 'deleted';

const gone = refused('order_not_found');
const unknown = { absent: gone, deleted: gone };
const ended = refused('order_terminal');
const wrong = refused('invalid_order_state');
const overtaken = refused(
  'invalid_order_state',
  "an acknowledgement that was overtaken adds the broker's id",
);

/** Nothing is left to do about an order that ended. */
const done = { filled: unchanged, cancelled: unchanged, rejected: unchanged, expired: unchanged };
const over = { filled: ended, cancelled: ended, rejected: ended, expired: ended };
/** What ended stays as it ended; only what is known of it changes. */
const kept = {
  filled: to('filled'),
  cancelled: to('cancelled'),
  rejected: to('rejected'),
  expired: to('expired'),
};

/** The state machine of domains 4.6. A held order is pending; what holds it back, and who may let it go, the decider judges. */
export const orderLifecycle = lifecycle<OrderState | null, OrderCommand['type'], OrderLifecycleStatus>({
  noun: 'order',
  statuses: ['absent', ...ORDER_STATUSES, 'deleted'],
  statusOf: (order) => {
    if (!order) return 'absent';
    return order.deletedAt === null ? order.status : 'deleted';
  },
  moves: {
    CreateOrderCommand: {
      absent: to('pending'),
      deleted: refused('client_order_id_taken'),
      otherwise: refused('client_order_id_taken', 'the same order again is the order that exists (OR-R2)'),
    },
    SubmitOrderCommand: { ...unknown, pending: to('pending'), otherwise: wrong },
    RecordUnconfirmedSubmissionCommand: {
      ...unknown,
      pending: to('pending'),
      cancel_pending: to('cancel_pending'),
      otherwise: unchanged,
    },
    PlaceOrderCommand: { ...unknown, pending: to('placed', 'cancel_pending'), otherwise: overtaken },
    RecordFillCommand: {
      ...unknown,
      ...kept,
      pending: to('partially_filled', 'filled', 'cancel_pending'),
      placed: to('partially_filled', 'filled', 'cancel_pending'),
      partially_filled: to('partially_filled', 'filled', 'cancel_pending'),
      cancel_pending: to('cancel_pending', 'filled'),
      filled: refused('overfill', 'a fill that is known changes nothing, and a broken trade makes room'),
    },
    CorrectFillCommand: {
      ...unknown,
      ...kept,
      pending: refused('fill_not_found'),
      placed: refused('fill_not_found', 'a broken trade is corrected once more'),
      partially_filled: to('partially_filled', 'filled'),
      cancel_pending: to('cancel_pending', 'filled'),
    },
    RejectOrderCommand: {
      ...unknown,
      ...done,
      pending: to('rejected'),
      placed: to('rejected'),
      partially_filled: refused(
        'invalid_order_state',
        'an order whose trades were all broken may be rejected',
      ),
      cancel_pending: to('cancelled'),
    },
    CancelOrderCommand: {
      ...unknown,
      ...over,
      pending: to('cancelled', 'cancel_pending'),
      placed: to('cancel_pending'),
      partially_filled: to('cancel_pending'),
      cancel_pending: unchanged,
    },
    ConfirmCancelCommand: { ...unknown, ...over, cancelled: unchanged, otherwise: to('cancelled') },
    RejectCancelCommand: {
      ...unknown,
      cancel_pending: to('placed', 'partially_filled'),
      otherwise: unchanged,
    },
    UpdateOrderCommand: {
      ...unknown,
      ...over,
      pending: to('pending'),
      placed: to('placed'),
      partially_filled: to('partially_filled'),
      cancel_pending: wrong,
    },
    ConfirmUpdateCommand: {
      ...unknown,
      ...over,
      pending: wrong,
      placed: to('placed', 'cancel_pending'),
      partially_filled: to('partially_filled', 'filled', 'cancel_pending'),
      cancel_pending: to('cancel_pending', 'filled'),
    },
    RejectUpdateCommand: {
      ...unknown,
      placed: to('placed'),
      partially_filled: to('partially_filled'),
      cancel_pending: to('cancel_pending'),
      otherwise: unchanged,
    },
    ExpireOrderCommand: { ...unknown, ...over, expired: unchanged, otherwise: to('expired') },
    DeleteOrderCommand: {
      ...unknown,
      filled: refused('order_has_fills'),
      cancelled: to('deleted'),
      rejected: to('deleted'),
      expired: to('deleted'),
      otherwise: refused('order_not_terminal'),
    },
    SyncOrderFromBrokerCommand: {
      ...unknown,
      ...kept,
      pending: to('pending', 'placed', 'cancel_pending', 'cancelled', 'rejected', 'expired'),
      placed: to('placed', 'cancel_pending', 'filled', 'cancelled', 'rejected', 'expired'),
      partially_filled: to(
        'partially_filled',
        'cancel_pending',
        'filled',
        'cancelled',
        'rejected',
        'expired',
      ),
      cancel_pending: to('cancel_pending', 'filled', 'cancelled', 'expired'),
    },
    ApproveOrderCommand: { ...unknown, pending: to('pending'), otherwise: wrong },
    DeclineOrderCommand: { ...unknown, pending: to('rejected'), rejected: unchanged, otherwise: wrong },
    ReleaseOrderCommand: {
      ...unknown,
      ...done,
      pending: to('pending', 'cancelled', 'cancel_pending'),
      placed: to('placed', 'cancel_pending'),
      partially_filled: to('partially_filled', 'cancel_pending'),
      cancel_pending: to('cancel_pending'),
    },
    ReduceForSiblingCommand: {
      ...unknown,
      ...done,
      pending: to('pending', 'cancelled', 'cancel_pending'),
      placed: to('placed', 'cancel_pending'),
      partially_filled: to('partially_filled', 'cancel_pending'),
      cancel_pending: to('cancel_pending'),
    },
    MarkUntrackedCommand: {
      ...unknown,
      ...done,
      pending: to('pending', 'cancelled'),
      placed: to('placed'),
      partially_filled: to('partially_filled'),
      cancel_pending: to('cancel_pending'),
    },
    AdoptOrderCommand: {
      ...unknown,
      ...done,
      pending: to('placed', 'cancel_pending'),
      placed: to('placed', 'cancel_pending'),
      partially_filled: to('partially_filled', 'cancel_pending'),
      cancel_pending: to('cancel_pending'),
    },
    CompleteOrderExecutionCommand: { ...unknown, ...kept, otherwise: wrong },
  },
});

import { evolveBy } from '../../core/decider.ts';
import { decimal, text, ZERO } from '../../core/decimal.ts';
import type { OrderEvent } from './events.ts';
import { withCorrection, withFill } from './evolve-fills.ts';
import { type OrderIntent, termsOf } from './intent.ts';
import type { OrderState } from './state.ts';
import { INITIAL_RELEASE, isTerminal, type OrderStatus } from './values.ts';

const on =
  <Data>(apply: (order: OrderState, data: Data) => OrderState) =>
  (state: OrderState | null, data: Data): OrderState | null =>
    state && apply(state, data);

const UNTOUCHED = {
  status: 'pending',
  brokerOrderId: null,
  executionSagaId: null,
  unconfirmed: false,
  untrackedAt: null,
  pendingUpdate: null,
  fills: [],
  filledQuantity: ZERO,
  filledValue: ZERO,
  averageFillPrice: null,
  commission: ZERO,
  lateFill: false,
  parentFilledQuantity: ZERO,
  siblingFills: [],
  brokerStatus: null,
  brokerUpdatedAt: null,
  alert: null,
  rejectReason: null,
  endReason: null,
  releasedAt: null,
  submittedAt: null,
  placedAt: null,
  updatedTermsAt: null,
  cancelRequestedAt: null,
  filledAt: null,
  cancelledAt: null,
  rejectedAt: null,
  expiredAt: null,
  executionCompletedAt: null,
  deletedAt: null,
} as const;

/** What a group wants of a new order: nothing yet of a leg that waits for its parent, all of it of an exit that works at once. */
const wantedAtFirst = ({ group, submission, quantity }: OrderIntent) => {
  if (group === null || group.role === 'parent') return null;
  return submission === 'on_parent_fill' ? ZERO : quantity;
};

const working = ({ filledQuantity }: OrderState) => (filledQuantity === ZERO ? 'placed' : 'partially_filled');

/** The first id comes with the acknowledgement, or with the end of an order that had none; a replace brings another one. */
const brokerIdAfter = (
  order: OrderState,
  told: { readonly status: OrderStatus; readonly brokerOrderId: string | null },
): string | null =>
  order.brokerOrderId === null && !isTerminal(told.status)
    ? null
    : (told.brokerOrderId ?? order.brokerOrderId);

/** Folds an event into an order; null is an order that does not exist. */
export const evolveOrder = evolveBy<OrderState | null, OrderEvent>({
  OrderCreatedEvent: (_, data) => ({
    ...data,
    ...UNTOUCHED,
    release: INITIAL_RELEASE[data.submission],
    originalTerms: termsOf(data),
    wantedQuantity: wantedAtFirst(data),
  }),
  OrderReleasedEvent: on((order, data) => ({
    ...order,
    release: 'released',
    quantity: data.quantity,
    reservedBuyingPower: data.reservedBuyingPower,
    wantedQuantity: order.wantedQuantity === null ? null : data.quantity,
    parentFilledQuantity: data.parentFilledQuantity ?? order.parentFilledQuantity,
    releasedAt: data.releasedAt,
  })),
  OrderSubmittedEvent: on((order, data) => ({
    ...order,
    executionSagaId: data.executionSagaId,
    submittedAt: data.submittedAt,
  })),
  OrderSubmissionUnconfirmedEvent: on((order) => ({ ...order, unconfirmed: true })),
  OrderPlacedEvent: on((order, data) => ({
    ...order,
    status: order.status === 'pending' ? 'placed' : order.status,
    unconfirmed: false,
    brokerOrderId: data.brokerOrderId,
    placedAt: data.placedAt,
  })),
  OrderPartiallyFilledEvent: on(withFill(false)),
  OrderFilledEvent: on(withFill(true)),
  OrderFillCorrectedEvent: on(withCorrection),
  OrderUpdateRequestedEvent: on((order, { changes, requestedAt }) => ({
    ...order,
    pendingUpdate: { changes, requestedAt },
  })),
  OrderUpdatedEvent: on((order, data) => ({
    ...order,
    ...termsOf(data),
    reservedBuyingPower: data.reservedBuyingPower,
    brokerOrderId: data.brokerOrderId,
    pendingUpdate: data.requested ? null : order.pendingUpdate,
    wantedQuantity:
      order.wantedQuantity === null || data.requested
        ? order.wantedQuantity
        : text(decimal(order.wantedQuantity).plus(data.quantity).minus(order.quantity)),
    updatedTermsAt: data.updatedAt,
  })),
  OrderUpdateRejectedEvent: on((order) => ({ ...order, pendingUpdate: null })),
  OrderCancelRequestedEvent: on((order, { requestedAt }) => ({
    ...order,
    status: 'cancel_pending',
    cancelRequestedAt: requestedAt,
  })),
  OrderCancelRejectedEvent: on((order) => ({ ...order, status: working(order) })),
  OrderCancelled: on((order, { reason, cancelledAt }) => ({
    ...order,
    status: 'cancelled',
    unconfirmed: false,
    pendingUpdate: null,
    endReason: reason,
    cancelledAt,
  })),
  OrderRejected: on((order, { code, detail, rejectedAt }) => ({
    ...order,
    status: 'rejected',
    unconfirmed: false,
    pendingUpdate: null,
    rejectReason: { code, detail },
    rejectedAt,
  })),
  OrderExpiredEvent: on((order, { reason, expiredAt }) => ({
    ...order,
    status: 'expired',
    unconfirmed: false,
    pendingUpdate: null,
    endReason: reason,
    expiredAt,
  })),
  OrderSyncedFromBrokerEvent: on((order, data) => ({
    ...order,
    unconfirmed: order.unconfirmed && data.brokerOrderId === null && data.status === 'pending',
    brokerOrderId: brokerIdAfter(order, data),
    brokerStatus: data.brokerStatus,
    brokerUpdatedAt: data.brokerUpdatedAt,
    alert: data.alert,
  })),
  OrderStatusUpdatedEvent: on((order, { newStatus, updatedAt }) => ({
    ...order,
    status: newStatus,
    pendingUpdate: newStatus === 'filled' ? null : order.pendingUpdate,
    filledAt: newStatus === 'filled' ? updatedAt : order.filledAt,
  })),
  OrderGroupQuantityChangedEvent: on((order, { cause, fillId, filledQuantity, wantedQuantity }) => {
    if (cause === 'parent_fill') return { ...order, wantedQuantity, parentFilledQuantity: filledQuantity };
    const others = order.siblingFills.filter((known) => known.fillId !== fillId);
    const siblingFills = [...others, { fillId: fillId ?? '', quantity: filledQuantity }];
    return { ...order, wantedQuantity, siblingFills };
  }),
  OrderUntrackedEvent: on((order, { untrackedAt }) => ({ ...order, untrackedAt })),
  OrderAdoptedEvent: on((order, { brokerOrderId, adoptedAt }) => ({
    ...order,
    status: order.status === 'pending' ? 'placed' : order.status,
    unconfirmed: false,
    untrackedAt: null,
    brokerOrderId,
    placedAt: order.placedAt ?? adoptedAt,
  })),
  OrderCompletedEvent: on((order, { completedAt }) => ({ ...order, executionCompletedAt: completedAt })),
  OrderExecutionCompleted: on((order, { completedAt }) => ({ ...order, executionCompletedAt: completedAt })),
  OrderDeletedEvent: on((order, { deletedAt }) => ({ ...order, deletedAt })),
});

import { evolveBy } from '../../core/decider.ts';
import { ZERO } from '../../core/decimal.ts';
import type { OrderEvent } from './events.ts';
import type { OrderState } from './state.ts';

type FillData = Extract<OrderEvent, { type: 'OrderFilledEvent' }>['data'];

const change = (state: OrderState | null, fields: Partial<OrderState>): OrderState | null =>
  state && { ...state, ...fields };

const withFill = (state: OrderState | null, data: FillData): OrderState | null =>
  state &&
  change(state, {
    fills: [
      ...state.fills,
      {
        fillId: data.fillId,
        price: data.fillPrice,
        quantity: data.fillQuantity,
        commission: data.commission,
        filledAt: data.filledAt,
      },
    ],
    filledQuantity: data.cumulativeQuantity,
    averageFillPrice: data.averageFillPrice,
    commission: data.totalCommission,
  });

/** Folds an event into an order; null is an order that does not exist. */
export const evolveOrder = evolveBy<OrderState | null, OrderEvent>({
  OrderCreatedEvent: (_, data) => ({
    orderId: data.orderId,
    userId: data.userId,
    accountId: data.accountId,
    connectionId: data.connectionId,
    brokerId: data.brokerId,
    brokerAccountId: data.brokerAccountId,
    automationId: data.automationId,
    clientOrderId: data.clientOrderId,
    brokerOrderId: null,
    executionSagaId: null,
    symbol: data.symbol,
    assetType: data.assetType,
    multiplier: data.multiplier,
    side: data.side,
    orderType: data.orderType,
    quantity: data.quantity,
    limitPrice: data.limitPrice,
    timeInForce: data.timeInForce,
    extendedHours: data.extendedHours,
    reservedBuyingPower: data.reservedBuyingPower,
    status: 'pending',
    fills: [],
    filledQuantity: ZERO,
    averageFillPrice: null,
    commission: ZERO,
    rejectReason: null,
    createdAt: data.createdAt,
    submittedAt: null,
    placedAt: null,
    filledAt: null,
    cancelledAt: null,
    rejectedAt: null,
    executionCompletedAt: null,
  }),
  OrderSubmittedEvent: (state, data) =>
    change(state, { executionSagaId: data.executionSagaId, submittedAt: data.submittedAt }),
  OrderPlacedEvent: (state, data) =>
    state &&
    change(state, {
      status: state.status === 'pending' ? 'placed' : state.status,
      brokerOrderId: data.brokerOrderId,
      placedAt: data.placedAt,
    }),
  OrderPartiallyFilledEvent: (state, data) =>
    state &&
    change(withFill(state, data), {
      status: state.status === 'cancel_pending' ? 'cancel_pending' : 'partially_filled',
    }),
  OrderFilledEvent: (state, data) =>
    change(withFill(state, data), { status: 'filled', filledAt: data.filledAt }),
  OrderRejected: (state, data) =>
    change(state, {
      status: 'rejected',
      rejectReason: { code: data.code, detail: data.detail },
      rejectedAt: data.rejectedAt,
    }),
  OrderCancelRequestedEvent: (state) => change(state, { status: 'cancel_pending' }),
  OrderCancelRejectedEvent: (state) =>
    state && change(state, { status: state.fills.length > 0 ? 'partially_filled' : 'placed' }),
  OrderCancelled: (state, data) => change(state, { status: 'cancelled', cancelledAt: data.cancelledAt }),
  OrderExecutionCompleted: (state, data) => change(state, { executionCompletedAt: data.completedAt }),
});

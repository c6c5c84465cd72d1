import { decimal, text } from '../../core/decimal.ts';
import type { FillData } from './events/fills.ts';
import type { OrderEvent } from './events.ts';
import type { OrderState } from './state.ts';
import { isTerminal, type OrderStatus, tradedValue } from './values.ts';

type CorrectionData = Extract<OrderEvent, { type: 'OrderFillCorrectedEvent' }>['data'];

const statusAfterFill = (status: OrderStatus, complete: boolean): OrderStatus => {
  if (isTerminal(status)) return status;
  if (complete) return 'filled';
  return status === 'cancel_pending' ? 'cancel_pending' : 'partially_filled';
};

/** The order with one more fill, which completes it or not; one that ended before keeps its status. */
export const withFill =
  (complete: boolean) =>
  (order: OrderState, data: FillData): OrderState => {
    const { fillId, fillPrice: price, fillQuantity: quantity, commission, filledAt } = data;
    return {
      ...order,
      status: statusAfterFill(order.status, complete),
      unconfirmed: false,
      pendingUpdate: complete ? null : order.pendingUpdate,
      fills: [...order.fills, { fillId, price, quantity, commission, filledAt }],
      filledQuantity: data.cumulativeQuantity,
      filledValue: text(decimal(price).times(quantity).plus(order.filledValue)),
      averageFillPrice: data.averageFillPrice,
      commission: data.totalCommission,
      lateFill: order.lateFill || data.late,
      filledAt: complete ? filledAt : order.filledAt,
    };
  };

/**
 * The order with a trade as the broker corrected it. A broken one stays with a quantity of zero, so that it is known when the broker
 * tells of it again. What it does to the status is an event of its own.
 */
export const withCorrection = (order: OrderState, data: CorrectionData): OrderState => {
  const { fillPrice: price, fillQuantity: quantity, commission } = data;
  const fills = order.fills.map((fill) =>
    fill.fillId === data.fillId ? { ...fill, price, quantity, commission } : fill,
  );
  return {
    ...order,
    fills,
    filledQuantity: data.cumulativeQuantity,
    filledValue: text(tradedValue(fills)),
    averageFillPrice: decimal(data.cumulativeQuantity).isZero() ? null : data.averageFillPrice,
    commission: data.totalCommission,
  };
};

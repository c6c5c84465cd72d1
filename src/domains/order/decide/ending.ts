import type { DecisionEnv } from '../../../core/decider.ts';
import type { DecimalString } from '../../../core/decimal.ts';
import type { UtcInstant } from '../../../core/instant.ts';
import { OrderCancelRequestedEvent } from '../events/broker.ts';
import { OrderCancelled, OrderCompletedEvent, OrderExpiredEvent, OrderRejected } from '../events/endings.ts';
import type { OrderEvent } from '../events.ts';
import { brokerAddressOf, idsOf, isAtBroker, isFollowed, type OrderState } from '../state.ts';
import type { TerminalOrderStatus } from '../values.ts';

/** What an order ended with. */
interface Outcome {
  readonly filledQuantity: DecimalString;
  readonly averageFillPrice: DecimalString | null;
}

/** The notice that goes with an end when no execution follows the order and tells of it; a late fill finds the order ended already. */
export const completion = (
  order: OrderState,
  finalStatus: TerminalOrderStatus,
  { filledQuantity, averageFillPrice }: Outcome,
  { now }: DecisionEnv,
): readonly OrderEvent[] =>
  isFollowed(order) || order.executionCompletedAt !== null
    ? []
    : [
        OrderCompletedEvent({
          ...idsOf(order),
          finalStatus,
          filledQuantity,
          averageFillPrice,
          completedAt: now,
        }),
      ];

const endingOf = (order: OrderState) => ({
  ...idsOf(order),
  group: order.group,
  filledQuantity: order.filledQuantity,
});

/** The order ends as cancelled. */
export const cancelled = (
  order: OrderState,
  reason: string,
  cancelledAt: UtcInstant,
  env: DecisionEnv,
): readonly OrderEvent[] => [
  OrderCancelled({ ...endingOf(order), reason, cancelledAt }),
  ...completion(order, 'cancelled', order, env),
];

/** The order ends as rejected. */
export const rejected = (
  order: OrderState,
  { code, detail }: { readonly code: string; readonly detail: string },
  env: DecisionEnv,
): readonly OrderEvent[] => [
  OrderRejected({ ...endingOf(order), code, detail, rejectedAt: env.now }),
  ...completion(order, 'rejected', order, env),
];

/** The order ends as expired. */
export const expired = (
  order: OrderState,
  reason: string,
  expiredAt: UtcInstant,
  env: DecisionEnv,
): readonly OrderEvent[] => [
  OrderExpiredEvent({ ...endingOf(order), reason, expiredAt }),
  ...completion(order, 'expired', order, env),
];

/** Cancels: at once what never left the house, by asking the broker what may be there (OR-U8). */
export const cancellation = (order: OrderState, reason: string, env: DecisionEnv): readonly OrderEvent[] =>
  isAtBroker(order)
    ? [
        OrderCancelRequestedEvent({
          ...idsOf(order),
          ...brokerAddressOf(order),
          reason,
          requestedAt: env.now,
        }),
      ]
    : cancelled(order, reason, env.now, env);

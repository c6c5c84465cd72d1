import { virtualBrokerEvents as events } from './events.ts';
import type { EXPIRY_REASONS } from './events-orders.ts';
import type { WorkingOrder } from './state.ts';
import type { Turn } from './turn.ts';

const flowOf = ({ correlationId }: WorkingOrder) => ({ correlationId });

/** Cancels a working order; with `lateFill` the next quote fills it all the same. */
export const cancelOrder = (turn: Turn, order: WorkingOrder, reason: string, lateFill = false): void => {
  const ids = turn.idsOf(order, 'cancel');
  turn.happenWithFigures((figures) =>
    events.VirtualOrderCancelled(
      {
        ...turn.identity,
        ...ids,
        reason,
        beforeArrival: false,
        lateFill,
        figures,
        cancelledAt: turn.env.now,
      },
      flowOf(order),
    ),
  );
};

/** Ends a working order by the clock or the calendar. */
export const expireOrder = (
  turn: Turn,
  order: WorkingOrder,
  reason: (typeof EXPIRY_REASONS)[number],
): void => {
  const ids = turn.idsOf(order, 'expiry');
  turn.happenWithFigures((figures) =>
    events.VirtualOrderExpired(
      { ...turn.identity, ...ids, reason, figures, expiredAt: turn.env.now },
      flowOf(order),
    ),
  );
};

/** Rejects an order that was accepted and found no market (VB-U5). */
export const rejectOrder = (turn: Turn, order: WorkingOrder, code: string, detail: string): void => {
  const ids = turn.idsOf(order, 'rejection');
  turn.happenWithFigures((figures) =>
    events.VirtualOrderRejected(
      { ...turn.identity, ...ids, code, detail, figures, rejectedAt: turn.env.now },
      flowOf(order),
    ),
  );
};

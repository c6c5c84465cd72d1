import type { AggregateDefinition } from '../../core/aggregate.ts';
import type { Due } from '../../core/decider.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import { guardedBy } from '../../core/lifecycle.ts';
import type { OrderCommand } from './commands.ts';
import { decideOrder } from './decide.ts';
import { ignoredOrderEvents, type OrderEvent, orderEvents } from './events.ts';
import { evolveOrder } from './evolve.ts';
import { orderLifecycle } from './lifecycle.ts';
import type { OrderState } from './state.ts';
import { orderUpcasters } from './upcasters.ts';

/** What nobody approved in time ends by itself (AU-R7); everything else expires at its broker. */
const approvalEnd = (order: OrderState | null): Due<OrderCommand> | null =>
  order?.status === 'pending' && order.release === 'awaiting_approval' && order.approvalExpiresAt !== null
    ? {
        at: order.approvalExpiresAt,
        command: {
          type: 'ExpireOrderCommand',
          reason: 'nobody approved it in time',
          expiredAt: order.approvalExpiresAt,
        },
      }
    : null;

/** The order aggregate: one instruction to one broker account, from intent to terminal state (domains 4.6). */
export const orderAggregate: AggregateDefinition<OrderState | null, OrderCommand, OrderEvent> = {
  type: 'order',
  decider: {
    initial: null,
    decide: guardedBy(orderLifecycle, decideOrder),
    evolve: evolveOrder,
    nextDue: approvalEnd,
  },
  events: eventRegistry<OrderEvent>(orderEvents, {
    upcasters: orderUpcasters,
    ignoredHistoricalTypes: ignoredOrderEvents,
  }),
  stateSchema: 2,
};

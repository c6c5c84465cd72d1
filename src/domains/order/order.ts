import type { AggregateDefinition } from '../../core/aggregate.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import type { OrderCommand } from './commands.ts';
import { decideOrder } from './decide.ts';
import { type OrderEvent, orderEvents } from './events.ts';
import { evolveOrder } from './evolve.ts';
import type { OrderState } from './state.ts';

/**
 * The order aggregate: one instruction to one broker account, from intent to terminal state (domains 4.6).
 */
export const orderAggregate: AggregateDefinition<OrderState | null, OrderCommand, OrderEvent> = {
  type: 'order',
  decider: { initial: null, decide: decideOrder, evolve: evolveOrder },
  events: eventRegistry<OrderEvent>(orderEvents),
  stateSchema: 1,
};

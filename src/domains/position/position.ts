import type { AggregateDefinition } from '../../core/aggregate.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import type { PositionCommand } from './commands.ts';
import { decidePosition } from './decide.ts';
import { type PositionEvent, positionEvents } from './events.ts';
import { evolveBook } from './evolve.ts';
import { emptyBook, type PositionBook } from './state.ts';
import { positionUpcasters } from './upcasters.ts';

/**
 * The position book of one (account, instrument): its log holds the instrument's successive positions (DESIGN 4).
 */
export const positionAggregate: AggregateDefinition<PositionBook, PositionCommand, PositionEvent> = {
  type: 'position',
  decider: { initial: emptyBook, decide: decidePosition, evolve: evolveBook },
  events: eventRegistry<PositionEvent>(positionEvents, { upcasters: positionUpcasters }),
  stateSchema: 2,
};

import type { EventOf } from '../../core/event.ts';
import {
  PositionClosedEvent,
  PositionIncreasedEvent,
  PositionOpenedEvent,
  PositionReducedEvent,
} from './booking-events.ts';
import {
  PositionAdjustedEvent,
  PositionExitReArmedEvent,
  PositionExitTriggeredEvent,
  PositionManagementCompleted,
  PositionPnLUpdatedEvent,
  PositionReconciledEvent,
  PositionSettledEvent,
  PositionStopLossSetEvent,
  PositionTakeProfitSetEvent,
  PositionTrailingStopMovedEvent,
} from './care-events.ts';

/** All events of a position book. */
export const positionEvents = {
  PositionOpenedEvent,
  PositionIncreasedEvent,
  PositionReducedEvent,
  PositionClosedEvent,
  PositionPnLUpdatedEvent,
  PositionStopLossSetEvent,
  PositionTakeProfitSetEvent,
  PositionTrailingStopMovedEvent,
  PositionExitTriggeredEvent,
  PositionExitReArmedEvent,
  PositionReconciledEvent,
  PositionAdjustedEvent,
  PositionSettledEvent,
  PositionManagementCompleted,
};
export type PositionEvent = EventOf<typeof positionEvents>;

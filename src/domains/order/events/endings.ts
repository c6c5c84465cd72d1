import { z } from 'zod';
import { computedDecimal } from '../../../core/decimal.ts';
import { defineEvent } from '../../../core/event.ts';
import { utcInstant } from '../../shared/quote.ts';
import { orderGroupSchema } from '../intent.ts';
import { TERMINAL_STATUSES } from '../values.ts';
import { ids } from './intent.ts';

/** An end tells the group and what was filled, so that nobody has to ask (rule N-R1). */
const ending = { ...ids, group: orderGroupSchema.nullable(), filledQuantity: computedDecimal() };

/** The order ended; a part of `filledQuantity` units may have been filled (OR-U8). */
export const OrderCancelled = defineEvent(
  'OrderCancelled',
  2,
  z.object({ ...ending, reason: z.string(), cancelledAt: utcInstant() }),
);

/** The order will not be worked; `code` is stable, `detail` for people. */
export const OrderRejected = defineEvent(
  'OrderRejected',
  2,
  z.object({ ...ending, code: z.string().min(1), detail: z.string(), rejectedAt: utcInstant() }),
);

/** The order's time is over, at the broker or while it waited for approval. */
export const OrderExpiredEvent = defineEvent(
  'OrderExpiredEvent',
  1,
  z.object({ ...ending, reason: z.string(), expiredAt: utcInstant() }),
);

const outcome = {
  ...ids,
  finalStatus: z.enum(TERMINAL_STATUSES),
  filledQuantity: computedDecimal(),
  averageFillPrice: computedDecimal().nullable(),
  completedAt: utcInstant(),
};

/** The order is over and no execution tells so: it was held, adopted or untracked. */
export const OrderCompletedEvent = defineEvent('OrderCompletedEvent', 1, z.object(outcome));

/** Notice that the order's execution is over; `sagaId` is null when no saga told so. */
export const OrderExecutionCompleted = defineEvent(
  'OrderExecutionCompleted',
  1,
  z.object({ ...outcome, sagaId: z.uuid().nullable() }),
);

import { z } from 'zod';
import { computedDecimal, decimalString } from '../../../core/decimal.ts';
import { defineEvent } from '../../../core/event.ts';
import { utcInstant } from '../../shared/quote.ts';
import { intentFields } from '../intent.ts';
import { RELEASED_BY } from '../values.ts';

/** Every event names its order, user and account. */
export const ids = { orderId: z.uuid(), userId: z.uuid(), accountId: z.uuid() };

/** The full intent, before anything left the house; `immediate` ones start their execution. */
export const OrderCreatedEvent = defineEvent('OrderCreatedEvent', 2, z.object(intentFields));

/**
 * A held order may go: the full intent again, so that it starts an execution as a created order does. `quantity` is what it is
 * released for, `parentFilledQuantity` what its parent had filled by then.
 */
export const OrderReleasedEvent = defineEvent(
  'OrderReleasedEvent',
  1,
  z.object({
    ...intentFields,
    releasedBy: z.enum(RELEASED_BY),
    parentFillId: z.string().min(1).nullable(),
    parentFilledQuantity: decimalString().nullable(),
    releasedAt: utcInstant(),
  }),
);

/**
 * Its group wants the order to be for another quantity: its parent filled more, or a sibling filled a part. What follows from it, a
 * replace or a cancel, is an event of its own, at once or when the broker can be asked. May be below zero as long as a sibling is ahead.
 */
export const OrderGroupQuantityChangedEvent = defineEvent(
  'OrderGroupQuantityChangedEvent',
  1,
  z.object({
    ...ids,
    cause: z.enum(['parent_fill', 'sibling_fill']),
    causeOrderId: z.uuid(),
    fillId: z.string().min(1).nullable(),
    /** Filled by the parent in total, or by the sibling with this fill. */
    filledQuantity: decimalString(),
    wantedQuantity: computedDecimal(),
    changedAt: utcInstant(),
  }),
);

/** The order is gone from its owner's lists; its log stays, and its id is never used again. */
export const OrderDeletedEvent = defineEvent(
  'OrderDeletedEvent',
  1,
  z.object({ ...ids, deletedAt: utcInstant() }),
);

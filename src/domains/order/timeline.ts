import { z } from 'zod';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import { utcInstant } from '../shared/quote.ts';
import type { OrderState } from './state.ts';

const STEPS = [
  'created',
  'released',
  'submitted',
  'placed',
  'changed',
  'fill',
  'cancel_requested',
  'untracked',
  'filled',
  'cancelled',
  'rejected',
  'expired',
] as const;

/** What happened to an order and when, oldest first. */
export const timelineSchema = z.array(
  z.object({ step: z.enum(STEPS), at: utcInstant(), fillId: z.string().nullable() }),
);
export type OrderTimeline = z.infer<typeof timelineSchema>;
type Step = (typeof STEPS)[number];

/** The time line of an order, from the instants it keeps (OR-U15). Steps of one instant stand in the order of an order's life. */
export const timelineOf = (order: OrderState): OrderTimeline => {
  const instants: readonly (readonly [Step, UtcInstant | null, string | null])[] = [
    ['created', order.createdAt, null],
    ['released', order.releasedAt, null],
    ['submitted', order.submittedAt, null],
    ['placed', order.placedAt, null],
    ['changed', order.updatedTermsAt, null],
    ...order.fills.map(({ fillId, filledAt }) => ['fill', filledAt, fillId] as const),
    ['cancel_requested', order.cancelRequestedAt, null],
    ['untracked', order.untrackedAt, null],
    ['filled', order.filledAt, null],
    ['cancelled', order.cancelledAt, null],
    ['rejected', order.rejectedAt, null],
    ['expired', order.expiredAt, null],
  ];
  return instants
    .flatMap(([step, at, fillId]) => (at === null ? [] : [{ step, at, fillId }]))
    .sort((a, b) => epochMs(a.at) - epochMs(b.at));
};

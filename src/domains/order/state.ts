import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { Fill, OrderChanges } from '../shared/trading.ts';
import type { OrderIntent, OrderTerms } from './intent.ts';
import type { OrderStatus, Release } from './values.ts';

/** A part that a sibling filled and that this order must not fill any more. */
export interface SiblingFill {
  readonly fillId: string;
  readonly quantity: DecimalString;
}

/**
 * An order as its events tell it (domains 4.6): its intent with the terms it has now, and how far it came. The decider's state is null
 * before the order is created.
 */
export interface OrderState extends OrderIntent {
  readonly status: OrderStatus;
  /** What still holds the order back, or how it went. */
  readonly release: Release;
  /** Null until the broker acknowledged; a replace may bring another one (OR-U7). */
  readonly brokerOrderId: string | null;
  /** The saga that sent it; null as long as nothing was sent. */
  readonly executionSagaId: string | null;
  /** Sent, and nobody knows whether it arrived (OR-U10). */
  readonly unconfirmed: boolean;
  /** Since when nobody follows the order, because its connection is gone; null while it is followed. */
  readonly untrackedAt: UtcInstant | null;
  /** The terms it was created with, by which a repeated creation is known (OR-R2). */
  readonly originalTerms: OrderTerms;
  /** New terms that the broker was asked for; the old ones stand meanwhile. */
  readonly pendingUpdate: { readonly changes: OrderChanges; readonly requestedAt: UtcInstant } | null;

  readonly fills: readonly Fill[];
  readonly filledQuantity: DecimalString;
  /** Σ(price × quantity) of the fills. */
  readonly filledValue: DecimalString;
  /** Null without fills (OR-R3). */
  readonly averageFillPrice: DecimalString | null;
  /** Sum over the fills, in account currency. */
  readonly commission: DecimalString;
  /** A fill was heard of after the order had ended. */
  readonly lateFill: boolean;

  /** What the order's group wants it to be for in all, fills included; null outside a group and for a parent. */
  readonly wantedQuantity: DecimalString | null;
  /** What the parent of a leg had filled when it last told. */
  readonly parentFilledQuantity: DecimalString;
  readonly siblingFills: readonly SiblingFill[];

  /** The broker's last status, word for word, and when the broker changed it. */
  readonly brokerStatus: string | null;
  readonly brokerUpdatedAt: UtcInstant | null;
  /** What a person should look at after the last look into the broker's list. */
  readonly alert: string | null;
  readonly rejectReason: { readonly code: string; readonly detail: string } | null;
  /** Why it was cancelled or expired. */
  readonly endReason: string | null;

  readonly releasedAt: UtcInstant | null;
  readonly submittedAt: UtcInstant | null;
  readonly placedAt: UtcInstant | null;
  readonly updatedTermsAt: UtcInstant | null;
  readonly cancelRequestedAt: UtcInstant | null;
  readonly filledAt: UtcInstant | null;
  readonly cancelledAt: UtcInstant | null;
  readonly rejectedAt: UtcInstant | null;
  readonly expiredAt: UtcInstant | null;
  readonly executionCompletedAt: UtcInstant | null;
  readonly deletedAt: UtcInstant | null;
}

/** True while something must happen before the order may leave the house. */
export const isHeld = ({ release }: OrderState): boolean =>
  release === 'awaiting_approval' || release === 'awaiting_parent';

/** True when the broker has the order or may have it. */
export const isAtBroker = ({ submittedAt, release }: OrderState): boolean =>
  submittedAt !== null || release === 'adopted';

/** True when an execution follows the order and tells that it is over. */
export const isFollowed = ({ release, untrackedAt }: OrderState): boolean =>
  (release === 'immediate' || release === 'released') && untrackedAt === null;

/** The ids that every event of the order carries. */
export const idsOf = ({ orderId, userId, accountId }: OrderState) => ({ orderId, userId, accountId });

/** What a broker is asked by. */
export const brokerAddressOf = (order: OrderState) => ({
  connectionId: order.connectionId,
  brokerAccountId: order.brokerAccountId,
  clientOrderId: order.clientOrderId,
  brokerOrderId: order.brokerOrderId,
});

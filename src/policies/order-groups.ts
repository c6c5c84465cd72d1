import type { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { AddressedCommand, Policy } from '../core/policy.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import { orderEvents } from '../domains/order/events.ts';
import type { OrderGroup, OrderIntent, OrderLeg } from '../domains/order/intent.ts';
import { assetFieldsOf } from '../domains/shared/derivatives.ts';

type Fill = z.infer<typeof orderEvents.OrderFilledEvent.schema>;
type Correction = z.infer<typeof orderEvents.OrderFillCorrectedEvent.schema>;
type End = z.infer<typeof orderEvents.OrderCancelled.schema>;

const toOrder = (orderId: string, command: OrderCommand, dedupeKey: string): AddressedCommand => ({
  target: { type: 'order', key: orderId },
  command,
  dedupeKey,
});

const legGroup = (intent: OrderIntent, group: OrderGroup, leg: OrderLeg): OrderGroup => {
  const others = intent.legs.filter(({ orderId }) => orderId !== leg.orderId).map(({ orderId }) => orderId);
  const isExitOfParent = group.role === 'parent';
  return {
    ...group,
    role: leg.role,
    parentOrderId: isExitOfParent ? intent.orderId : null,
    siblingOrderIds: isExitOfParent ? others : [intent.orderId, ...others],
  };
};

/** Creates a leg from the log of the order that brings it: terms and ids are there, so nothing is lost whatever fails in between. */
const createLeg = (intent: OrderIntent, group: OrderGroup, leg: OrderLeg): AddressedCommand => {
  const { orderId, clientOrderId, role: _, ...terms } = leg;
  const command: OrderCommand = {
    type: 'CreateOrderCommand',
    orderId,
    clientOrderId,
    ...terms,
    accountId: intent.accountId,
    connectionId: intent.connectionId,
    brokerId: intent.brokerId,
    brokerAccountId: intent.brokerAccountId,
    automationId: intent.automationId,
    signalId: intent.signalId,
    symbol: intent.symbol,
    positionEffect: 'close',
    extendedHours: false,
    submission: group.role === 'parent' ? 'on_parent_fill' : 'immediate',
    approvalExpiresAt: null,
    attached: null,
    createdBy: intent.createdBy,
    basis: {
      kind: 'given',
      ...assetFieldsOf(intent),
      multiplier: intent.multiplier,
      group: legGroup(intent, group, leg),
    },
  };
  return toOrder(orderId, command, `create:${orderId}`);
};

/** Legs wait beside a parent from the beginning; exits that work at once (oco) are created when the order that brings them goes. */
const onIntent = (intent: OrderIntent, isReleased: boolean): readonly AddressedCommand[] => {
  const { group, legs, submission } = intent;
  if (!group || legs.length === 0) return [];
  const isTime = group.role === 'parent' ? !isReleased : isReleased || submission === 'immediate';
  return isTime ? legs.map((leg) => createLeg(intent, group, leg)) : [];
};

/** Tells the legs what their parent has filled in all. */
const releaseLegs = (
  group: OrderGroup,
  filled: { readonly quantity: string; readonly parentFillId: string | null; readonly isFinal: boolean },
  key: string,
): readonly AddressedCommand[] =>
  group.siblingOrderIds.map((legId) =>
    toOrder(legId, { type: 'ReleaseOrderCommand', releasedBy: 'parent_fill', ...filled }, `${key}:${legId}`),
  );

const reduce = (orderId: string, fill: Fill | Correction, key: string): AddressedCommand =>
  toOrder(
    orderId,
    {
      type: 'ReduceForSiblingCommand',
      siblingOrderId: fill.orderId,
      fillId: fill.fillId,
      quantity: fill.fillQuantity,
    },
    `${key}:${orderId}`,
  );

/** A fill of a parent is for its legs, one of a leg for its siblings; a leg that is filled leaves nothing that its parent should enter. */
const onFill = (fill: Fill, isComplete: boolean): readonly AddressedCommand[] => {
  const { group, fillId } = fill;
  if (!group) return [];
  const filled = { quantity: fill.cumulativeQuantity, parentFillId: fillId, isFinal: isComplete };
  if (group.role === 'parent') return releaseLegs(group, filled, fillId);
  const siblings = group.native ? [] : group.siblingOrderIds.map((orderId) => reduce(orderId, fill, fillId));
  return isComplete && group.parentOrderId !== null
    ? [...siblings, reduce(group.parentOrderId, fill, fillId)]
    : siblings;
};

/** A corrected trade is told like a fill, under the event's own key; one that was broken took nothing from the siblings. */
const onCorrection = (fill: Correction, eventId: string): readonly AddressedCommand[] => {
  const { group } = fill;
  if (!group) return [];
  const filled = { quantity: fill.cumulativeQuantity, parentFillId: fill.fillId, isFinal: false };
  if (group.role === 'parent') return releaseLegs(group, filled, eventId);
  return group.native ? [] : group.siblingOrderIds.map((orderId) => reduce(orderId, fill, eventId));
};

/** A parent that came to nothing takes its legs along; after a fill they stay for what was filled. */
const onEnd = ({ group, orderId, filledQuantity }: End, what: string): readonly AddressedCommand[] => {
  if (group?.role !== 'parent') return [];
  const key = `${orderId}:${what}`;
  if (filledQuantity !== '0')
    return releaseLegs(group, { quantity: filledQuantity, parentFillId: null, isFinal: true }, key);
  return group.siblingOrderIds.map((legId) =>
    toOrder(legId, { type: 'CancelOrderCommand', reason: `parent ${what}` }, `${key}:${legId}`),
  );
};

const reactions: Readonly<Record<string, (event: EventEnvelope) => readonly AddressedCommand[]>> = {
  [orderEvents.OrderCreatedEvent.type]: ({ data }) => onIntent(data as OrderIntent, false),
  [orderEvents.OrderReleasedEvent.type]: ({ data }) => onIntent(data as OrderIntent, true),
  [orderEvents.OrderPartiallyFilledEvent.type]: ({ data }) => onFill(data as Fill, false),
  [orderEvents.OrderFilledEvent.type]: ({ data }) => onFill(data as Fill, true),
  [orderEvents.OrderFillCorrectedEvent.type]: ({ data, eventId }) =>
    onCorrection(data as Correction, eventId),
  [orderEvents.OrderCancelled.type]: ({ data }) => onEnd(data as End, 'cancelled'),
  [orderEvents.OrderRejected.type]: ({ data }) => onEnd(data as End, 'rejected'),
  [orderEvents.OrderExpiredEvent.type]: ({ data }) => onEnd(data as End, 'expired'),
};

/**
 * Orders of a group hear of each other (OR-U9): a parent brings its legs, its fills let them go or resize them, its end without a fill
 * ends them, and what one exit fills the others lose, unless the broker sees to that. Events without a group are of no interest here.
 */
export const orderGroups: Policy = {
  name: 'order_groups',
  eventTypes: new Set(Object.keys(reactions)),
  commandsFor: (event) => reactions[event.eventType]?.(event) ?? [],
};

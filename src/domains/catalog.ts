import type { DomainEvent } from '../core/decider.ts';
import type { EventEnvelope } from '../core/envelope.ts';
import { type EventRegistry, UnreadableEventError } from '../core/event-registry.ts';
import { type AnyView, anyView } from '../core/view.ts';
import { brokerAccountAggregate } from './broker-account/broker-account.ts';
import { brokerAccountView } from './broker-account/view.ts';
import { brokerConnectionAggregate } from './broker-connection/broker-connection.ts';
import { brokerConnectionView } from './broker-connection/view.ts';
import { orderAggregate } from './order/order.ts';
import { orderView } from './order/view.ts';
import { positionAggregate } from './position/position.ts';
import { positionView } from './position/view.ts';
import { userAccountAggregate } from './user-account/user-account.ts';
import { virtualBrokerAggregate } from './virtual-broker/virtual-broker.ts';

/** Every kind of aggregate of this system, by its stored type. */
export const aggregates = {
  user_account: userAccountAggregate,
  broker_connection: brokerConnectionAggregate,
  broker_account: brokerAccountAggregate,
  virtual_broker: virtualBrokerAggregate,
  order: orderAggregate,
  position: positionAggregate,
} as const;

const registries = new Map<string, EventRegistry<DomainEvent>>(
  Object.values(aggregates).map(({ type, events }) => [
    type,
    events as unknown as EventRegistry<DomainEvent>,
  ]),
);

/** Reads a stored event of any aggregate in today's shape; throws UnreadableEventError when it cannot. */
export const readEvent = (envelope: EventEnvelope): DomainEvent => {
  const registry = registries.get(envelope.aggregateType);
  if (!registry)
    throw new UnreadableEventError('unknown_type', `no aggregate type ${envelope.aggregateType}`);
  return registry.read(envelope);
};

/** The views every user's hub keeps. */
export const hubViews: readonly AnyView[] = [
  anyView(brokerConnectionView),
  anyView(brokerAccountView),
  anyView(orderView),
  anyView(positionView),
];

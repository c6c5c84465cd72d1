import type { DomainEvent } from '../core/decider.ts';
import type { EventEnvelope } from '../core/envelope.ts';
import { type EventRegistry, eventRegistry, UnreadableEventError } from '../core/event-registry.ts';
import { sagaEvents } from '../core/saga-instance/events.ts';
import { operationsView } from '../core/saga-instance/summary.ts';
import { type AnyView, anyView } from '../core/view.ts';
import { automationAggregate } from './automation/automation.ts';
import { automationSignalsView } from './automation/signals-view.ts';
import { automationView } from './automation/view.ts';
import { brokerAccountAggregate } from './broker-account/broker-account.ts';
import { brokerAccountView } from './broker-account/view.ts';
import { brokerConnectionAggregate } from './broker-connection/broker-connection.ts';
import { brokerConnectionView } from './broker-connection/view.ts';
import { orderAggregate } from './order/order.ts';
import { orderView } from './order/view.ts';
import { portfolioAggregate } from './portfolio/portfolio.ts';
import { portfolioView } from './portfolio/view.ts';
import { positionAggregate } from './position/position.ts';
import { positionView } from './position/view.ts';
import { userAccountAggregate } from './user-account/user-account.ts';
import { userAccountView } from './user-account/view.ts';
import { virtualBrokerAggregate } from './virtual-broker/virtual-broker.ts';

/**
 * Every kind of aggregate of this system, by its stored type. The manifests name more, for people and tests; they stay out of
 * what is deployed.
 */
export const aggregates = {
  user_account: userAccountAggregate,
  broker_connection: brokerConnectionAggregate,
  broker_account: brokerAccountAggregate,
  virtual_broker: virtualBrokerAggregate,
  automation: automationAggregate,
  order: orderAggregate,
  position: positionAggregate,
  portfolio: portfolioAggregate,
} as const;

const registries = new Map<string, EventRegistry<DomainEvent>>([
  ...Object.values(aggregates).map(
    ({ type, events }) => [type, events as unknown as EventRegistry<DomainEvent>] as const,
  ),
  ['saga', eventRegistry(sagaEvents)] as const,
]);

/** Reads a stored event of any log in today's shape, null for one that means nothing any more; throws UnreadableEventError when it cannot. */
export const readEvent = (envelope: EventEnvelope): DomainEvent | null => {
  const registry = registries.get(envelope.aggregateType);
  if (!registry)
    throw new UnreadableEventError('unknown_type', `no aggregate type ${envelope.aggregateType}`);
  return registry.read(envelope);
};

/** The views every user's hub keeps. */
export const hubViews: readonly AnyView[] = [
  anyView(userAccountView),
  anyView(brokerConnectionView),
  anyView(brokerAccountView),
  anyView(automationView),
  anyView(automationSignalsView),
  anyView(orderView),
  anyView(positionView),
  anyView(portfolioView),
  operationsView,
];

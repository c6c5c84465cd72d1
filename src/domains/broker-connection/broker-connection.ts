import type { AggregateDefinition } from '../../core/aggregate.ts';
import type { Due } from '../../core/decider.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { decideBrokerConnection } from './decide.ts';
import { type BrokerConnectionEvent, brokerConnectionEvents } from './events.ts';
import { evolveBrokerConnection } from './evolve.ts';
import { graceDue } from './grace.ts';
import { type BrokerConnectionState, initialBrokerConnection } from './state.ts';
import { tokenDue } from './tokens.ts';
import { brokerConnectionUpcasters } from './upcasters.ts';

export type { BrokerConnectionCommand } from './commands.ts';
export { evolveBrokerConnection } from './evolve.ts';
export { type BrokerConnectionState, type ConnectionStatus, initialBrokerConnection } from './state.ts';
export type { BrokerId, Environment } from './values.ts';

/** What time will do to a connection: end its tokens while it is in use, or its period of grace once it is not. */
const nextDue = (state: BrokerConnectionState): Due<BrokerConnectionCommand> | null =>
  graceDue(state) ?? tokenDue(state);

/** One user's link to one broker in one environment (domains 4.2). Purged, its log is closed: connecting again begins a new one. */
export const brokerConnectionAggregate: AggregateDefinition<
  BrokerConnectionState,
  BrokerConnectionCommand,
  BrokerConnectionEvent
> = {
  type: 'broker_connection',
  decider: {
    initial: initialBrokerConnection,
    decide: decideBrokerConnection,
    evolve: evolveBrokerConnection,
    nextDue,
    isTerminal: ({ status }) => status === 'purged',
  },
  events: eventRegistry<BrokerConnectionEvent>(brokerConnectionEvents, {
    upcasters: brokerConnectionUpcasters,
  }),
  stateSchema: 3,
};

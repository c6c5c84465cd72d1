import type { AggregateDefinition } from '../../core/aggregate.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { decideBrokerAccount } from './decide.ts';
import { type BrokerAccountEvent, brokerAccountEvents } from './events.ts';
import { evolveBrokerAccount } from './evolve.ts';
import { type BrokerAccountState, initialBrokerAccount } from './state.ts';
import { brokerAccountUpcasters } from './upcasters.ts';

export { evolveBrokerAccount } from './evolve.ts';
export {
  type AccountStatus,
  availableBuyingPower,
  type BrokerAccountState,
  initialBrokerAccount,
} from './state.ts';

/** One account at a broker (domains 4.3). Once deleted its log is closed: linking it again begins a new incarnation. */
export const brokerAccountAggregate: AggregateDefinition<
  BrokerAccountState,
  BrokerAccountCommand,
  BrokerAccountEvent
> = {
  type: 'broker_account',
  decider: {
    initial: initialBrokerAccount,
    decide: decideBrokerAccount,
    evolve: evolveBrokerAccount,
    isTerminal: ({ status }) => status === 'deleted',
  },
  events: eventRegistry<BrokerAccountEvent>(brokerAccountEvents, { upcasters: brokerAccountUpcasters }),
  stateSchema: 2,
};

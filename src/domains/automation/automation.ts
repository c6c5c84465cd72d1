import type { AggregateDefinition } from '../../core/aggregate.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import type { AutomationCommand } from './commands.ts';
import { decideAutomation } from './decide.ts';
import { type AutomationEvent, automationEvents } from './events.ts';
import { evolveAutomation } from './evolve.ts';
import type { AutomationState } from './state.ts';

/** The automation aggregate: one log per automation, closed for good by its deletion. */
export const automationAggregate: AggregateDefinition<
  AutomationState | null,
  AutomationCommand,
  AutomationEvent
> = {
  type: 'automation',
  decider: {
    initial: null,
    decide: decideAutomation,
    evolve: evolveAutomation,
    isTerminal: (state) => state?.profile.status === 'deleted',
  },
  events: eventRegistry(automationEvents),
  stateSchema: 1,
};

import type { AggregateDefinition } from '../../core/aggregate.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import type { UserAccountCommand } from './commands.ts';
import { decideUserAccount } from './decide.ts';
import { type UserAccountEvent, userAccountEvents } from './events.ts';
import { evolveUserAccount } from './evolve.ts';
import { initialUserAccount, type UserAccountState } from './state.ts';
import { userAccountUpcasters } from './upcasters.ts';

export type { UserAccountCommand } from './commands.ts';
export type { UserAccountState } from './state.ts';

/** Registration, sign-in, profile and belongings of one user, to the end of all of them (domains 4.1). */
export const userAccountAggregate: AggregateDefinition<
  UserAccountState,
  UserAccountCommand,
  UserAccountEvent
> = {
  type: 'user_account',
  decider: {
    initial: initialUserAccount,
    decide: decideUserAccount,
    evolve: evolveUserAccount,
    isTerminal: ({ status }) => status === 'deleted',
  },
  events: eventRegistry<UserAccountEvent>(userAccountEvents, { upcasters: userAccountUpcasters }),
  stateSchema: 2,
};

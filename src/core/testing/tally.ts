import { z } from 'zod';
import { type AggregateDefinition, type AnyAggregate, anyAggregate } from '../aggregate.ts';
import type { CommandEnvelope } from '../command.ts';
import type { LogHead, TurnContext } from '../command-turn.ts';
import { accept, decideBy, evolveBy, reject } from '../decider.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { eventRegistry } from '../event-registry.ts';
import { deterministicId } from '../ids.ts';
import { TEST_NOW, testHash } from './decider-specification.ts';

const tallyEvents = {
  Added: defineEvent('Added', 1, z.object({ amount: z.int(), note: z.string(), id: z.string() })),
  Closed: defineEvent('Closed', 1, z.object({ total: z.int() })),
};
type TallyEvent = EventOf<typeof tallyEvents>;

/** Commands of the tally, an aggregate that only tests know. */
export type TallyCommand =
  | {
      readonly type: 'Add';
      readonly amounts: readonly number[];
      readonly note?: string;
      readonly flow?: string;
    }
  | { readonly type: 'Refuse' }
  | { readonly type: 'Break' }
  | { readonly type: 'Close' };

interface TallyState {
  readonly total: number;
  readonly closed: boolean;
}

const definition: AggregateDefinition<TallyState, TallyCommand, TallyEvent> = {
  type: 'tally',
  decider: {
    initial: { total: 0, closed: false },
    decide: decideBy<TallyState, TallyCommand, TallyEvent>({
      Add: ({ amounts, note, flow }, _state, env) =>
        accept<TallyEvent>(
          ...amounts.map((amount) => {
            const data = { amount, note: note ?? '', id: env.newId() };
            return flow ? tallyEvents.Added(data, { correlationId: flow }) : tallyEvents.Added(data);
          }),
        ),
      Refuse: ({ type }, { total }) => reject('refused', `${type} at ${total}`),
      Break: () => {
        throw new Error('broken');
      },
      Close: (_command, { total }) => accept<TallyEvent>(tallyEvents.Closed({ total })),
    }),
    evolve: evolveBy<TallyState, TallyEvent>({
      Added: (state, { amount }) => ({ ...state, total: state.total + amount }),
      Closed: (state) => ({ ...state, closed: true }),
    }),
    isTerminal: ({ closed }) => closed,
  },
  events: eventRegistry<TallyEvent>(tallyEvents),
  stateSchema: 1,
};

/** The tally as a host sees it. */
export const tally: AnyAggregate = anyAggregate(definition);

/** A UUID for tests, the same for the same parts. */
export const id = (...parts: readonly (string | number)[]): string => deterministicId(testHash, ...parts);

/** A command for the tally, with the id and hash of its name. */
export const envelope = (
  name: string,
  command: TallyCommand,
  changes: Partial<CommandEnvelope> = {},
): CommandEnvelope => ({
  commandId: id(name),
  commandHash: `hash of ${name}`,
  command,
  userId: id('user'),
  region: 'weur',
  correlationId: id('correlation'),
  causationId: null,
  sagaId: null,
  actor: { kind: 'user', id: id('user') },
  remember: false,
  returnState: true,
  ...changes,
});

/** Adds these amounts, one event each. */
export const add = (name: string, ...amounts: readonly number[]): CommandEnvelope =>
  envelope(name, { type: 'Add', amounts });

/** Mints the incarnations `epoch-0`, `epoch-1` and so on. */
export const context: TurnContext = {
  now: TEST_NOW,
  hash: testHash,
  mint: (ordinal) => ({ epoch: `epoch-${ordinal}`, aggregateId: id('tally', ordinal) }),
};

/** The tally's total at the head of a log. */
export const totalOf = (head: LogHead): number => (head.state as TallyState).total;

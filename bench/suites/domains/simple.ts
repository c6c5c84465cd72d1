import type { AggregateDefinition } from '../../../src/core/aggregate.ts';
import type { DecisionEnv, DomainCommand, DomainEvent } from '../../../src/core/decider.ts';
import { automationAggregate } from '../../../src/domains/automation/automation.ts';
import {
  activate,
  create as createAutomation,
  DEACTIVATE,
} from '../../../src/domains/automation/testing/fixtures.ts';
import { orderAggregate } from '../../../src/domains/order/order.ts';
import { CANCEL, limit, PLACE, REJECT_CANCEL, SUBMIT } from '../../../src/domains/order/testing/fixtures.ts';
import { atLeast, type BenchResult, figure } from '../../suite.ts';
import { envAt } from './lives.ts';
import { perSecondOf } from './measure.ts';

const COMMANDS = 200_000;
const TARGET = 500_000;

/** Gives the commands of a cycle in turns, each of which takes effect, and answers how many per second are decided and evolved. */
const cycle = <State, Command extends DomainCommand, Event extends DomainEvent>(
  { decider }: Pick<AggregateDefinition<State, Command, Event>, 'decider'>,
  past: readonly Command[],
  commands: readonly Command[],
): number => {
  const { decide, evolve, initial } = decider;
  const env: DecisionEnv = envAt(0, true);
  const apply = (state: State, command: Command): State => {
    const decision = decide(command, state, env);
    if (decision.kind === 'reject') throw new Error(`${command.type}: ${decision.rejection.code}`);
    if (decision.events.length === 0) throw new Error(`${command.type} changed nothing`);
    let next = state;
    for (const event of decision.events) next = evolve(next, event);
    return next;
  };
  const start = past.reduce(apply, initial);
  return perSecondOf(COMMANDS, (count) => {
    let state = start;
    for (let done = 0; done < count; done++)
      state = apply(state, commands[done % commands.length] as Command);
  });
};

/** An aggregate that only counts: what the loop and the allocation of an event cost by themselves. */
const floor = (): number =>
  cycle<{ readonly count: number }, DomainCommand<'Count'>, DomainEvent<'Counted', { readonly by: number }>>(
    {
      decider: {
        initial: { count: 0 },
        decide: () => ({ kind: 'accept', events: [{ type: 'Counted', data: { by: 1 } }] }),
        evolve: ({ count }, { data }) => ({ count: count + data.by }),
      },
    },
    [],
    [{ type: 'Count' }],
  );

/** Simple commands per second on one core: decided and evolved, parsed before. */
export const simpleCommands = (): readonly BenchResult[] => {
  const raw = floor();
  const cases: readonly (readonly [string, number])[] = [
    [
      'automation, deactivated and activated',
      cycle(automationAggregate, [createAutomation(), activate()], [DEACTIVATE, activate()]),
    ],
    [
      'order, cancel asked for and refused',
      cycle(orderAggregate, [limit('140'), SUBMIT, PLACE], [CANCEL, REJECT_CANCEL]),
    ],
  ];
  return [
    figure('simple commands, floor: an aggregate that counts', raw, '/s'),
    ...cases.flatMap(([name, perSecond]) => [
      atLeast(`simple commands, ${name}`, perSecond, TARGET, '/s'),
      figure(`simple commands, ${name}, of the floor`, perSecond / raw, '×'),
    ]),
  ];
};

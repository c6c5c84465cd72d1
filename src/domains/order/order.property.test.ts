import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../core/decimal.ts';
import { runCommandSequences } from '../../core/testing/command-sequences.ts';
import { testEnv } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { orderAggregate } from './order.ts';
import type { OrderState } from './state.ts';
import { create, fill, INSTRUMENT, PLACE, SAGA, SUBMIT } from './testing/fixtures.ts';
import { orderSequences } from './testing/sequences.ts';
import { isTerminal } from './values.ts';

const { decider } = orderAggregate;
const Exact = Decimal.clone({ precision: 200 });

interface Run {
  readonly states: readonly (OrderState | null)[];
  readonly events: readonly OrderEvent[];
}

const run = (commands: readonly OrderCommand[]): Run => {
  const states: (OrderState | null)[] = [decider.initial];
  const events: OrderEvent[] = [];
  for (const command of commands) {
    const before = states.at(-1) ?? null;
    const decision = decider.decide(command, before, testEnv({ sagaId: SAGA }));
    const produced = decision.kind === 'accept' ? decision.events : [];
    events.push(...produced);
    states.push(produced.reduce(decider.evolve, before));
  }
  return { states, events };
};

const anyRun = fc.array(orderSequences.command, { maxLength: 20 });

describe('any sequence of up to 20 commands', () => {
  it('invariant 1, invariant 6, invariant 7: replays to the same state, and is never impossible', () => {
    runCommandSequences(orderAggregate, orderSequences, { runs: 300, seed: 46 });
  });

  it('ends once: no status follows an end, and the end of its execution is told once', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const { states, events } = run(commands);
        const end = states.findIndex((state) => state && isTerminal(state.status));
        if (end < 0) return;
        for (const state of states.slice(end)) expect(state?.status).toBe(states[end]?.status);
        const notices = events.filter(
          ({ type }) => type === 'OrderExecutionCompleted' || type === 'OrderCompletedEvent',
        );
        expect(notices.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('OR-R2: a command given twice in a row writes nothing the second time', () => {
    fc.assert(
      fc.property(anyRun, orderSequences.command, (commands, command) => {
        const once = run([...commands, command]);
        const twice = run([...commands, command, command]);
        expect(twice.events).toEqual(once.events);
      }),
    );
  });
});

describe('any fills', () => {
  const scaled = (max: number, digits: number) =>
    fc.integer({ min: 1, max }).map((n) => new Decimal(n).div(10 ** digits).toFixed());
  const anyFill = fc.record({
    quantity: scaled(50_000, 3),
    price: scaled(2_000_000, 4),
    commission: scaled(500, 2),
  });

  it('OR-R3: the average is that of exact arithmetic, rounded once to 28 digits', () => {
    fc.assert(
      fc.property(fc.array(anyFill, { minLength: 1, maxLength: 12 }), (fills) => {
        const commands = fills.map(({ quantity, ...rest }, n) =>
          fill(quantity, { fillId: `fill-${n}`, ...rest }),
        );
        const creation = create({ quantity: '100.5' }, { instrument: { ...INSTRUMENT, fractionable: true } });
        const order = run([creation, SUBMIT, PLACE, ...commands]).states.at(-1);
        if (!order || order.averageFillPrice === null) return;
        const value = order.fills.reduce(
          (total, { price, quantity }) => total.plus(new Exact(price).times(quantity)),
          new Exact(0),
        );
        const average = value.div(order.filledQuantity).toSignificantDigits(28, Decimal.ROUND_HALF_EVEN);
        expect(order.averageFillPrice).toBe(average.toFixed());
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, decimal, sum } from '../../core/decimal.ts';
import { testEnv } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { orderAggregate } from './order.ts';
import type { OrderState } from './state.ts';
import {
  CANCEL,
  COMPLETE,
  CONFIRM,
  create,
  fill,
  INSTRUMENT,
  PLACE,
  REJECT,
  REJECT_CANCEL,
  SAGA,
  SUBMIT,
} from './testing/fixtures.ts';
import { isTerminal } from './values.ts';

const { decider, events: registry } = orderAggregate;
const Exact = Decimal.clone({ precision: 200 });

const scaled = (max: number, digits: number) =>
  fc.integer({ min: 1, max }).map((n) => new Decimal(n).div(10 ** digits).toFixed());

const anyFill: fc.Arbitrary<OrderCommand> = fc
  .record({
    name: fc.integer({ min: 1, max: 12 }),
    quantity: fc.oneof(scaled(50_000, 3), fc.constantFrom('50', '100')),
    price: fc.oneof(scaled(2_000_000, 4), scaled(999, 4)),
    commission: scaled(500, 2),
  })
  .map(({ name, quantity, price, commission }) =>
    fill(quantity, { fillId: `fill-${name}`, price, commission }),
  );

const anyCommand: fc.Arbitrary<OrderCommand> = fc.oneof(
  { weight: 6, arbitrary: anyFill },
  { weight: 2, arbitrary: fc.constantFrom(SUBMIT, PLACE) },
  { weight: 1, arbitrary: fc.constantFrom(CANCEL, REJECT_CANCEL, create()) },
  { weight: 1, arbitrary: fc.constantFrom(CONFIRM, REJECT, COMPLETE) },
);

const creation = create({ instrument: { ...INSTRUMENT, lotSize: '0.001' } });
const anyRun = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(anyCommand, { maxLength: 18 }).map((rest) => [creation, SUBMIT, ...rest]),
  },
  { weight: 1, arbitrary: fc.array(anyCommand, { maxLength: 20 }) },
);

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

const stored = (event: OrderEvent): OrderEvent => {
  const { schemaVersion, data } = registry.parse(event);
  return registry.read({ eventType: event.type, schemaVersion, data: JSON.parse(JSON.stringify(data)) });
};

describe('any sequence of up to 20 commands', () => {
  it('invariant 1: the stored events fold to the state', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const { states, events } = run(commands);
        expect(events.map(stored).reduce(decider.evolve, decider.initial)).toEqual(states.at(-1));
      }),
    );
  });

  it('invariant 7: Σ fills = filled quantity ≤ quantity, average = Σ(q·p)/Σq at 28 digits', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        for (const state of run(commands).states) {
          if (!state) continue;
          const { fills, filledQuantity, quantity, averageFillPrice, commission } = state;
          expect(decimal(sum(fills.map((f) => f.quantity))).eq(filledQuantity)).toBe(true);
          expect(decimal(filledQuantity).lte(quantity)).toBe(true);
          expect(decimal(sum(fills.map((f) => f.commission))).eq(commission)).toBe(true);
          expect(new Set(fills.map((f) => f.fillId)).size).toBe(fills.length);
          if (averageFillPrice === null) {
            expect(fills).toEqual([]);
            continue;
          }
          const value = fills.reduce(
            (total, f) => total.plus(new Exact(f.price).times(f.quantity)),
            new Exact(0),
          );
          const average = value.div(filledQuantity).toSignificantDigits(28, Decimal.ROUND_HALF_EVEN);
          expect(averageFillPrice).toBe(average.toFixed());
        }
      }),
    );
  });

  it('terminal is final: neither status nor fills change, and the end is told once', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const { states, events } = run(commands);
        const end = states.find((state) => state && isTerminal(state.status));
        if (!end) return;
        const later = states.slice(states.indexOf(end));
        for (const state of later) expect(state).toMatchObject({ status: end.status, fills: end.fills });
        const notices = events.filter(({ type }) => type === 'OrderExecutionCompleted');
        expect(notices.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('a command given twice in a row writes nothing the second time', () => {
    fc.assert(
      fc.property(anyRun, anyCommand, (commands, command) => {
        const once = run([...commands, command]);
        const twice = run([...commands, command, command]);
        expect(twice.events).toEqual(once.events);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, sum } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { availableBuyingPower, brokerAccountAggregate } from './broker-account.ts';
import type { BrokerAccountCommand } from './commands.ts';
import type { BrokerAccountEvent } from './events.ts';
import { DELETE, figures, link, play, refresh, release, reserve, settle } from './testing/fixtures.ts';
import { brokerAccountView } from './view.ts';

const { decider, events: registry } = brokerAccountAggregate;

const anyAmount = fc.integer({ min: 0, max: 100_000 }).map((cents) => (cents / 100).toString());
const anyOrder = fc.integer({ min: 1, max: 6 }).map((n) => `order-${n}`);
const anyFigures = fc
  .record({ buyingPower: fc.option(anyAmount, { freq: 9 }), ms: fc.integer({ min: -5, max: 50 }) })
  .map(({ buyingPower, ms }) => figures(buyingPower, ms));

const anyReserve = fc.tuple(anyOrder, anyAmount).map(([name, amount]) => reserve(name, amount));
const anyEnd = fc.oneof(
  anyOrder.map(release),
  fc.tuple(anyOrder, anyFigures).map(([name, told]) => settle(name, told)),
);
const anyCommand: fc.Arbitrary<BrokerAccountCommand> = fc.oneof(
  { weight: 5, arbitrary: anyReserve },
  { weight: 3, arbitrary: anyEnd },
  { weight: 2, arbitrary: anyFigures.map(refresh) },
  { weight: 1, arbitrary: anyFigures.map((told) => link({ figures: told })) },
);
const anyRun = fc.array(anyCommand, { maxLength: 25 }).map((rest) => [link(), ...rest]);

const stored = (event: BrokerAccountEvent): BrokerAccountEvent => {
  const { schemaVersion, data } = registry.parse(event);
  return registry.read({ eventType: event.type, schemaVersion, data: JSON.parse(JSON.stringify(data)) });
};

const amounts = (events: readonly BrokerAccountEvent[], type: BrokerAccountEvent['type']) =>
  decimal(sum(events.flatMap((e) => (e.type === type && 'amount' in e.data ? [e.data.amount] : []))));

describe('any sequence of up to 25 commands', () => {
  it('invariant 1: the stored events fold to the state', () => {
    const withEnd = fc.tuple(anyRun, fc.boolean()).map(([run, end]) => (end ? [...run, DELETE] : run));
    fc.assert(
      fc.property(withEnd, (commands) => {
        const { state, events } = play(commands);
        expect(events.map(stored).reduce(decider.evolve, decider.initial)).toEqual(state);
      }),
    );
  });

  it('BrokerAccount 3: while the broker tells nothing new, reservations never exceed its buying power', () => {
    const quiet = fc
      .array(
        fc.oneof({ weight: 2, arbitrary: anyReserve }, { weight: 1, arbitrary: anyOrder.map(release) }),
        {
          maxLength: 25,
        },
      )
      .map((rest) => [link(), ...rest]);
    fc.assert(
      fc.property(quiet, (commands) => {
        let { state } = play([]);
        for (const event of play(commands).events) {
          state = decider.evolve(state, event);
          expect(decimal(availableBuyingPower(state) ?? '-1').gte(0)).toBe(true);
        }
      }),
    );
  });

  it('whatever the broker tells, nothing is reserved that is not available then', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        let { state } = play([]);
        for (const event of play(commands).events) {
          state = decider.evolve(state, event);
          if (event.type !== 'BuyingPowerReserved' || event.data.amount === '0') continue;
          expect(decimal(availableBuyingPower(state) ?? '-1').gte(0)).toBe(true);
        }
      }),
    );
  });

  it('Σ reserved − Σ released is what is reserved now, and an order is never reserved twice at once', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const { state, events } = play(commands);
        const open = amounts(events, 'BuyingPowerReserved').minus(amounts(events, 'BuyingPowerReleased'));
        expect(open.eq(sum(Object.values(state.reservations)))).toBe(true);
      }),
    );
  });

  it('asOf never goes back', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const stamps = play(commands).events.flatMap(({ data }) =>
          'asOf' in data ? [epochMs(data.asOf)] : [],
        );
        expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b));
      }),
    );
  });

  it('the view shows what the aggregate knows, and no row of a deleted account', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const { state, events } = play(commands);
        const meta = { aggregateId: '', aggregateVersion: 1, userId: '', occurredAt: figures(null).asOf };
        const project = (list: readonly BrokerAccountEvent[]) =>
          list.reduce<ReturnType<typeof brokerAccountView.project>>(
            (doc, event) => brokerAccountView.project(doc, event, meta),
            null,
          );
        expect(project(events)).toEqual(state);
        expect(project(play([...commands, DELETE]).events)).toBeNull();
      }),
    );
  });
});

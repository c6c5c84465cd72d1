import type { DomainEvent } from '../../../src/core/decider.ts';
import { Decimal, text } from '../../../src/core/decimal.ts';
import type { UpdatePositionCommand } from '../../../src/domains/position/commands.ts';
import type { PositionEvent } from '../../../src/domains/position/events.ts';
import { positionAggregate } from '../../../src/domains/position/position.ts';
import { fill } from '../../../src/domains/position/testing/fixtures.ts';
import { atMost, type BenchResult, figure } from '../../suite.ts';
import { envAt } from './lives.ts';
import { millisecondsOf } from './measure.ts';

const EVENTS = 10_000;
const TARGET_MS = 50;
/** Six fills that open a position, add to it, reduce it and close it. */
const ROUND = [
  ['buy', '100'],
  ['buy', '50'],
  ['sell', '70'],
  ['buy', '25'],
  ['sell', '55'],
  ['sell', '50'],
] as const;

const { decide, evolve, initial } = positionAggregate.decider;

const priceAt = (n: number): string => text(new Decimal(15_000 + ((n * 37) % 900)).div(100));

/** A year of trading in one instrument: its fills, booked. */
const history = (): readonly PositionEvent[] => {
  const events: PositionEvent[] = [];
  let state = initial;
  for (let n = 0; events.length < EVENTS; n++) {
    const [side, quantity] = ROUND[n % ROUND.length] as (typeof ROUND)[number];
    const command: UpdatePositionCommand = {
      ...fill(side, quantity, priceAt(n), { fillId: `fill-${n}`, commission: '0.35' }),
      orderId: envAt(n).commandId,
    };
    const decision = decide(command, state, envAt(n));
    if (decision.kind === 'reject') throw new Error(decision.rejection.detail);
    events.push(...decision.events);
    state = decision.events.reduce(evolve, state);
  }
  return events;
};

/** Replaying a long book of positions, parsed and from its stored text. */
export const positionReplay = (): readonly BenchResult[] => {
  const events = history();
  const stored = events.map(({ type, data }) => JSON.stringify({ type, data }));
  const replay = (past: Iterable<DomainEvent>) => {
    let state = initial;
    for (const event of past) state = evolve(state, event as PositionEvent);
  };
  return [
    atMost(
      `positions, replay of ${EVENTS} events`,
      millisecondsOf(() => replay(events)),
      TARGET_MS,
      'ms',
    ),
    figure(
      `positions, the same from their stored text`,
      millisecondsOf(() => replay(stored.map((one) => JSON.parse(one) as DomainEvent))),
      'ms',
    ),
  ];
};

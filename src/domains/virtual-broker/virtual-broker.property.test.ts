import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, decimal, sum } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { notional, type Quote } from '../shared/quote.ts';
import type { VirtualBrokerCommand } from './commands.ts';
import type { VirtualBrokerEvent } from './events.ts';
import { availableQuantity, buyingPower, figuresOf, type VirtualBrokerState } from './state.ts';
import { apply, cancel, later, open, type Played, play, quote, stored, submit } from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const { decider } = virtualBrokerAggregate;
const SYMBOLS = ['AAPL', 'MSFT'] as const;

const scaled = (min: number, max: number, digits: number) =>
  fc.integer({ min, max }).map((n) => new Decimal(n).div(10 ** digits).toFixed());

const anyQuote: fc.Arbitrary<Quote> = fc
  .record({
    symbol: fc.constantFrom(...SYMBOLS),
    bid: scaled(8_000, 14_000, 2),
    spread: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 50 }) }, fc.constantFrom(-1, -10_000)),
    at: fc.integer({ min: 0, max: 40 }),
  })
  .map(({ symbol, bid, spread, at }) =>
    quote(bid, new Decimal(bid).plus(spread / 100).toFixed(), { symbol, at: later(at) }),
  );

const anyName = fc.integer({ min: 1, max: 15 }).map((n) => `order-${n}`);

const anySubmit = fc
  .record({
    name: anyName,
    symbol: fc.constantFrom(...SYMBOLS),
    side: fc.constantFrom('buy', 'buy', 'sell'),
    quantity: fc.oneof(scaled(1, 300, 0), scaled(1, 9_999, 3)),
    limitPrice: fc.option(scaled(8_000, 14_000, 2)),
    seen: fc.option(anyQuote, { freq: 9 }),
  })
  .map(({ name, seen, ...terms }) => submit(name, terms, seen && { ...seen, symbol: terms.symbol }));

const anyCommand: fc.Arbitrary<VirtualBrokerCommand> = fc.oneof(
  { weight: 5, arbitrary: anySubmit },
  { weight: 4, arbitrary: fc.array(anyQuote, { minLength: 1, maxLength: 3 }).map((list) => apply(...list)) },
  { weight: 1, arbitrary: anyName.map(cancel) },
  { weight: 1, arbitrary: fc.constant(open({ startingCash: '1' })) },
);

const anyOpening = fc
  .record({
    startingCash: fc.oneof(fc.constantFrom('100000', '10000', '1000'), scaled(1, 2_000_000, 2)),
    partialFillProbability: fc.constantFrom('0', '0.4', '1'),
  })
  .map(open);

const anyRun = fc
  .tuple(anyOpening, fc.array(anyCommand, { maxLength: 29 }))
  .map(([opening, rest]): readonly VirtualBrokerCommand[] => [opening, ...rest]);

const history = (commands: readonly VirtualBrokerCommand[]): readonly Played[] => {
  const steps: Played[] = [];
  for (const [n, command] of commands.entries())
    steps.push(play([command], steps.at(-1), { now: later(n % 7) }));
  return steps;
};

const tradesOf = (events: readonly VirtualBrokerEvent[]) =>
  events.flatMap((event) => (event.type === 'TradeSimulatedEvent' ? [event.data] : []));

const ledgerOf = (events: readonly VirtualBrokerEvent[]) =>
  events.flatMap((event) => ('ledger' in event.data ? event.data.ledger : []));

const volume = (events: readonly VirtualBrokerEvent[], side: 'buy' | 'sell') =>
  sum(
    tradesOf(events)
      .filter((trade) => trade.side === side)
      .map((trade) => notional(trade.price, trade.quantity, trade.multiplier)),
  );

const startingCash = (commands: readonly VirtualBrokerCommand[]) =>
  commands[0]?.type === 'OpenVirtualAccountCommand' ? commands[0].startingCash : '0';

/** Cancels what works, sells what is held, and lets quotes come until all of it is sold. */
const flatten = (played: Played): Played => {
  let flat = play(Object.keys(played.state.working).map(cancel), played);
  for (const [symbol, { quantity }] of Object.entries(played.state.holdings))
    flat = play(
      [submit(`flat-${symbol}`, { symbol, side: 'sell', quantity }, quote('90', '91', { symbol }))],
      flat,
    );
  for (let n = 100; Object.keys(flat.state.working).length > 0; n++)
    flat = play([apply(...SYMBOLS.map((symbol) => quote('95.5', '96', { symbol, at: later(n) })))], flat);
  return flat;
};

const expectSolvent = (state: VirtualBrokerState) => {
  for (const { quantity } of Object.values(state.holdings)) expect(decimal(quantity).gt(0)).toBe(true);
  for (const symbol of SYMBOLS) expect(decimal(availableQuantity(state, symbol)).gte(0)).toBe(true);
  expect(decimal(buyingPower(state)).gte(0)).toBe(true);
  expect(decimal(state.cash).gte(0)).toBe(true);
};

describe('any sequence of up to 30 commands', () => {
  it('invariant 8: cash is the start and the ledger, to the last digit, after every command', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        for (const { state, events } of history(commands)) {
          const entries = ledgerOf(events);
          expect(sum(entries.map(({ amount }) => amount))).toBe(state.cash);
          expect(entries.at(-1)?.balanceAfter).toBe(state.cash);
          const paid = decimal(volume(events, 'sell')).minus(volume(events, 'buy'));
          expect(paid.plus(startingCash(commands)).toFixed()).toBe(state.cash);
        }
      }),
    );
  });

  it('VirtualBroker 4: cash, buying power and holdings are never negative', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        for (const { state } of history(commands)) expectSolvent(state);
      }),
      { numRuns: 300 },
    );
  });

  it('brokers 4.2.2: an order is never filled beyond its quantity, and what works is the rest', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const { state, events } = play(commands);
        const accepted = events.flatMap((e) => (e.type === 'VirtualOrderAccepted' ? [e.data.order] : []));
        expect(new Set(accepted.map((order) => order.clientOrderId)).size).toBe(accepted.length);
        for (const { clientOrderId, quantity } of accepted) {
          const own = tradesOf(events).filter((trade) => trade.clientOrderId === clientOrderId);
          const filled = decimal(sum(own.map((trade) => trade.quantity)));
          expect(filled.lte(quantity)).toBe(true);
          const left = decimal(quantity).minus(filled).toFixed();
          const working = state.working[clientOrderId];
          if (working) expect(working.remaining).toBe(left);
          else if (state.closed[clientOrderId]?.status === 'filled') expect(left).toBe('0');
        }
      }),
    );
  });

  it('brokers 4.2.5: an open limit buy reserves exactly its rest at its limit, and nothing else does', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        for (const order of Object.values(play(commands).state.working)) {
          if (order.side === 'sell') expect(order.reservedCash).toBe('0');
          else if (order.limitPrice !== null)
            expect(order.reservedCash).toBe(notional(order.limitPrice, order.remaining, '1'));
        }
      }),
    );
  });

  it('invariant 8: flat means that cash changed by Σ sells − Σ buys and equity is cash', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const { state, events } = flatten(play(commands));
        expect(state.holdings).toEqual({});
        const change = decimal(state.cash).minus(startingCash(commands));
        expect(change.eq(decimal(volume(events, 'sell')).minus(volume(events, 'buy')))).toBe(true);
        const { balance, equity, buyingPower: free } = figuresOf(state, later(0));
        expect([equity, free]).toEqual([balance, balance]);
      }),
      { numRuns: 50 },
    );
  });

  it('figures told by events are those of the state after them, and asOf grows strictly', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        let state = decider.initial;
        let before = 0;
        for (const event of play(commands).events) {
          state = decider.evolve(state, event);
          if (!('figures' in event.data)) continue;
          const { asOf, ...money } = event.data.figures;
          expect(money).toEqual({ ...figuresOf(state, asOf), asOf: undefined });
          expect(epochMs(asOf)).toBeGreaterThan(before);
          before = epochMs(asOf);
        }
      }),
    );
  });

  it('invariant 1: the stored events fold to the state', () => {
    fc.assert(
      fc.property(anyRun, (commands) => {
        const { state, events } = play(commands);
        expect(events.map(stored).reduce(decider.evolve, decider.initial)).toEqual(state);
      }),
    );
  });

  it('a command given twice in a row writes nothing the second time', () => {
    fc.assert(
      fc.property(anyRun, anyCommand, (commands, command) => {
        expect(play([...commands, command, command]).events).toEqual(play([...commands, command]).events);
      }),
    );
  });
});

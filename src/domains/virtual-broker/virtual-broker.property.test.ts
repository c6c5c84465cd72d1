import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, text } from '../../core/decimal.ts';
import { type CommandSequences, runCommandSequences } from '../../core/testing/command-sequences.ts';
import type { VirtualBrokerCommand } from './commands.ts';
import type { VirtualBrokerEvent } from './events.ts';
import type { VirtualBrokerState } from './state.ts';
import { onTestMarket } from './testing/calendars.ts';
import { later, open, openMargin, type Played, play } from './testing/fixtures.ts';
import { virtualBrokerSequences, virtualBrokerSequencesOf } from './testing/sequences.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

type Sequences = CommandSequences<VirtualBrokerState, VirtualBrokerCommand, VirtualBrokerEvent>;

const RUNS = 200;

const live = (sequences: Sequences, aggregate = virtualBrokerAggregate) => {
  let checks = 0;
  const check: Sequences['check'] = (state, history) => {
    sequences.check(state, history);
    checks += 1;
  };
  runCommandSequences(aggregate, { ...sequences, check }, { runs: RUNS, seed: 1 });
  expect(checks).toBeGreaterThan(RUNS);
};

const cash = open({ startingCash: '20000', partialFillProbability: '0.4' });
const harsh = openMargin({
  startingCash: '50000',
  profile: 'conservative',
  allowFlip: true,
  slippageBps: 50,
  latencyMs: 2000,
});

describe('invariant 8, VB-U4: whatever it is told, cash is conserved and nothing is overdrawn in', () => {
  it('a margin account', () => live(virtualBrokerSequences));

  it('a cash account', () => live(virtualBrokerSequencesOf(cash)));

  it('a conservative margin account with fees, slippage and latency, where an order may turn a position', () =>
    live(virtualBrokerSequencesOf(harsh)));

  it('a conservative cash account with little money', () =>
    live(virtualBrokerSequencesOf(open({ startingCash: '1500', profile: 'conservative', slippageBps: 20 }))));

  it('an account that keeps the hours of an exchange', () =>
    live(virtualBrokerSequencesOf(openMargin({ session: 'exchange' })), onTestMarket));
});

const realized = ({ data }: VirtualBrokerEvent): Decimal => {
  if ('netRealizedPnl' in data) return new Decimal(data.netRealizedPnl ?? 0);
  const paid = 'action' in data ? data.ledger : [];
  return paid.reduce((total, { amount }) => total.plus(amount), new Decimal(0));
};

const expectRealizedAddsUp = (state: VirtualBrokerState, history: readonly VirtualBrokerEvent[]) => {
  const reset = history.findLastIndex(({ type }) => type === 'VirtualAccountReset');
  const total = history.slice(reset + 1).reduce((sum, event) => sum.plus(realized(event)), new Decimal(0));
  expect(state.netRealizedPnl).toBe(text(total));
};

const expectFillsAddUp = (_state: VirtualBrokerState, history: readonly VirtualBrokerEvent[]) => {
  const ids = new Set<string>();
  const filled = new Map<string, Decimal>();
  for (const { type, data } of history) {
    if (type === 'VirtualCorporateActionApplied') return;
    if (type !== 'TradeSimulatedEvent') continue;
    expect(ids.has(data.tradeId)).toBe(false);
    ids.add(data.tradeId);
    if (data.orderId !== null)
      filled.set(data.orderId, (filled.get(data.orderId) ?? new Decimal(0)).plus(data.quantity));
  }
  for (const { type, data } of history)
    if (type === 'VirtualOrderAccepted')
      expect((filled.get(data.orderId) ?? new Decimal(0)).lte(data.order.quantity)).toBe(true);
};

const sequencesOf = [virtualBrokerSequences, virtualBrokerSequencesOf(cash), virtualBrokerSequencesOf(harsh)];

describe('in any life of an account', () => {
  it('invariant 8: what trades, settlements and dividends have realized makes the result', () => {
    for (const sequences of sequencesOf) live({ ...sequences, check: expectRealizedAddsUp });
  });

  it('VB-U13, brokers 4.2.2: fill ids are unique, and no order is filled beyond its quantity', () => {
    for (const sequences of sequencesOf) live({ ...sequences, check: expectFillsAddUp });
  });

  const anyLife = fc.array(virtualBrokerSequences.command, { maxLength: 12 });
  const lifeOf = (
    commands: readonly VirtualBrokerCommand[],
    opening = virtualBrokerSequences.opening ?? [],
  ) =>
    commands.reduce<Played>(
      (played, command, n) => play([command], played, { now: later(n * 60_000) }),
      play(opening),
    );
  /** What comes again without being asked for again: orders, quotes, and what the clock and the calendar bring. */
  const REPEATABLE = new Set([
    'SubmitVirtualOrderCommand',
    'CancelVirtualOrderCommand',
    'ApplyQuoteCommand',
    'SettleExpiryCommand',
    'ApplyCorporateActionCommand',
    'SetFeeScheduleCommand',
    'SetFaultProfileCommand',
    'RunVirtualClockCommand',
  ]);

  it('VB-U13: a command that comes twice in a row writes nothing the second time', () => {
    const repeatable = virtualBrokerSequences.command.filter(({ type }) => REPEATABLE.has(type));
    fc.assert(
      fc.property(anyLife, repeatable, (commands, command) => {
        const now = { now: later(13 * 60_000) };
        const once = play([command], lifeOf(commands), now);
        expect(play([command], once, now).events).toEqual(once.events);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('VB-U11: the same commands make the same life', () => {
    fc.assert(
      fc.property(anyLife, (commands) => {
        expect(lifeOf(commands)).toEqual(lifeOf(commands));
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { BrokerOrder } from '../shared/trading.ts';
import type { VirtualBrokerCommand } from './commands.ts';
import { closedOrder, workingOrder } from './state.ts';
import { CLOSES, minute, OPENS, onTestMarket } from './testing/calendars.ts';
import { crypto, orderFor } from './testing/contracts.ts';
import { apply, CLOCK, id, open, type Played, play, quote, submit, trades } from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const at = (n: number, commands: readonly VirtualBrokerCommand[], before?: Played) =>
  play(commands, before, { now: minute(n) }, onTestMarket);
const account = at(0, [open({ session: 'exchange' })]);
const quoteAt = (n: number) => quote('99.99', '100', { at: minute(n) });
const tradesAt = (n: number, before: Played) => trades(at(n, [apply(quoteAt(n))], before).events);
const placed = (n: number, terms: Partial<BrokerOrder>) => at(n, [submit('a', terms, quoteAt(n))], account);

describe('outside the session', () => {
  it('VB-U10: a market order waits for the open', () => {
    const waiting = placed(0, {});
    expect(tradesAt(40, waiting)).toEqual([]);
    expect(tradesAt(OPENS, waiting)).toMatchObject([{ price: '100' }]);
  });

  it('VB-U10: a limit order works in extended hours only when it asks for it', () => {
    expect(tradesAt(40, placed(0, { limitPrice: '100' }))).toEqual([]);
    expect(tradesAt(40, placed(0, { limitPrice: '100', extendedHours: true }))).toHaveLength(1);
    expect(tradesAt(200, placed(0, { limitPrice: '100', extendedHours: true }))).toHaveLength(1);
    expect(tradesAt(10, placed(0, { limitPrice: '100', extendedHours: true }))).toEqual([]);
  });

  it('VB-U10: no stop is elected', () => {
    const waiting = placed(0, { stopPrice: '99' });
    expect(at(40, [apply(quoteAt(40))], waiting).events).toEqual(waiting.events);
    expect(tradesAt(OPENS, waiting)).toHaveLength(1);
  });

  it('VB-U10: crypto trades at any hour', () => {
    const seen = quote('99', '100', { symbol: 'BTCUSD', at: minute(0) });
    expect(trades(at(0, [submit('a', orderFor(crypto), seen)], account).events)).toHaveLength(1);
  });

  it('brokers 4.1: an account that is always open fills at any hour', () => {
    const opened = at(0, [open({ session: 'always_open' }), submit('a')]);
    expect(trades(opened.events)).toHaveLength(1);
  });

  it('VB-U5: market data is awaited from the open on', () => {
    const conservative = at(0, [open({ session: 'exchange', profile: 'conservative' }), submit('a')]);
    expect(workingOrder(conservative.state, id('a'))?.dataDueAt?.slice(0, 19)).toBe(
      minute(OPENS + 1).slice(0, 19),
    );
  });
});

describe('the end of an order', () => {
  it.each([
    ['day', false, CLOSES],
    ['day', true, 240],
    ['gtc', false, null],
  ] as const)('brokers 4.1: %s, extended hours %s, ends at minute %s', (timeInForce, extendedHours, ends) => {
    const { state } = placed(0, { limitPrice: '1', timeInForce, extendedHours });
    expect(onTestMarket.decider.nextDue?.(state)?.at ?? null).toBe(ends === null ? null : minute(ends));
  });

  it('brokers 4.1: a day order expires at the close, and what it reserved comes back', () => {
    const waiting = placed(0, { limitPrice: '1' });
    const { state, events } = at(CLOSES, [CLOCK], waiting);
    expect(events.at(-1)).toMatchObject({
      type: 'VirtualOrderExpired',
      data: { reason: 'day_over', figures: { buyingPower: '100000' } },
    });
    expect(closedOrder(state, id('a'))?.status).toBe('expired');
  });

  it('brokers 4.1: at its end no late quote fills it', () => {
    const waiting = placed(0, { limitPrice: '100' });
    expect(tradesAt(CLOSES, waiting)).toEqual([]);
  });

  it('brokers 4.1: a day order entered after the close is for the next session', () => {
    const late = placed(200, { limitPrice: '1' });
    expect(onTestMarket.decider.nextDue?.(late.state)?.at).toBe(minute(24 * 60 + CLOSES));
  });

  it('brokers 4.1: in a market that never closes a day ends in UTC', () => {
    const { state } = play([open(), submit('a', { limitPrice: '1' })]);
    expect(virtualBrokerAggregate.decider.nextDue?.(state)?.at).toMatch(/T00:00:00.000Z$/);
  });
});

describe('an auction', () => {
  it('brokers 4.1: OPG is filled in the first minutes of the session or ends', () => {
    const waiting = placed(0, { timeInForce: 'opg' });
    expect(tradesAt(OPENS - 1, waiting)).toEqual([]);
    expect(tradesAt(OPENS + 1, waiting)).toHaveLength(1);
    const { events } = at(OPENS + 2, [CLOCK], waiting);
    expect(events.at(-1)).toMatchObject({ type: 'VirtualOrderExpired', data: { reason: 'auction_over' } });
  });

  it('brokers 4.1: OPG after the open is for the next one', () => {
    const late = placed(OPENS + 5, { timeInForce: 'opg' });
    expect(tradesAt(OPENS + 6, late)).toEqual([]);
    expect(tradesAt(24 * 60 + OPENS, late)).toHaveLength(1);
  });

  it('brokers 4.1: CLS is filled in the last minutes; entered too late it is for the next close', () => {
    const waiting = placed(0, { timeInForce: 'cls' });
    expect(tradesAt(CLOSES - 3, waiting)).toEqual([]);
    expect(tradesAt(CLOSES - 1, waiting)).toHaveLength(1);
    expect(tradesAt(CLOSES - 1, placed(CLOSES - 9, { timeInForce: 'cls' }))).toEqual([]);
  });

  it('brokers 4.1: is at once where a market never closes', () => {
    expect(trades(play([open(), submit('a', { timeInForce: 'opg' })]).events)).toHaveLength(1);
  });
});

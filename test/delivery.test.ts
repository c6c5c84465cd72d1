import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventEnvelope, EventRange } from '../src/core/envelope.ts';
import { aggregateStub, hubStub } from '../src/platform/stubs.ts';
import { settled } from './crash/outcome.ts';
import { Trader } from './crash/trader.ts';
import { stopWatching, watch } from './crash/witness.ts';
import { setQuote } from './support/client.ts';
import { env } from './support/commands.ts';

const REGION = 'weur';

/** All events of a trader's logs, one range each, and the views they make when they arrive in order. */
const tradedLogs = async () => {
  await setQuote('AAPL', '189.99', '190.00', '190.00');
  const trader = await Trader.create();
  await trader.connect();
  const bought = await trader.order('buy', 'filled', { side: 'buy', quantity: '10' });
  await trader.holds('10');
  const sold = await trader.order('sell', 'filled', { side: 'sell', quantity: '4' });
  await trader.holds('6');
  const orderIds = [bought, sold];
  await settled(trader.userId);
  const objects = [
    ['broker_connection', trader.connectionId],
    ['broker_account', trader.accountId],
    ...orderIds.map((id) => ['order', id]),
    ['position', `${trader.accountId}:AAPL`],
  ] as [string, string][];
  const ranges = await Promise.all(
    objects.map(async ([type, key]) => {
      const log = aggregateStub(env, { type, userId: trader.userId, key }, REGION);
      return (await log.events((await log.read())?.epoch ?? '', 1, 100)) as EventRange;
    }),
  );
  return { trader, ranges };
};

const single = (range: EventRange): EventRange[] =>
  (JSON.parse(range.events) as EventEnvelope[]).map((event) => ({
    ...range,
    fromVersion: event.aggregateVersion,
    toVersion: event.aggregateVersion,
    events: JSON.stringify([event]),
  }));

const shuffled = <T>(items: readonly T[], seed: number): T[] => {
  let state = seed;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return items
    .map((item) => ({ item, at: draw() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
};

const rowsOf = async (userId: string) => {
  const hub = hubStub(env, userId, REGION);
  const kinds = ['broker_connections', 'broker_accounts', 'orders', 'positions'];
  return Promise.all(
    kinds.map(async (kind) => [...(await hub.list(kind))].sort((a, b) => a.id.localeCompare(b.id))),
  );
};

describe('delivery to the hub', () => {
  beforeAll(watch);
  afterAll(stopWatching);

  it('makes the same views when every event arrives twice and in any order: gaps answer where to resend from', async () => {
    const { trader, ranges } = await tradedLogs();
    const expected = await rowsOf(trader.userId);
    expect(expected.flat().length).toBeGreaterThan(4);
    for (const seed of [1, 7, 42]) {
      const other = crypto.randomUUID();
      const hub = hubStub(env, other, REGION);
      const copies = shuffled([...ranges, ...ranges].flatMap(single), seed);
      for (const copy of copies) await hub.apply(copy);
      // What a pump does with an answer below what it sent: it resends from there.
      for (const range of ranges) {
        const have = await hub.apply(range);
        expect(have).toBe(range.toVersion);
      }
      expect(await rowsOf(other), `seed ${seed}`).toEqual(expected);
    }
  });

  it('applies nothing beyond a gap', async () => {
    const { ranges } = await tradedLogs();
    const range = ranges[1] as EventRange;
    const hub = hubStub(env, crypto.randomUUID(), REGION);
    const [first, , third] = single(range) as [EventRange, EventRange, EventRange];
    expect(await hub.apply(third)).toBe(0);
    expect(await hub.list('broker_accounts')).toEqual([]);
    expect(await hub.apply(first)).toBe(1);
    expect(await hub.apply(third)).toBe(1);
  });
});

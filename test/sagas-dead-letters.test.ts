import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventEnvelope } from '../src/core/envelope.ts';
import type { Env } from '../src/platform/env.ts';
import { openDatabase } from '../src/readmodel/database.ts';
import { env } from './support/commands.ts';
import { consume, eventsOf, lostConnection, messageOf, rangeOf, sagaLog } from './support/triggers.ts';

const QUEUE = 'tradecore-sagas';

describe('a message that no saga can be told', () => {
  const range = rangeOf(lostConnection());
  const [event] = eventsOf(range);
  const database = () => openDatabase(env) ?? expect.fail('the test run has no database');
  const letter = async (id: string | undefined) =>
    (await database().query('SELECT queue, reason, body, attempts FROM dead_letters WHERE id = $1', [id]))[0];

  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['is no range', { not: 'a range' }, 'not a range for sagas'],
    ['is nothing', null, 'not a range for sagas'],
    ['begins before the first event', messageOf({ ...range, fromVersion: 0 }), 'not a range for sagas'],
    ['does not say who listens', range, 'not a range for sagas'],
    ['has events that are no JSON', messageOf({ ...range, events: '[{' }), 'its events are not JSON'],
    [
      'has an event without an id',
      messageOf({ ...range, events: JSON.stringify([{ ...event, eventId: 1 }]) }),
      'not an event: 0.eventId',
    ],
  ])(
    'because it %s is tried again, and kept with its reason once it is a dead letter',
    async (_what, body, reason) => {
      vi.spyOn(console, 'error').mockImplementation(() => undefined);
      const alive = await consume(QUEUE, [body]);
      expect([alive.acknowledged, alive.retried]).toEqual([[], [{ id: alive.ids[0], delaySeconds: 5 }]]);
      const dead = await consume(`${QUEUE}-dlq`, [body], { attempts: 11 });
      expect(dead.acknowledged).toEqual(dead.ids);
      const kept = await letter(dead.ids[0]);
      expect(kept).toMatchObject({ queue: `${QUEUE}-dlq`, body, attempts: 11 });
      expect(String(kept?.['reason'])).toContain(`schema_invalid: ${reason}`);
    },
  );

  it('though it is well is kept as given up', async () => {
    const { ids } = await consume(`${QUEUE}-dlq`, [messageOf(range)]);
    expect(await letter(ids[0])).toMatchObject({ reason: 'delivery_exhausted', body: messageOf(range) });
    expect(await sagaLog('ConnectionRecoverySaga', event as EventEnvelope)).toEqual([]);
  });

  it('is not lost while Postgres is away', async () => {
    const { DATABASE_URL: _none, ...without } = env;
    const down = { ...env, NEON_FETCH_ENDPOINT: 'http://127.0.0.1:9/sql' };
    for (const bindings of [without as Env, down]) {
      const { ids, acknowledged, retried } = await consume(`${QUEUE}-dlq`, [messageOf(range)], { bindings });
      expect([acknowledged, retried]).toEqual([[], [{ id: ids[0], delaySeconds: 60 }]]);
    }
  });
});

import { runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DomainCommand } from '../src/core/decider.ts';
import type { EventEnvelope } from '../src/core/envelope.ts';
import * as automation from '../src/domains/automation/testing/fixtures.ts';
import { aggregateStub, hubStub } from '../src/platform/stubs.ts';
import { fillsToPositions } from '../src/policies/fills-to-positions.ts';
import { itemsOf, openSocket, PASSWORD, setQuote } from './support/client.ts';
import { commandOf, env, eventually } from './support/commands.ts';
import { bareStub } from './support/objects.ts';
import { newTrader, orderIds, orderIdUnder, type Trader } from './support/trader.ts';

const REGION = 'weur';
const WAIT_MS = 2_000;
const RESTING = { symbol: 'F', orderType: 'limit', limitPrice: '10.00' };

const logOf = async (userId: string, type: string, key: string): Promise<readonly EventEnvelope[]> => {
  const log = aggregateStub(env, { type, userId, key }, REGION);
  const range = await log.events((await log.read())?.epoch ?? '', 1, 100);
  return range ? (JSON.parse(range.events) as EventEnvelope[]) : [];
};

beforeAll(async () => {
  await setQuote('AAPL', '189.99', '190.00', '190.00');
  await setQuote('F', '11.99', '12.00', '12.00');
});

describe('invariant 3: what an answer waited for', () => {
  it('shows in the query right after it: a connection, an order, its cancel', async () => {
    const trader = await newTrader();
    for (let attempt = 0; attempt < 5; attempt++) {
      const { body } = await trader.order(`order-${attempt}`, RESTING);
      expect(body['projection']).toBe('applied');
      const path = `/orders/${body['orderId']}`;
      expect((await trader.get(path)).status).toBe(200);
      expect(await orderIds(trader)).toContain(body['orderId']);
      await trader.orderIs(String(body['orderId']), 'placed');
      const cancelled = await trader.post(`${path}/cancel`);
      expect(cancelled.body['projection']).toBe('applied');
      expect((await trader.get(path)).body['status']).toMatch(/^cancel/);
    }
    const again = await trader.get(`/broker-connections/${trader.connectionId}`);
    expect(again.body['status']).toBe('connected');
  });

  it('and did not come in time is no error: it is projected later, once', async () => {
    const trader = await newTrader();
    const { body } = await trader.order('late', RESTING);
    const orderId = String(body['orderId']);
    await trader.orderIs(orderId, 'placed');
    const socket = await openSocket(trader, ['order_events']);
    const hub = bareStub({ type: 'account_hub', userId: trader.userId, key: 'hub' });
    const blocked = runInDurableObject(hub, (_instance, state) =>
      state.blockConcurrencyWhile(() => scheduler.wait(WAIT_MS + 1_500)),
    );
    const startedAt = Date.now();
    const cancel = { type: 'CancelOrderCommand', reason: 'user' } as DomainCommand;
    const order = aggregateStub(env, { type: 'order', userId: trader.userId, key: orderId }, REGION);
    const result = await order.execute(commandOf(trader.userId, cancel, { waitFor: 'projection' }));
    expect(result).toMatchObject({ kind: 'accepted', projection: 'pending' });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(WAIT_MS - 50);
    await blocked;
    await trader.orderIs(orderId, 'cancelled');
    await socket.next(({ t, p }) => t.startsWith('order_') && p['status'] === 'cancelled');
    const stored = (await logOf(trader.userId, 'order', orderId)).map(({ eventId }) => eventId);
    const heard = socket.frames.map(({ id }) => id).filter((id) => id !== undefined);
    expect(heard).toEqual(stored.filter((id) => heard.includes(id)));
    expect(heard.length).toBeGreaterThan(1);
    socket.close();
  });
});

describe('invariant 6: one effect', () => {
  it('of the same order sent twenty times: one order, one fill, one booking', async () => {
    const trader = await newTrader();
    await Promise.all(Array.from({ length: 20 }, () => trader.order('same')));
    const orderId = orderIdUnder(trader.userId, 'same');
    await trader.orderIs(orderId, 'filled');
    const [position] = await eventually(
      async () => itemsOf(await trader.get('/positions')),
      (list) => list.length > 0,
    );
    expect(await orderIds(trader)).toEqual([orderId]);
    expect(position).toMatchObject({ quantity: '1' });
  });

  it('of a fill that is booked again, under another command id as well', async () => {
    const trader = await newTrader();
    const { body } = await trader.order('filled');
    const book = { type: 'position', userId: trader.userId, key: `${trader.accountId}:AAPL` };
    const before = await eventually(
      () => logOf(trader.userId, book.type, book.key),
      (log) => log.length > 0,
    );
    const fills = (await logOf(trader.userId, 'order', String(body['orderId']))).flatMap((event) =>
      fillsToPositions.eventTypes.has(event.eventType) ? fillsToPositions.commandsFor(event) : [],
    );
    expect(fills).toHaveLength(1);
    for (const { target, command } of [...fills, ...fills, ...fills]) {
      expect(target.key).toBe(book.key);
      const again = await aggregateStub(env, book, REGION).execute(commandOf(trader.userId, command));
      expect(again).toMatchObject({ kind: 'accepted', events: 0 });
    }
    expect(await logOf(trader.userId, book.type, book.key)).toEqual(before);
  });
});

describe('invariant 12: a webhook', () => {
  it('is accepted 50 ms after the activation, and refused right after the suspension', async () => {
    const userId = crypto.randomUUID();
    const key = crypto.randomUUID();
    const object = aggregateStub(env, { type: 'automation', userId, key }, REGION);
    const give = (command: DomainCommand) => object.execute(commandOf(userId, command));
    await give(automation.create({}, { automationId: key }));
    expect(await give(automation.activate())).toMatchObject({ kind: 'accepted', events: 1 });
    await scheduler.wait(50);
    const signal = (id: string) =>
      automation.signal({ action: 'buy', ticker: 'AAPL' }, { callerSignalId: id });
    expect(await give(signal('first'))).toMatchObject({ kind: 'accepted', events: 1 });
    expect(await give(automation.SUSPEND)).toMatchObject({ kind: 'accepted' });
    expect(await give(signal('second'))).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'automation_suspended' },
    });
  });
});

describe('invariant 13: no secret', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('in any event, log line, resource or message of a user who signs up, connects and trades', async () => {
    const lines: string[] = [];
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, method).mockImplementation((...parts) => {
        lines.push(parts.map(String).join(' '));
      });
    const trader = await newTrader();
    const socket = await openSocket(trader, ['order_events', 'position_events', 'broker_account_events']);
    const { body } = await trader.order('plain');
    const orderId = String(body['orderId']);
    await trader.orderIs(orderId, 'filled');
    const logs = await Promise.all([
      logOf(trader.userId, 'user_account', trader.userId),
      logOf(trader.userId, 'broker_connection', trader.connectionId),
      logOf(trader.userId, 'broker_account', trader.accountId),
      logOf(trader.userId, 'order', orderId),
    ]);
    expect(logs.every((log) => log.length > 0)).toBe(true);
    const resources = await Promise.all(
      ['/broker-connections', '/broker-accounts', '/orders', '/positions'].map((path) => trader.get(path)),
    );
    const seen = JSON.stringify([logs, resources.map((answer) => answer.body), socket.frames, lines]);
    for (const secret of [PASSWORD, trader.token, trader.token.split('.')[2] ?? '?', env.JWT_SECRET])
      expect(seen.includes(secret)).toBe(false);
    socket.close();
  });
});

describe('invariant 14: what belongs to user A', () => {
  let ada: Trader;
  let bob: Trader;
  let orderId: string;

  beforeAll(async () => {
    [ada, bob] = await Promise.all([newTrader(), newTrader()]);
    orderId = String((await ada.order('hers', RESTING)).body['orderId']);
    await ada.orderIs(orderId, 'placed');
  });

  it('is another, empty object under the name of user B, and stays as it was', async () => {
    const hers = [
      ['user_account', ada.userId],
      ['broker_connection', ada.connectionId],
      ['broker_account', ada.accountId],
      ['order', orderId],
    ] as const;
    for (const [type, key] of hers) {
      const before = await logOf(ada.userId, type, key);
      expect(before.length).toBeGreaterThan(0);
      expect(await aggregateStub(env, { type, userId: bob.userId, key }, REGION).read()).toBeNull();
      expect(await logOf(ada.userId, type, key)).toEqual(before);
    }
    const cancel = { type: 'CancelOrderCommand', reason: 'mischief' } as never;
    const foreign = aggregateStub(env, { type: 'order', userId: bob.userId, key: orderId }, REGION);
    expect(await foreign.execute(commandOf(bob.userId, cancel))).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'order_not_found' },
    });
    expect((await ada.get(`/orders/${orderId}`)).body['status']).toBe('placed');
  });

  it('is in no list, view or answer of user B, nor does B learn that it exists', async () => {
    const absent = crypto.randomUUID();
    const asked = await bob.get(`/orders/${orderId}`);
    const none = await bob.get(`/orders/${absent}`);
    expect([asked.status, { ...asked.body, requestId: '' }]).toEqual([404, { ...none.body, requestId: '' }]);
    for (const kind of ['broker_connections', 'broker_accounts', 'orders', 'positions']) {
      const rows = JSON.stringify(await hubStub(env, bob.userId, REGION).list(kind));
      for (const id of [ada.userId, ada.connectionId, ada.accountId, orderId]) expect(rows).not.toContain(id);
    }
  });
});

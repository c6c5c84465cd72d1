import { evictDurableObject } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { TOPICS } from '../src/realtime/client-messages.ts';
import { type Frame, setQuote } from './support/client.ts';
import { bareStub } from './support/objects.ts';
import { type RawSocket, rawSocket } from './support/sockets.ts';
import { newTrader, type Trader } from './support/trader.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const isReady = ({ t }: Frame) => t === 'server_ready';
const ofType =
  (type: string, status?: string) =>
  ({ t, p }: Frame) =>
    t === type && (status === undefined || p['status'] === status);

const ask = (socket: RawSocket, t: string, p: unknown = {}) => socket.send(JSON.stringify({ t, p }));

/** Waits until the socket has answered everything it was sent so far. */
const settled = async (socket: RawSocket) => {
  const timestamp = Math.random();
  ask(socket, 'ping', { timestamp });
  return socket.next(({ t, p }) => t === 'PONG' && p['client_timestamp'] === timestamp);
};

describe('a socket', () => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await newTrader();
    await setQuote('AAPL', '189.99', '190.00', '190.00');
  });

  const opened = async (topics: readonly string[] = []) => {
    const socket = await rawSocket(bearer(trader.token));
    if (topics.length > 0) {
      ask(socket, 'subscription_update', { action: 'subscribe', topics });
      await socket.next(ofType('subscription_update'));
    }
    return socket;
  };

  const bought = async (key: string, ...sockets: readonly RawSocket[]) => {
    const { body } = await trader.order(key);
    const ended = ({ p }: Frame) =>
      p['order_id'] === body['orderId'] && p['original_event_type'] === 'OrderExecutionCompleted';
    await Promise.all(sockets.map((socket) => socket.next(ended)));
  };

  it.each([
    ['AUTH_REQUIRED', 'without a token', {}],
    ['AUTH_REQUIRED', 'with a cookie that a script left empty', { cookie: 'access_token=undefined' }],
    ['AUTH_FAILED', 'with a token that is none', bearer('let.me.in')],
    ['AUTH_FAILED', 'with a cookie that is no token', { cookie: 'access_token=let.me.in' }],
  ])('answers 101, then the error %s, then closes with 4401 %s', async (code, _how, headers) => {
    const socket = await rawSocket(headers);
    expect(socket.status).toBe(101);
    expect((await socket.closed).code).toBe(4401);
    expect(socket.frames).toMatchObject([{ c: 'WSE', t: 'error', p: { code, recoverable: false }, v: 1 }]);
    expect(socket.texts.join()).not.toContain('let.me.in');
  });

  it.each([
    ['the cookie', (token: string) => ({ cookie: `other=1; access_token=${token}` })],
    ['the Authorization header', bearer],
    [
      'the header when the cookie is empty',
      (token: string) => ({ cookie: 'access_token=', ...bearer(token) }),
    ],
    [
      'the cookie before the header',
      (token: string) => ({ cookie: `access_token=${token}`, ...bearer('x') }),
    ],
  ])(
    'is opened by the token in %s, and is told first that the server is ready',
    async (_where, headersOf) => {
      const socket = await rawSocket(headersOf(trader.token));
      ask(socket, 'subscription_update', { action: 'subscribe', topics: ['order_events'] });
      await socket.next(ofType('subscription_update'));
      const [first] = socket.frames;
      expect(first).toMatchObject({ c: 'WSE', t: 'server_ready', v: 1 });
      expect(first?.p['details']).toMatchObject({ user_id: trader.userId, features: { recovery: false } });
      expect(socket.frames.filter(isReady)).toHaveLength(1);
      socket.close();
    },
  );

  it('has a connection id of its own', async () => {
    const [one, two] = await Promise.all([opened(), opened()]);
    const idOf = async (socket: RawSocket) =>
      ((await socket.next(isReady)).p['details'] as Record<string, unknown>)['connection_id'];
    expect(await idOf(one)).not.toBe(await idOf(two));
  });

  it('is told which topics it subscribed to and which do not exist', async () => {
    const socket = await opened();
    const topics = ['order_events', 'secret_events', 'order_events'];
    ask(socket, 'subscription_update', { action: 'subscribe', topics });
    expect(await socket.next(ofType('subscription_update'))).toEqual({
      c: 'WSE',
      t: 'subscription_update',
      p: {
        action: 'subscribe',
        success: true,
        success_topics: ['order_events'],
        failed_topics: ['secret_events'],
      },
      v: 1,
    });
  });

  it('stays open and answers whatever it is sent', async () => {
    const socket = await opened();
    const longest = Array(100).fill('broker_connection_events');
    for (const text of ['no json', '[]', '7', '{"t":7}', '{"t":"ping","p":7}', '\u0000']) socket.send(text);
    ask(socket, 'no_such_type');
    ask(socket, 'subscription_update', { action: 'subscribe', topics: [] });
    ask(socket, 'subscription_update', { action: 'steal', topics: ['order_events'] });
    ask(socket, 'subscription_update', { action: 'subscribe', topics: longest });
    ask(socket, 'PONG', {});
    const pong = await settled(socket);
    expect(Object.keys(pong).slice(0, 2)).toEqual(['c', 't']);
    const codes = socket.frames.filter(ofType('error')).map(({ p }) => p['code']);
    expect(codes).toEqual([
      ...Array(6).fill('INVALID_MESSAGE'),
      'UNKNOWN_TYPE',
      'INVALID_SUBSCRIPTION',
      'INVALID_SUBSCRIPTION',
    ]);
    expect((await socket.next(ofType('subscription_update'))).p['success']).toBe(true);
  });

  it('gets stamped frames whose offset grows by one in each topic', async () => {
    const socket = await opened(TOPICS);
    await bought('stamped 1', socket);
    await bought('stamped 2', socket);
    await settled(socket);
    const stamped = socket.frames.filter(({ tp }) => tp !== undefined);
    for (const frame of stamped) {
      expect(Object.keys(frame)).toEqual(['c', 't', 'p', 'v', 'id', 'ts', 'tp', 'e', 'o']);
      expect(frame).toMatchObject({ c: 'U', v: 1 });
      expect(frame['id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(frame['ts']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
      expect(frame['e']).toMatch(/^[0-9a-f]{8}$/);
    }
    expect(new Set(stamped.map(({ id }) => id)).size).toBe(stamped.length);
    const topics = new Set(stamped.map(({ tp }) => tp));
    for (const topic of ['order_events', 'broker_account_events', 'position_events'])
      expect(topics).toContain(topic);
    for (const topic of topics) {
      const frames = stamped.filter(({ tp }) => tp === topic);
      const offsets = frames.map(({ o }) => Number(o));
      expect(offsets).toEqual(offsets.map((_offset, index) => Number(offsets[0]) + index));
      expect(new Set(frames.map(({ e }) => e)).size).toBe(1);
    }
  });

  it('gets the same stamps as another socket of the same user', async () => {
    const [one, two] = await Promise.all([opened(['order_events']), opened(['order_events'])]);
    await bought('same stamps', one, two);
    const updates = (socket: RawSocket) => socket.texts.filter((text) => text.includes('"order_update"'));
    expect(updates(one).length).toBeGreaterThan(2);
    expect(updates(two)).toEqual(updates(one));
  });

  it('hears only of the topics it subscribed to, and no more of those it gave up', async () => {
    const [orders, changing, nothing] = await Promise.all([
      opened(['order_events']),
      opened(['order_events', 'position_events', 'broker_account_events']),
      opened(),
    ]);
    ask(changing, 'subscription', { action: 'unsubscribe', topics: ['order_events'] });
    await changing.next(({ t, p }) => t === 'subscription_update' && p['action'] === 'unsubscribe');
    await bought('topics', orders);
    await changing.next(ofType('position_update'));
    await Promise.all([orders, changing, nothing].map(settled));
    const heard = (socket: RawSocket) =>
      new Set(socket.frames.filter(({ c }) => c === 'U').map(({ t }) => t));
    expect(heard(orders)).toEqual(new Set(['order_update']));
    expect(heard(changing)).not.toContain('order_update');
    expect(heard(nothing)).toEqual(new Set());
  });

  it('sleeps with its hub: after an eviction it still answers, hears, and counts on', async () => {
    const socket = await opened(['order_events']);
    await bought('before', socket);
    await settled(socket);
    const last = socket.frames.filter(ofType('order_update')).at(-1);
    await evictDurableObject(bareStub({ type: 'account_hub', userId: trader.userId, key: 'hub' }));
    const seen = socket.frames.length;
    await bought('after', socket);
    const next = socket.frames.slice(seen).find(({ t, o }) => t === 'order_update' && o !== last?.['o']);
    expect(next).toMatchObject({ e: last?.['e'], o: Number(last?.['o']) + 1 });
    expect((await settled(socket)).t).toBe('PONG');
    expect(socket.frames.filter(isReady)).toHaveLength(1);
  });

  it('that was closed does not keep the others from hearing', async () => {
    const [leaving, staying] = await Promise.all([opened(['order_events']), opened(['order_events'])]);
    leaving.close();
    await bought('one left', staying);
    expect(staying.frames.some(ofType('order_update', 'filled'))).toBe(true);
  });
});

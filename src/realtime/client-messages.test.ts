import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerClient, type SocketState, TOPICS } from './client-messages.ts';

const NOW = 1_763_800_000_000;
const FRESH: SocketState = { connectionId: 'connection', topics: [] };

const say = (message: unknown, state = FRESH) => {
  const answer = answerClient(typeof message === 'string' ? message : JSON.stringify(message), state, NOW);
  return { ...answer, replies: answer.frames.map((frame) => JSON.parse(frame)) };
};
const subscribe = (topics: readonly unknown[], state = FRESH, action = 'subscribe') =>
  say({ t: 'subscription_update', p: { action, topics } }, state);

describe('a ping', () => {
  it('wse 5: is answered by a PONG that echoes the number it came with', () => {
    const { frames, replies, state } = say({ c: 'WSE', t: 'ping', p: { timestamp: 42.5 }, v: 1 });
    expect(replies).toEqual([
      { c: 'WSE', t: 'PONG', p: { server_timestamp: NOW, client_timestamp: 42.5 }, v: 1 },
    ]);
    expect(frames[0]?.slice(0, 25)).toContain('"t":"PONG"');
    expect(state).toBe(FRESH);
  });

  it.each([{ t: 'ping' }, { t: 'ping', p: {} }])('without a time is answered as well: %j', (message) => {
    expect(say(message).replies[0]).toMatchObject({ t: 'PONG', p: { client_timestamp: null } });
  });

  it.each(['PONG', 'pong'])('that is answered (%s) needs no answer', (t) => {
    expect(say({ t, p: {} })).toMatchObject({ frames: [], state: FRESH });
  });
});

describe('a subscription', () => {
  it.each(['subscription_update', 'subscription'])('by %s is acknowledged topic by topic', (t) => {
    const { replies, state } = say({
      t,
      p: { action: 'subscribe', topics: ['order_events', 'weather', 'position_events'] },
    });
    expect(replies).toEqual([
      {
        c: 'WSE',
        t: 'subscription_update',
        p: {
          action: 'subscribe',
          success: true,
          success_topics: ['order_events', 'position_events'],
          failed_topics: ['weather'],
        },
        v: 1,
      },
    ]);
    expect(state).toEqual({ connectionId: 'connection', topics: ['order_events', 'position_events'] });
  });

  it('adds to what was subscribed, each topic once', () => {
    const { state } = subscribe(['position_events', 'order_events', 'order_events'], {
      ...FRESH,
      topics: ['order_events', 'user_account_events'],
    });
    expect(state.topics.toSorted()).toEqual(['order_events', 'position_events', 'user_account_events']);
  });

  it('ends by unsubscribing, also of what was never subscribed', () => {
    const subscribed = { ...FRESH, topics: ['order_events', 'position_events'] };
    const { state, replies } = subscribe(['order_events', 'user_account_events'], subscribed, 'unsubscribe');
    expect(state.topics).toEqual(['position_events']);
    expect(replies[0].p).toMatchObject({
      action: 'unsubscribe',
      success: true,
      success_topics: ['order_events', 'user_account_events'],
    });
  });

  it('of unknown topics only succeeds with nothing', () => {
    const { state, replies } = subscribe(['weather', '__proto__']);
    expect(replies[0].p).toMatchObject({ success: true, success_topics: [] });
    expect(state.topics).toEqual([]);
  });

  it.each([
    { action: 'subscribe' },
    { action: 'subscribe', topics: [] },
    { action: 'subscribe', topics: [1] },
    { action: 'subscribe', topics: 'order_events' },
    { action: 'subscribe', topics: Array.from({ length: 101 }, () => 'order_events') },
    { action: 'steal', topics: ['order_events'] },
    { topics: ['order_events'] },
  ])('that makes no sense is an error and changes nothing: %j', (p) => {
    const { replies, state } = say({ t: 'subscription_update', p });
    expect(replies).toMatchObject([{ t: 'error', p: { code: 'INVALID_SUBSCRIPTION', recoverable: true } }]);
    expect(state).toBe(FRESH);
  });

  it('never remembers more than there are topics, however often a client asks', () => {
    const anyTopics = fc.array(fc.constantFrom(...TOPICS, 'weather'), { minLength: 1, maxLength: 100 });
    const anyStep = fc.tuple(fc.constantFrom('subscribe', 'unsubscribe'), anyTopics);
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 10 }), (steps) => {
        let state = FRESH;
        for (const [action, topics] of steps) state = subscribe(topics, state, action).state;
        expect(new Set(state.topics).size).toBe(state.topics.length);
        expect(state.topics.every((topic) => (TOPICS as readonly string[]).includes(topic))).toBe(true);
      }),
    );
  });
});

describe('anything else', () => {
  it('of a type this server does not know is an error', () => {
    expect(say({ t: 'request_weather', p: {} }).replies).toMatchObject([
      { c: 'WSE', t: 'error', p: { code: 'UNKNOWN_TYPE', recoverable: true } },
    ]);
  });

  it.each(['', 'hello', '{', 'null', '[]', '7', '{}', '{"t":5}', '{"t":"ping","p":7}', '{"p":{}}'])(
    'that is no message is an error: %s',
    (text) => {
      const { replies, state } = say(text);
      expect(replies).toMatchObject([{ t: 'error', p: { code: 'INVALID_MESSAGE' } }]);
      expect(state).toBe(FRESH);
    },
  );

  it('never breaks the socket: every text has an answer that is frames', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const reply of say(text).replies) expect(reply).toMatchObject({ c: 'WSE', v: 1 });
      }),
    );
  });
});

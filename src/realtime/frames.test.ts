import { describe, expect, it } from 'vitest';
import { serverReady } from './client-messages.ts';
import { errorFrame, publicationFrame, systemFrame, transientFrame } from './frames.ts';

const publication = {
  topic: 'order_events',
  type: 'order_update',
  payload: { order_id: 'o', price: '1.50' },
};
const STAMP = { id: 'event-1', at: '2026-01-01T00:00:00.000Z', epoch: '00a9d35e', offset: 7 };

describe('a system frame (wse 5: one client looks at the first 25 characters only)', () => {
  it.each([
    ['PONG', systemFrame('PONG', { server_timestamp: 1 })],
    ['ping', systemFrame('ping', {})],
    ['server_ready', serverReady('c', 'u', '2026-01-01T00:00:00.000Z')],
    ['subscription_update', systemFrame('subscription_update', {})],
    ['error', errorFrame('CODE', 'why')],
  ])('has the t of %s there', (type, frame) => {
    expect(frame.slice(0, 25)).toContain(`"t":"${type}"`.slice(0, 14));
    expect(Object.keys(JSON.parse(frame))).toEqual(['c', 't', 'p', 'v']);
  });

  it.each(['PONG', 'ping'])('has the whole of "t":"%s" within them', (type) => {
    expect(systemFrame(type, { any: 'payload' }).slice(0, 25)).toContain(`"t":"${type}"`);
  });

  it('bears no time, so that no client drops it as too old', () => {
    expect(systemFrame('PONG', {})).not.toContain('"ts"');
  });

  it('of an error says whether the socket can go on', () => {
    expect(JSON.parse(errorFrame('CODE', 'why'))).toMatchObject({
      c: 'WSE',
      t: 'error',
      p: { code: 'CODE', message: 'why', recoverable: true },
    });
    expect(JSON.parse(errorFrame('CODE', 'why', false)).p.recoverable).toBe(false);
  });
});

describe('a publication', () => {
  it('carries its topic, epoch and offset, the same live and replayed', () => {
    expect(JSON.parse(publicationFrame(publication, STAMP))).toEqual({
      c: 'U',
      t: 'order_update',
      p: { order_id: 'o', price: '1.50' },
      v: 1,
      id: 'event-1',
      ts: '2026-01-01T00:00:00.000Z',
      tp: 'order_events',
      e: '00a9d35e',
      o: 7,
    });
    expect(publicationFrame(publication, STAMP)).toBe(publicationFrame(publication, STAMP));
  });

  it('that the next one supersedes has neither stamp nor time nor id', () => {
    expect(JSON.parse(transientFrame(publication))).toEqual({
      c: 'U',
      t: 'order_update',
      p: { order_id: 'o', price: '1.50' },
      v: 1,
    });
  });
});

describe('the first frame', () => {
  it('says who is connected and what this server can do', () => {
    const { c, t, p } = JSON.parse(serverReady('connection', 'user', '2026-01-01T00:00:00.000Z'));
    expect([c, t]).toEqual(['WSE', 'server_ready']);
    expect(p.details).toMatchObject({
      version: 1,
      connection_id: 'connection',
      user_id: 'user',
      server_time: '2026-01-01T00:00:00.000Z',
      features: { compression: false, encryption: false, recovery: false },
    });
  });
});

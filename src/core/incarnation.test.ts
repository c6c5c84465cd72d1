import { describe, expect, it } from 'vitest';
import { aggregateIdOf, type LogHead, replay, takeTurn } from './command-turn.ts';
import { eventEnvelopeSchema } from './envelope.ts';
import { eventIdOf, eventSeries } from './ids.ts';
import { TEST_NOW, testHash } from './testing/decider-specification.ts';
import { add, context, envelope, id, tally, totalOf } from './testing/tally.ts';

const turn = (commands: Parameters<typeof takeTurn>[2], start: LogHead | null = null) =>
  takeTurn(tally, start, commands, new Map(), context);
const CLOSE = envelope('close', { type: 'Close' });

describe('a stored event', () => {
  it('carries everything known about it (DESIGN 2, envelope)', () => {
    const command = envelope(
      'a',
      { type: 'Add', amounts: [5], note: 'five' },
      { causationId: id('cause'), sagaId: id('saga'), actor: { kind: 'saga', id: 'TallySaga' } },
    );
    const stored = turn([command]).events[0];
    expect(stored?.envelope).toEqual({
      eventId: eventIdOf(eventSeries(testHash, id('tally', 0), 'epoch-0'), 1),
      eventType: 'Added',
      schemaVersion: 1,
      aggregateType: 'tally',
      aggregateId: id('tally', 0),
      epoch: 'epoch-0',
      aggregateVersion: 1,
      userId: id('user'),
      region: 'weur',
      occurredAt: TEST_NOW,
      recordedAt: TEST_NOW,
      correlationId: id('correlation'),
      causationId: id('cause'),
      sagaId: id('saga'),
      commandId: id('a'),
      actor: { kind: 'saga', id: 'TallySaga' },
      data: { amount: 5, note: 'five', id: id(id('a'), 0) },
      meta: { command: 'Add' },
    });
    expect(eventEnvelopeSchema.parse(JSON.parse(stored?.text ?? ''))).toEqual(stored?.envelope);
  });

  it('belongs to the flow of its command, unless it names another', () => {
    const other = envelope('b', { type: 'Add', amounts: [1], flow: id('other flow') });
    const flows = turn([add('a', 1), other]).events.map((event) => event.envelope.correlationId);
    expect(flows).toEqual([id('correlation'), id('other flow')]);
  });

  it('has an id that whoever decides it again derives again', () => {
    const ids = () => turn([add('a', 1, 2), add('b', 3)]).events.map((event) => event.envelope.eventId);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(3);
    const elsewhere = { ...context, mint: () => ({ epoch: 'epoch-0', aggregateId: id('other') }) };
    const others = takeTurn(tally, null, [add('a', 1)], new Map(), elsewhere).events;
    expect(ids()).not.toContain(others[0]?.envelope.eventId);
  });

  it('names its command on the first event of the command only', () => {
    const { events } = turn([add('a', 1, 2), add('b', 3)]);
    expect(events.map(({ command }) => command)).toEqual([
      { id: id('a'), hash: 'hash of a', events: 2 },
      null,
      { id: id('b'), hash: 'hash of b', events: 1 },
    ]);
  });

  it('C-R10: the ids a decision asks for are the same whenever the command is decided', () => {
    const drawn = (start: LogHead | null) =>
      turn([add('a', 1, 2)], start).events.map((e) => e.envelope.data['id']);
    expect(drawn(turn([add('earlier', 9)]).head)).toEqual(drawn(null));
    expect(new Set(drawn(null)).size).toBe(2);
  });
});

describe('a closed log (DESIGN 2, envelope)', () => {
  it('begins a new incarnation with the next command: new epoch, new aggregate id, version 1, no state', () => {
    const { results, events, head } = turn([add('a', 1), CLOSE, add('b', 5)]);
    expect(results).toMatchObject([
      { aggregateId: id('tally', 0), version: 1 },
      { aggregateId: id('tally', 0), version: 2 },
      { aggregateId: id('tally', 1), version: 1, state: { total: 5, closed: false } },
    ]);
    expect(events.map(({ ordinal, envelope: { epoch } }) => [ordinal, epoch])).toEqual([
      [0, 'epoch-0'],
      [0, 'epoch-0'],
      [1, 'epoch-1'],
    ]);
    expect(head).toMatchObject({ ordinal: 1, version: 1 });
  });

  it('stays closed while commands are refused or change nothing', () => {
    const closed = turn([add('a', 1), CLOSE]).head;
    const idle = turn([envelope('b', { type: 'Refuse' }), add('c')], closed);
    expect(idle.results).toMatchObject([
      { kind: 'rejected', version: 0, rejection: { detail: 'Refuse at 0' } },
      { kind: 'accepted', version: 0, events: 0 },
    ]);
    expect(idle.head).toBe(closed);
  });

  it('expects version 0', () => {
    const closed = turn([add('a', 1), CLOSE]).head;
    const expecting = (expectedVersion: number) => ({ ...add('b', 1), expectedVersion });
    expect(turn([expecting(2)], closed).results).toEqual([{ kind: 'conflict', version: 0 }]);
    expect(turn([expecting(0)], closed).results).toMatchObject([{ kind: 'accepted', version: 1 }]);
  });
});

describe('replay (G-R2)', () => {
  it('folds the stored text to the state of the turn', () => {
    const { events, head } = turn([add('a', 1), add('b', 2, 3)]);
    const read = events.map(({ text }) => eventEnvelopeSchema.parse(JSON.parse(text)));
    expect(replay(tally, tally.decider.initial, read)).toEqual(head.state);
    expect(totalOf(head)).toBe(6);
  });
});

describe('the id of an incarnation', () => {
  const key = id('key');

  it('is the key itself the first time, when that is a UUID', () => {
    expect(aggregateIdOf(testHash, 'tally', id('user'), key, 0)).toBe(key);
  });

  it('else is derived from type, user, key and ordinal', () => {
    const ids = [
      aggregateIdOf(testHash, 'tally', id('user'), key, 1),
      aggregateIdOf(testHash, 'tally', id('user'), key, 2),
      aggregateIdOf(testHash, 'tally', id('user'), 'account:AAPL', 0),
      aggregateIdOf(testHash, 'tally', id('other'), 'account:AAPL', 0),
      aggregateIdOf(testHash, 'count', id('user'), 'account:AAPL', 0),
    ];
    expect(new Set([key, ...ids]).size).toBe(6);
  });
});

import { describe, expect, it } from 'vitest';
import type { CommandEnvelope } from './command.ts';
import { type KnownCommand, type LogHead, MAX_EVENT_LENGTH, takeTurn } from './command-turn.ts';
import { add, context, envelope, tally, totalOf } from './testing/tally.ts';

const REFUSE = { type: 'Refuse' } as const;
const BREAK = { type: 'Break' } as const;

const turn = (
  commands: readonly CommandEnvelope[],
  start: LogHead | null = null,
  known: Iterable<readonly [string, KnownCommand]> = [],
) => takeTurn(tally, start, commands, new Map(known), context);

/** What the log finds of an earlier turn's commands: from its event rows and from its remembered outcomes. */
const remembered = ({ events, outcomes }: ReturnType<typeof turn>): [string, KnownCommand][] => [
  ...events.flatMap(({ command, envelope: { aggregateId }, version }): [string, KnownCommand][] => {
    if (!command) return [];
    const { id, hash, events: count } = command;
    const result = { kind: 'accepted', aggregateId, version: version + count - 1, events: count } as const;
    return [[id, { hash, result: { ...result, state: null } }]];
  }),
  ...outcomes.map(({ commandId, known }): [string, KnownCommand] => [commandId, known]),
];

describe('a batch (DESIGN 2, group commit)', () => {
  it('is decided in order, and each command sees what those before it decided', () => {
    const { results, events, head } = turn([add('a', 1), add('b', 10, 20), envelope('c', REFUSE)]);
    expect(results).toMatchObject([
      { kind: 'accepted', version: 1, events: 1, state: { total: 1 } },
      { kind: 'accepted', version: 3, events: 2, state: { total: 31 } },
      { kind: 'rejected', version: 3, rejection: { code: 'refused', detail: 'Refuse at 31' } },
    ]);
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect([head.version, totalOf(head)]).toEqual([3, 31]);
  });

  it('leaves the head it started from as it was', () => {
    const { head } = turn([add('a', 1)]);
    const before = structuredClone(head);
    turn([add('b', 2)], head);
    expect(head).toEqual(before);
  });

  it('a decision that throws fails only its own command', () => {
    const { results, head } = turn([add('a', 1), envelope('b', BREAK), add('c', 2)]);
    expect(results).toMatchObject([
      { kind: 'accepted', version: 1 },
      { kind: 'bug', error: new Error('broken') },
      { kind: 'accepted', version: 2, state: { total: 3 } },
    ]);
    expect(totalOf(head)).toBe(3);
  });

  it('an event that fails its schema is a bug and leaves nothing behind', () => {
    const { results, events, head } = turn([add('a', 1, 0.5), add('b', 2)]);
    expect(results).toMatchObject([{ kind: 'bug' }, { kind: 'accepted', version: 1 }]);
    expect([events.length, totalOf(head)]).toEqual([1, 2]);
  });
});

describe('a command given again', () => {
  it('inside one batch is a duplicate with the version of the first time', () => {
    const { results, events } = turn([add('a', 1), add('b', 2), add('a', 1)]);
    expect(results[2]).toMatchObject({ kind: 'duplicate', version: 1, events: 1, state: null });
    expect(events).toHaveLength(2);
  });

  it('in a later turn is a duplicate as well', () => {
    const first = turn([add('a', 1, 2), add('b', 4)]);
    const second = turn([add('a', 1, 2)], first.head, remembered(first));
    expect(second.results).toMatchObject([{ kind: 'duplicate', version: 2, events: 2 }]);
    expect(second).toMatchObject({ events: [], outcomes: [], head: first.head });
  });

  it.each([
    ['inside one batch', [add('a', 1)]],
    ['in a later turn', []],
  ])('with another hash is a mismatch, %s', (_, before) => {
    const first = turn([add('a', 1)]);
    const other = { ...add('a', 1), commandHash: 'hash of something else' };
    const { results, events } =
      before.length > 0 ? turn([...before, other]) : turn([other], first.head, remembered(first));
    expect(results.at(-1)).toEqual({ kind: 'mismatch' });
    expect(events).toHaveLength(before.length);
  });

  it('that was refused is decided anew, unless its outcome is remembered', () => {
    const forgotten = turn([envelope('a', REFUSE), add('b', 5), envelope('a', REFUSE)]);
    expect(forgotten.outcomes).toEqual([]);
    expect(forgotten.results[2]).toMatchObject({ kind: 'rejected', version: 1, repeated: false });

    const command = envelope('a', REFUSE, { remember: true });
    const first = turn([command, add('b', 5), command]);
    const again = turn([command], first.head, remembered(first));
    for (const repeat of [first.results[2], again.results[0]])
      expect(repeat).toMatchObject({
        kind: 'rejected',
        version: 0,
        repeated: true,
        rejection: { detail: 'Refuse at 0' },
      });
  });

  it('that changed nothing is remembered only when asked', () => {
    expect(turn([add('a')]).outcomes).toEqual([]);
    const asked = turn([envelope('a', { type: 'Add', amounts: [] }, { remember: true })]);
    expect(asked.outcomes).toMatchObject([
      { known: { result: { kind: 'accepted', events: 0, state: null } } },
    ]);
  });

  it('that conflicted or broke is never remembered', () => {
    const conflict = { ...add('a', 1), expectedVersion: 7, remember: true };
    expect(turn([conflict, envelope('b', BREAK, { remember: true })]).outcomes).toEqual([]);
  });
});

describe('an expected version (C-R5)', () => {
  it('that is not the current one is a conflict that tells the current one', () => {
    const { head } = turn([add('a', 1, 2)]);
    const expecting = (version: number) => ({ ...add('b', 4), expectedVersion: version });
    expect(turn([expecting(1)], head).results).toEqual([{ kind: 'conflict', version: 2 }]);
    expect(turn([expecting(2)], head).results).toMatchObject([{ kind: 'accepted', version: 3 }]);
    expect(turn([expecting(0)]).results).toMatchObject([{ kind: 'accepted', version: 1 }]);
  });

  it('is compared with what the batch has decided so far', () => {
    const late = { ...add('b', 2), expectedVersion: 0 };
    expect(turn([add('a', 1), late]).results[1]).toEqual({ kind: 'conflict', version: 1 });
  });
});

describe('an event that is too large (Z-R4)', () => {
  const noted = (length: number) =>
    envelope('a', { type: 'Add', amounts: [1, 2], note: 'x'.repeat(length) }, { remember: true });

  it('refuses its command, with all of its events, and the refusal is remembered', () => {
    const { results, events, outcomes } = turn([noted(MAX_EVENT_LENGTH), add('b', 1)]);
    expect(results).toMatchObject([
      { kind: 'rejected', rejection: { code: 'event_too_large' } },
      { kind: 'accepted', version: 1 },
    ]);
    expect([events.length, outcomes.length]).toEqual([1, 1]);
  });

  it('is measured as it is stored', () => {
    const small = turn([noted(0)]).events[0]?.text.length ?? 0;
    const room = MAX_EVENT_LENGTH - small;
    expect(turn([noted(room)]).results).toMatchObject([{ kind: 'accepted' }]);
    expect(turn([noted(room + 1)]).results).toMatchObject([{ kind: 'rejected' }]);
  });
});

it('the state is answered to whoever asks for it, and to nobody else', () => {
  const { returnState: _, ...silent } = add('a', 1);
  expect(turn([silent, add('b', 2)]).results).toMatchObject([{ state: null }, { state: { total: 3 } }]);
});

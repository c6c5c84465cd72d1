import { describe, expect, it } from 'vitest';
import { accept, type DomainCommand, reject } from './decider.ts';
import { canPerform, guardedBy, lifecycle, refused, to, unchanged } from './lifecycle.ts';
import { testEnv } from './testing/decider-specification.ts';

type Status = 'absent' | 'open' | 'closed';
interface Door {
  readonly status: Status;
}
type Command = DomainCommand<'Open'> | DomainCommand<'Close'> | DomainCommand<'Paint'>;

const at = (status: Status): Door => ({ status });
const door = lifecycle<Door, Command['type'], Status>({
  noun: 'door',
  statuses: ['absent', 'open', 'closed'],
  statusOf: ({ status }) => status,
  moves: {
    Open: { closed: to('open'), open: unchanged, otherwise: refused('door_not_found') },
    Close: { open: to('closed'), closed: unchanged, absent: refused('door_not_found') },
    Paint: { otherwise: refused('door_busy', 'unless it is the colour it has') },
  },
});

const asked: string[] = [];
const decide = guardedBy(door, (command: Command, { status }: Door) => {
  asked.push(`${command.type} ${status}`);
  return status === 'open' && command.type === 'Paint' ? accept('painted') : reject('judged', 'by decide');
});
const decided = (type: Command['type'], status: Status) => {
  asked.length = 0;
  return { decision: decide({ type }, at(status), testEnv()), asked: [...asked] };
};

describe('a lifecycle', () => {
  it('has a cell for every command in every status; otherwise fills the rest of a row', () => {
    expect(door.moves.Open).toEqual({
      absent: refused('door_not_found'),
      open: unchanged,
      closed: { kind: 'moves', to: ['open'] },
    });
    for (const row of Object.values(door.moves))
      expect(Object.keys(row)).toEqual(['absent', 'open', 'closed']);
  });

  it('with an open cell is refused when it is built', () => {
    expect(() =>
      lifecycle<Door, 'Open', Status>({
        noun: 'door',
        statuses: ['absent', 'open', 'closed'],
        statusOf: ({ status }) => status,
        moves: { Open: { closed: to('open'), open: unchanged } },
      }),
    ).toThrow('Open says nothing about door that is absent');
  });

  it('BC-R9: says what can be performed: neither what is refused nor what is already so', () => {
    expect(canPerform(door, 'Open', at('closed'))).toBe(true);
    expect(canPerform(door, 'Open', at('open'))).toBe(false);
    expect(canPerform(door, 'Open', at('absent'))).toBe(false);
    expect(canPerform(door, 'Paint', at('open'))).toBe(false);
  });
});

describe('a decider guarded by its lifecycle', () => {
  it('is not asked about what the status refuses', () => {
    expect(decided('Close', 'absent')).toEqual({
      decision: reject('door_not_found', 'the door is absent'),
      asked: [],
    });
  });

  it('is not asked about what is already so', () => {
    expect(decided('Open', 'open')).toEqual({ decision: accept(), asked: [] });
  });

  it('judges what the status allows', () => {
    expect(decided('Open', 'closed')).toEqual({
      decision: reject('judged', 'by decide'),
      asked: ['Open closed'],
    });
  });

  it('judges a refusal that has an exception in words', () => {
    expect(decided('Paint', 'open')).toEqual({ decision: accept('painted'), asked: ['Paint open'] });
    expect(decided('Paint', 'absent').decision).toEqual(reject('judged', 'by decide'));
  });
});

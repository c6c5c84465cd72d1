import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent, type EventOf, personal, personalFields } from './event.ts';
import { eventRegistry, UnreadableEventError, type Upcaster } from './event-registry.ts';

const definitions = {
  Opened: defineEvent('Opened', 3, z.object({ owner: z.string(), currency: z.string() })),
  Renamed: defineEvent('Renamed', 1, z.object({ owner: z.string() })),
};
type Event = EventOf<typeof definitions>;

const step = (from: string, to: string, upcast: Upcaster['upcast']): Upcaster => {
  const at = (text: string) => {
    const [type = '', version] = text.split('@');
    return { type, schemaVersion: Number(version) };
  };
  return { from: at(from), to: at(to), upcast };
};

const upcasters = [
  step('Created@1', 'Opened@2', ({ name }) => ({ owner: name })),
  step('Opened@1', 'Opened@2', ({ user }) => ({ owner: user })),
  step('Opened@2', 'Opened@3', (data) => ({ ...data, currency: 'USD' })),
];
const registry = eventRegistry<Event>(definitions, { upcasters });
const read = (eventType: string, schemaVersion: number, data: Record<string, unknown>) =>
  registry.read({ eventType, schemaVersion, data });

const unreadable = (code: UnreadableEventError['code'], action: () => unknown) => {
  expect(action).toThrow(UnreadableEventError);
  expect(action).toThrow(expect.objectContaining({ code, name: 'UnreadableEventError' }));
};

describe('reading a stored event (DESIGN 2: unknown or newer events are never guessed at)', () => {
  it('of today is as it was stored', () => {
    const data = { owner: 'ann', currency: 'EUR' };
    expect(read('Opened', 3, data)).toEqual({ type: 'Opened', data });
  });

  it('of an unknown type is an error', () => {
    unreadable('unknown_type', () => read('Deleted', 1, {}));
  });

  it('of a version this code does not know yet is an error', () => {
    unreadable('newer_version', () => read('Opened', 4, { owner: 'ann', currency: 'EUR' }));
  });

  it('of a version nobody can lift any more is an error', () => {
    const bare = eventRegistry<Event>(definitions);
    unreadable('schema_invalid', () =>
      bare.read({ eventType: 'Opened', schemaVersion: 2, data: { owner: 'a' } }),
    );
  });
});

describe('an older event (fixtures of every historical version)', () => {
  it.each([
    ['Opened', 2, { owner: 'ann' }],
    ['Opened', 1, { user: 'ann' }],
    ['Created', 1, { name: 'ann' }],
  ])('%s@%i is lifted step by step to today, also from another name', (type, version, data) => {
    expect(read(type, version, data)).toEqual({ type: 'Opened', data: { owner: 'ann', currency: 'USD' } });
  });

  it('that is not what its version promised is an error, not half an event', () => {
    unreadable('schema_invalid', () => read('Opened', 1, { name: 'ann' }));
  });

  it('keeps its stored data as it was', () => {
    const data = Object.freeze({ user: 'ann' });
    read('Opened', 1, data);
    expect(data).toEqual({ user: 'ann' });
  });
});

describe('a new event', () => {
  const opened = definitions.Opened({ owner: 'ann', currency: 'EUR' });

  it('is parsed at the version of its definition', () => {
    expect(registry.parse(opened)).toEqual({ schemaVersion: 3, data: opened.data });
  });

  it('E-R4: is an error when no definition knows it', () => {
    unreadable('unknown_type', () => registry.parse({ ...opened, type: 'Deleted' } as never));
  });

  it('is an error, told with the field, when its data fails the schema', () => {
    const broken = { ...opened, data: { owner: 'ann' } } as never;
    unreadable('schema_invalid', () => registry.parse(broken));
    expect(() => registry.parse(broken)).toThrow(/Opened: currency/);
  });

  it('loses what its schema does not know', () => {
    const more = { ...opened, data: { ...opened.data, secret: 'x' } };
    expect(registry.parse(more).data).toEqual(opened.data);
  });

  it('may belong to another flow than its command', () => {
    const { Opened } = definitions;
    expect(Opened({ owner: 'a', currency: 'b' }, { correlationId: 'flow' }).correlationId).toBe('flow');
    expect(opened).not.toHaveProperty('correlationId');
  });
});

describe('a registry', () => {
  it('refuses a name that is used twice', () => {
    const again = defineEvent('Opened', 1, z.object({}));
    expect(() => eventRegistry({ ...definitions, Again: again })).toThrow('Opened is defined twice');
  });

  it('knows its types by their stored names', () => {
    expect([...registry.definitions.keys()]).toEqual(['Opened', 'Renamed']);
  });
});

describe('a personal field', () => {
  const schema = z.object({ name: personal(), nick: personal().nullable(), role: z.string() });
  const Registered = defineEvent('Registered', 1, schema);

  it('is listed when it is marked', () => {
    expect(personalFields(Registered)).toContain('name');
    expect(personalFields(Registered)).not.toContain('role');
    expect(personalFields(defineEvent('Odd', 1, z.string()))).toEqual([]);
  });

  it('takes sealed text only', () => {
    const data = { name: 'sealed:abc', nick: null, role: 'user' };
    expect(schema.safeParse(data).success).toBe(true);
    expect(schema.safeParse({ ...data, name: 'abc' }).success).toBe(false);
    expect(schema.safeParse({ ...data, name: 'unsealed:abc' }).success).toBe(false);
  });
});

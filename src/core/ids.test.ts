import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson, deterministicId, eventIdOf, eventSeries, type Hash } from './ids.ts';

const sha256: Hash = (text) => createHash('sha256').update(text).digest('hex');
const idOf = (...parts: readonly (string | number)[]) => deterministicId(sha256, ...parts);
const anyPart = fc.oneof(fc.string(), fc.integer());
const anyParts = fc.array(anyPart, { minLength: 1, maxLength: 4 });

describe('an id derived from its parts', () => {
  it('never changes: stored ids must be derived again after any release', () => {
    expect(idOf('order', 'a', 1)).toBe('f4112fde-008b-8276-a0ac-3d08a540c8fd');
    expect(eventIdOf(eventSeries(sha256, 'aggregate', 'epoch'), 257)).toBe(
      'da99348d-b7dc-8173-b68d-000000000101',
    );
  });

  it('is a UUID of version 8', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        expect(idOf(...parts)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(z.uuid().safeParse(idOf(...parts)).success).toBe(true);
      }),
    );
  });

  it('differs when any part, their order or their borders differ', () => {
    const ids = [idOf('ab', 'c'), idOf('a', 'bc'), idOf('abc'), idOf('c', 'ab'), idOf('ab', 'c', '')];
    expect(new Set([...ids, idOf('1:a', 'b'), idOf('1', 'a|1:b')]).size).toBe(7);
    fc.assert(
      fc.property(anyParts, anyParts, (a, b) => {
        const same = a.length === b.length && a.every((part, n) => String(part) === String(b[n]));
        expect(idOf(...a) === idOf(...b)).toBe(same);
      }),
    );
  });
});

describe('the id of an event', () => {
  const series = eventSeries(sha256, idOf('aggregate'), 'epoch-0');

  it('is a UUID at every version, all with the series of their incarnation', () => {
    for (const version of [1, 15, 16, 65_535, 2 ** 40]) {
      expect(z.uuid().safeParse(eventIdOf(series, version)).success).toBe(true);
      expect(eventIdOf(series, version).startsWith(series)).toBe(true);
    }
  });

  it('sorts by version, and differs in another incarnation or aggregate', () => {
    const ids = [1, 2, 9, 10, 255, 256, 70_000].map((version) => eventIdOf(series, version));
    expect([...ids].sort()).toEqual(ids);
    const others = [
      eventSeries(sha256, idOf('aggregate'), 'epoch-1'),
      eventSeries(sha256, idOf('other'), 'epoch-0'),
    ];
    expect(new Set([series, ...others]).size).toBe(3);
  });
});

describe('canonical JSON (Z-R7)', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).map(([key, member]) => [key, shuffled(member)]);
    return Object.fromEntries(entries.reverse());
  };

  it('is the same however the keys are ordered', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('means what JSON means', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(canonicalJson({ b: 1, a: undefined, c: [undefined, null] })).toBe('{"b":1,"c":[null,null]}');
    expect(canonicalJson(undefined)).toBe('null');
  });
});

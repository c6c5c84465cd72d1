import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Fingerprint } from './fingerprint.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a fingerprint (domains 5)', () => {
  it('is 64 hexadecimal digits', () => {
    expect(Fingerprint.create(sha256('a')).ok).toBe(true);
    for (const input of [
      '',
      sha256('a').toUpperCase(),
      sha256('a').slice(1),
      `${sha256('a')}0`,
      'g'.repeat(64),
    ])
      expect(Fingerprint.create(input)).toMatchObject({ rejection: { code: 'invalid_fingerprint' } });
  });

  it('Z-R7: is of the content, not of the order of its keys', () => {
    const of = (value: unknown) => Fingerprint.of(sha256, value);
    expect(of({ a: 1, b: [2, { c: 3, d: 4 }] })).toBe(of({ b: [2, { d: 4, c: 3 }], a: 1 }));
    expect(of({ a: 1 })).not.toBe(of({ a: '1' }));
    expect(of([1, 2])).not.toBe(of([2, 1]));
    expect(Fingerprint.create(of('x')).ok).toBe(true);
  });

  it('equals itself, and nothing that differs in any digit', () => {
    const one = Fingerprint.of(sha256, 'one');
    expect(Fingerprint.equals(one, Fingerprint.of(sha256, 'one'))).toBe(true);
    for (let i = 0; i < one.length; i++) {
      const other = `${one.slice(0, i)}${one[i] === '0' ? '1' : '0'}${one.slice(i + 1)}` as Fingerprint;
      expect(Fingerprint.equals(one, other)).toBe(false);
    }
    expect(Fingerprint.equals(one, one.slice(1) as Fingerprint)).toBe(false);
  });
});

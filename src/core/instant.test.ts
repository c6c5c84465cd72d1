import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs, instant, isUtcInstant, plusMs, type UtcInstant } from './instant.ts';

describe('an instant (domains 2.1: text without an offset is refused)', () => {
  it.each([
    '2026-11-22T14:30:00Z',
    '2026-11-22T14:30:00.1Z',
    '2026-11-22T14:30:00.123456789Z',
    '2026-11-22T23:59:59.999Z',
    '2028-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
  ])('%s is one', (text) => {
    expect(isUtcInstant(text)).toBe(true);
  });

  it.each([
    '2026-11-22T14:30:00',
    '2026-11-22T14:30:00+00:00',
    '2026-11-22T09:30:00-05:00',
    '2026-11-22 14:30:00Z',
    '2026-11-22T14:30Z',
    '2026-11-22',
    '2026-11-22T14:30:00z',
    '2026-13-01T00:00:00Z',
    '2026-11-22T25:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T23:60:00Z',
    '2026-11-22T23:59:60Z',
    '2026-11-22T14:30:00.Z',
    '2026-11-22T14:30:00.1234567890Z',
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-00-22T00:00:00Z',
    '+012026-11-22T14:30:00Z',
    ' 2026-11-22T14:30:00Z',
    '1763800000000',
    '',
  ])('%j is none', (text) => {
    expect(isUtcInstant(text)).toBe(false);
  });

  it('is text that stands for itself: reading and writing it moves nothing', () => {
    const anyText = fc
      .tuple(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
      )
      .map((parts) => parts.map((part, n) => String(part).padStart(n === 0 ? 4 : 2, '0')).join('-'))
      .map((date) => `${date}T12:00:00.000Z`);
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = Date.parse(text);
        const standsForItself = !Number.isNaN(parsed) && new Date(parsed).toISOString() === text;
        expect(isUtcInstant(text)).toBe(standsForItself);
      }),
    );
  });

  it('is written in UTC with milliseconds and read back to the same', () => {
    expect(instant(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(epochMs(instant(1_763_800_000_123))).toBe(1_763_800_000_123);
    expect(isUtcInstant(instant(1_763_800_000_123))).toBe(true);
  });

  it('moves by milliseconds, over midnight and back', () => {
    const late = '2026-12-31T23:59:59.999Z' as UtcInstant;
    expect(plusMs(late, 1)).toBe('2027-01-01T00:00:00.000Z');
    expect(plusMs(plusMs(late, 86_400_000), -86_400_000)).toBe(late);
  });
});

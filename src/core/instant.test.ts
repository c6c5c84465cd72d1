import { describe, expect, it } from 'vitest';
import { epochMs, instant, isUtcInstant, plusMs, type UtcInstant } from './instant.ts';

describe('an instant (domains 2.1: text without an offset is refused)', () => {
  it.each(['2026-11-22T14:30:00Z', '2026-11-22T14:30:00.1Z', '2026-11-22T14:30:00.123456789Z'])(
    '%s is one',
    (text) => {
      expect(isUtcInstant(text)).toBe(true);
    },
  );

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
    '+012026-11-22T14:30:00Z',
    ' 2026-11-22T14:30:00Z',
    '1763800000000',
    '',
  ])('%j is none', (text) => {
    expect(isUtcInstant(text)).toBe(false);
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

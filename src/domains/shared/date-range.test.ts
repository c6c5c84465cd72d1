import { describe, expect, it } from 'vitest';
import { localDate } from '../../core/local-date.ts';
import { DateRange } from './date-range.ts';
import { known } from './value.ts';

const range = (start: string, end: string) => known(DateRange.create(start, end));

describe('a range of dates (domains 5)', () => {
  it.each([
    ['2026-01-01', '2026-01-01', 0],
    ['2026-02-28', '2026-03-01', 1],
    ['2024-02-28', '2024-03-01', 2],
    ['2026-01-01', '2027-01-01', 365],
  ])('%s to %s is %i days long', (start, end, days) => {
    expect(DateRange.duration(range(start, end))).toBe(days);
  });

  it.each([
    ['2026-01-02', '2026-01-01', 'invalid_date_range'],
    ['2026-01-01', '2027-01-02', 'date_range_too_long'],
    ['2024-01-01', '2025-01-01', 'date_range_too_long'],
    ['2026-02-30', '2026-03-01', 'invalid_date'],
    ['2026-01-01', '2026-01-01T00:00:00Z', 'invalid_date'],
  ])('%s to %s is refused: %s', (start, end, code) => {
    expect(DateRange.create(start, end)).toMatchObject({ rejection: { code } });
  });

  it('contains its first and its last date', () => {
    const january = range('2026-01-01', '2026-01-31');
    const dates = [
      localDate(2025, 12, 31),
      localDate(2026, 1, 1),
      localDate(2026, 1, 31),
      localDate(2026, 2, 1),
    ];
    expect(dates.map((date) => DateRange.contains(january, date))).toEqual([false, true, true, false]);
  });

  it('is equal by value and cannot be changed', () => {
    expect(DateRange.equals(range('2026-01-01', '2026-01-31'), range('2026-01-01', '2026-01-31'))).toBe(true);
    expect(DateRange.equals(range('2026-01-01', '2026-01-31'), range('2026-01-01', '2026-01-30'))).toBe(
      false,
    );
    expect(Object.isFrozen(range('2026-01-01', '2026-01-31'))).toBe(true);
  });
});

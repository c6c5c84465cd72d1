import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from './instant.ts';
import {
  dateOfDay,
  dateParts,
  dayNumber,
  isLocalDate,
  type LocalDate,
  localDate,
  plusDays,
  utcDateOf,
  weekday,
} from './local-date.ts';

const date = (text: string): LocalDate => {
  if (!isLocalDate(text)) throw new Error(`${text} is no date`);
  return text;
};

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('0001-01-01T00:00:00Z') / DAY_MS;
const LAST_DAY = Date.parse('9999-12-31T00:00:00Z') / DAY_MS;
const anyDay = fc.integer({ min: FIRST_DAY, max: LAST_DAY });
const isoDate = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

describe('a local date (domains 2.1: an expiry is a date of the exchange, not an instant)', () => {
  it.each(['2026-01-31', '2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01'])('%s is one', (text) => {
    expect(isLocalDate(text)).toBe(true);
  });

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-00-10',
    '2026-13-10',
    '2026-01-00',
    '2026-01-32',
    '2026-1-5',
    '26-01-05',
    '2026/01/05',
    '2026-01-05T00:00:00Z',
    ' 2026-01-05',
    '2026-01-05\n',
    '',
  ])('%j is none', (text) => {
    expect(isLocalDate(text)).toBe(false);
  });

  it('is made of its parts', () => {
    expect(localDate(2026, 1, 5)).toBe('2026-01-05');
    expect(localDate(987, 12, 31)).toBe('0987-12-31');
    expect(dateParts(date('2026-01-05'))).toEqual({ year: 2026, month: 1, day: 5 });
  });
});

describe('counting days', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-03-01', 11_017],
    ['2024-02-29', 19_782],
  ])('%s is day %i', (text, day) => {
    expect(dayNumber(date(text))).toBe(day);
    expect(dateOfDay(day)).toBe(text);
  });

  it('agrees with the UTC calendar on any day of the years 1 to 9999, and back', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(dateOfDay(day)).toBe(isoDate(day));
        expect(dayNumber(date(isoDate(day)))).toBe(day);
      }),
    );
  });

  it('knows the weekday, before 1970 too', () => {
    expect([weekday(date('1970-01-01')), weekday(date('1969-12-28')), weekday(date('2026-11-22'))]).toEqual([
      4, 0, 0,
    ]);
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(weekday(date(isoDate(day)))).toBe(new Date(day * DAY_MS).getUTCDay());
      }),
    );
  });

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2025-02-28', 1, '2025-03-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-11-22', 0, '2026-11-22'],
    ['2026-11-22', 365, '2027-11-22'],
  ])('%s moved by %i days is %s', (from, days, to) => {
    expect(plusDays(date(from), days)).toBe(to);
  });

  it.each([
    [0, '1970-01-01'],
    [-1, '1969-12-31'],
    [DAY_MS - 1, '1970-01-01'],
    [DAY_MS, '1970-01-02'],
  ])('the UTC date at %i ms is %s', (ms, expected) => {
    expect(utcDateOf(instant(ms))).toBe(expected);
  });
});

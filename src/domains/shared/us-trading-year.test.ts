import { describe, expect, it } from 'vitest';
import { weekday } from '../../core/local-date.ts';
import { usTradingYear } from './us-trading-year.ts';

/** As the NYSE Group published them (its announcements of holidays and early closings, and of the mourning day in 2025). */
const PUBLISHED: Record<number, { holidays: string; earlyCloses: string }> = {
  2024: {
    holidays: '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25',
    earlyCloses: '07-03 11-29 12-24',
  },
  2025: {
    holidays: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25',
    earlyCloses: '07-03 11-28 12-24',
  },
  2026: {
    holidays: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25',
    earlyCloses: '11-27 12-24',
  },
  2027: {
    holidays: '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24',
    earlyCloses: '11-26',
  },
  2028: {
    holidays: '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25',
    earlyCloses: '07-03 11-24',
  },
};

const datesOf = (year: number, days: string) => days.split(' ').map((day) => `${year}-${day}`);
const isWeekday = (date: Parameters<typeof weekday>[0]) => weekday(date) !== 0 && weekday(date) !== 6;

describe.each(Object.entries(PUBLISHED))('US equities in %s', (text, { holidays, earlyCloses }) => {
  const year = Number(text);
  const rules = usTradingYear(year);

  it('rest on the published holidays', () => {
    expect([...rules.holidays].toSorted()).toEqual(datesOf(year, holidays));
  });

  it('close early on the published days', () => {
    const tradingDays = [...rules.earlyCloses].filter((date) => isWeekday(date) && !rules.holidays.has(date));
    expect(tradingDays.toSorted()).toEqual(datesOf(year, earlyCloses));
  });
});

describe('observed holidays', () => {
  it.each([
    ['Juneteenth on a Saturday is observed on Friday', 2027, '2027-06-18'],
    ['Independence Day on a Saturday is observed on Friday', 2026, '2026-07-03'],
    ['Independence Day on a Sunday is observed on Monday', 2027, '2027-07-05'],
    ['New Year on a Sunday is observed on Monday', 2023, '2023-01-02'],
    ['Christmas on a Sunday is observed on Monday', 2022, '2022-12-26'],
  ])('%s', (_, year, date) => {
    expect([...usTradingYear(year).holidays]).toContain(date);
  });

  it('New Year on a Saturday is not moved into the old year, whose last Friday trades', () => {
    for (const year of [2022, 2028])
      expect([...usTradingYear(year).holidays].filter((date) => date.endsWith('-01-01'))).toEqual([]);
    for (const year of [2021, 2027])
      expect([...usTradingYear(year).holidays].filter((date) => date.endsWith('-12-31'))).toEqual([]);
  });

  it('Juneteenth is a holiday since 2022', () => {
    expect([...usTradingYear(2021).holidays].filter((date) => date.includes('-06-'))).toEqual([]);
  });
});

it('daylight time as the law has it: from 07:00 UTC in March to 06:00 UTC in November', () => {
  const { daylightFromMs, daylightUntilMs } = usTradingYear(2026);
  expect(new Date(daylightFromMs).toISOString()).toBe('2026-03-08T07:00:00.000Z');
  expect(new Date(daylightUntilMs).toISOString()).toBe('2026-11-01T06:00:00.000Z');
});

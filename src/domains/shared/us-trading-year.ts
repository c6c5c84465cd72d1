import { dayNumber, type LocalDate, localDate, plusDays, weekday } from '../../core/local-date.ts';

/** What is special about a year of US equities. */
export interface UsTradingYear {
  /** Weekdays without trading. */
  readonly holidays: ReadonlySet<LocalDate>;
  /** Days that close at 13:00. */
  readonly earlyCloses: ReadonlySet<LocalDate>;
  /** New York keeps daylight time from the first to the second of these, in milliseconds since 1970. */
  readonly daylightFromMs: number;
  readonly daylightUntilMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/** The n-th weekday of a month; n = -1 is the last. */
const nthWeekday = (year: number, month: number, day: number, n: number): LocalDate => {
  if (n < 0) {
    const nextMonth = month === 12 ? localDate(year + 1, 1, 1) : localDate(year, month + 1, 1);
    const last = plusDays(nextMonth, -1);
    return plusDays(last, -((weekday(last) - day + 7) % 7));
  }
  const first = localDate(year, month, 1);
  return plusDays(first, ((day - weekday(first) + 7) % 7) + (n - 1) * 7);
};

/** Easter Sunday (Gregorian, the anonymous algorithm published in Nature 1876). */
const easter = (year: number): LocalDate => {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return localDate(year, month, ((h + l - 7 * m + 114) % 31) + 1);
};

/** A fixed holiday as it is observed: Friday before a Saturday, Monday after a Sunday. */
const observed = (date: LocalDate): LocalDate => {
  if (weekday(date) === SATURDAY) return plusDays(date, -1);
  return weekday(date) === SUNDAY ? plusDays(date, 1) : date;
};

/** Days the exchange closed by a decision of its own: the mourning for presidents Bush and Carter. */
const SPECIAL_CLOSURES = [localDate(2018, 12, 5), localDate(2025, 1, 9)];

/** Days on which US equities do not trade (NYSE rule 7.2); New Year's Day is not moved into the old year. */
const holidays = (year: number): ReadonlySet<LocalDate> => {
  const newYear = localDate(year, 1, 1);
  return new Set([
    ...(weekday(newYear) === SATURDAY ? [] : [observed(newYear)]),
    nthWeekday(year, 1, MONDAY, 3),
    nthWeekday(year, 2, MONDAY, 3),
    plusDays(easter(year), -2),
    nthWeekday(year, 5, MONDAY, -1),
    ...(year >= 2022 ? [observed(localDate(year, 6, 19))] : []),
    observed(localDate(year, 7, 4)),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 11, THURSDAY, 4),
    observed(localDate(year, 12, 25)),
    ...SPECIAL_CLOSURES.filter((date) => date.startsWith(localDate(year, 1, 1).slice(0, 5))),
  ]);
};

/** The day before Independence Day, the day after Thanksgiving, Christmas Eve: where they are no trading days, nothing closes early. */
const earlyCloses = (year: number): ReadonlySet<LocalDate> =>
  new Set([localDate(year, 7, 3), plusDays(nthWeekday(year, 11, THURSDAY, 4), 1), localDate(year, 12, 24)]);

const startOfDayMs = (date: LocalDate) => dayNumber(date) * DAY_MS;

const compute = (year: number): UsTradingYear => ({
  holidays: holidays(year),
  earlyCloses: earlyCloses(year),
  // Clocks change at 2:00: at 07:00 UTC of March's second Sunday, at 06:00 UTC of November's first.
  daylightFromMs: startOfDayMs(nthWeekday(year, 3, SUNDAY, 2)) + 7 * HOUR_MS,
  daylightUntilMs: startOfDayMs(nthWeekday(year, 11, SUNDAY, 1)) + 6 * HOUR_MS,
});

const known = new Map<number, UsTradingYear>();

/** The year's holidays, early closes and daylight time; computed once, because matching orders asks for it with every quote. */
export const usTradingYear = (year: number): UsTradingYear => {
  const before = known.get(year);
  if (before) return before;
  const computed = compute(year);
  known.set(year, computed);
  return computed;
};

import { dayNumber, isLocalDate, type LocalDate } from '../../core/local-date.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** Dates from `start` to `end`, both included. */
export interface DateRange {
  readonly start: LocalDate;
  readonly end: LocalDate;
}

/** Days from the start to the end of the longest range. */
export const MAX_RANGE_DAYS = 365;

const duration = ({ start, end }: DateRange): number => dayNumber(end) - dayNumber(start);

/** Ranges of dates, for reports and histories. */
export const DateRange = {
  create: (start: string, end: string): Parsed<DateRange> => {
    if (!isLocalDate(start) || !isLocalDate(end))
      return invalid('invalid_date', 'a date is written like 2026-01-16');
    const range = Object.freeze({ start, end });
    const days = duration(range);
    if (days < 0) return invalid('invalid_date_range', 'a range ends on its start or later');
    return days <= MAX_RANGE_DAYS
      ? valid(range)
      : invalid('date_range_too_long', `a range is at most ${MAX_RANGE_DAYS} days long`);
  },
  /** Days from the first date to the last; zero for one date. */
  duration,
  /** True for a date within, its first and last included. */
  contains: ({ start, end }: DateRange, date: LocalDate): boolean => start <= date && date <= end,
  equals: (a: DateRange, b: DateRange): boolean => a.start === b.start && a.end === b.end,
};

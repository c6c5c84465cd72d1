import { isCivilDate } from './gregorian.ts';
import { epochMs, type UtcInstant } from './instant.ts';

/** A calendar date without a time or a zone, `YYYY-MM-DD`: an option expires on a date of its exchange, not at an instant. */
export type LocalDate = string & { readonly __brand: 'LocalDate' };

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Tells whether `text` is a date that exists. */
export const isLocalDate = (text: string): text is LocalDate => {
  const [, year, month, day] = ISO_DATE.exec(text) ?? [];
  return year !== undefined && isCivilDate(Number(year), Number(month), Number(day));
};

/** Year, month (1–12) and day of a date. */
export const dateParts = (date: LocalDate): { year: number; month: number; day: number } => {
  const [, year, month, day] = ISO_DATE.exec(date) ?? [];
  return { year: Number(year), month: Number(month), day: Number(day) };
};

/** The date of these parts; they must exist. */
export const localDate = (year: number, month: number, day: number): LocalDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as LocalDate;

/** Days since 1970-01-01, by the civil calendar (public algorithm of Howard Hinnant, "days from civil"). */
export const dayNumber = (date: LocalDate): number => {
  const { year, month, day } = dateParts(date);
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** The date that many days after 1970-01-01. */
export const dateOfDay = (days: number): LocalDate => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthPrime = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthPrime + 2) / 5) + 1;
  const month = monthPrime + (monthPrime < 10 ? 3 : -9);
  return localDate(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
};

/** `date` moved by whole days. */
export const plusDays = (date: LocalDate, days: number): LocalDate => dateOfDay(dayNumber(date) + days);

/** 0 for Sunday to 6 for Saturday. */
export const weekday = (date: LocalDate): number => (((dayNumber(date) + 4) % 7) + 7) % 7;

/** The date in UTC at an instant. */
export const utcDateOf = (at: UtcInstant): LocalDate => dateOfDay(Math.floor(epochMs(at) / 86_400_000));

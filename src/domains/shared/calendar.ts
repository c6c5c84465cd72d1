import { epochMs, instant, type UtcInstant } from '../../core/instant.ts';
import { dateOfDay, dayNumber, type LocalDate, plusDays, weekday } from '../../core/local-date.ts';
import type { AssetType } from './asset-type.ts';
import { usTradingYear } from './us-trading-year.ts';

/** One trading day: regular hours from `open` to `close`, extended hours around them; all are UTC instants. */
export interface TradingSession {
  readonly date: LocalDate;
  readonly preOpen: UtcInstant;
  readonly open: UtcInstant;
  readonly close: UtcInstant;
  readonly postClose: UtcInstant;
}

/** When a market trades. Injected wherever it matters, so that tests choose the hours. */
export interface MarketCalendar {
  readonly name: string;
  /** The session of a date of the exchange, or null on a day without trading. */
  readonly sessionOn: (date: LocalDate) => TradingSession | null;
  /** The exchange's date at an instant. */
  readonly dateAt: (at: UtcInstant) => LocalDate;
}

/** What a market is doing. */
export type MarketPhase = 'closed' | 'pre' | 'regular' | 'post';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SUNDAY = 0;
const SATURDAY = 6;

const yearOf = (date: LocalDate): number => Number(date.slice(0, 4));

/** Milliseconds that New York is behind UTC. */
const newYorkOffsetMs = (utcMs: number): number => {
  const { daylightFromMs, daylightUntilMs } = usTradingYear(yearOf(dateOfDay(Math.floor(utcMs / DAY_MS))));
  return (utcMs >= daylightFromMs && utcMs < daylightUntilMs ? 4 : 5) * HOUR_MS;
};

/** US equities: 09:30 to 16:00 New York, extended from 04:00 to 20:00; early closes at 13:00 (then extended to 17:00). */
export const usEquities: MarketCalendar = {
  name: 'us_equities',
  sessionOn: (date) => {
    const day = weekday(date);
    if (day === SATURDAY || day === SUNDAY) return null;
    const { holidays, earlyCloses } = usTradingYear(yearOf(date));
    if (holidays.has(date)) return null;
    const early = earlyCloses.has(date);
    // Clocks change on Sundays: a weekday has the same offset from its first to its last hour.
    const midnight = dayNumber(date) * DAY_MS;
    const start = midnight + newYorkOffsetMs(midnight + 12 * HOUR_MS);
    const newYorkTime = (hours: number) => instant(start + hours * HOUR_MS);
    return {
      date,
      preOpen: newYorkTime(4),
      open: newYorkTime(9.5),
      close: newYorkTime(early ? 13 : 16),
      postClose: newYorkTime(early ? 17 : 20),
    };
  },
  dateAt: (at) => {
    const utcMs = epochMs(at);
    return dateOfDay(Math.floor((utcMs - newYorkOffsetMs(utcMs)) / DAY_MS));
  },
};

/** A market that never closes, such as crypto; a session is a day in UTC. */
export const alwaysOpen: MarketCalendar = {
  name: 'always_open',
  sessionOn: (date) => {
    const start = instant(dayNumber(date) * DAY_MS);
    const end = instant((dayNumber(date) + 1) * DAY_MS);
    return { date, preOpen: start, open: start, close: end, postClose: end };
  },
  dateAt: (at) => dateOfDay(Math.floor(epochMs(at) / DAY_MS)),
};

/** The calendar of an asset type: crypto never closes, all else follows US equities. */
export const calendarOf = (assetType: AssetType): MarketCalendar =>
  assetType === 'crypto' ? alwaysOpen : usEquities;

const isBefore = (at: UtcInstant, other: UtcInstant) => epochMs(at) < epochMs(other);

const LONGEST_BREAK_DAYS = 10;

/** What the market is doing at an instant. */
export const phaseAt = (calendar: MarketCalendar, at: UtcInstant): MarketPhase => {
  const session = calendar.sessionOn(calendar.dateAt(at));
  if (!session || isBefore(at, session.preOpen) || !isBefore(at, session.postClose)) return 'closed';
  if (isBefore(at, session.open)) return 'pre';
  return isBefore(at, session.close) ? 'regular' : 'post';
};

/** The session whose regular hours are on or come next: a day order entered after the close is for that one. */
export const sessionFor = (calendar: MarketCalendar, at: UtcInstant): TradingSession => {
  const today = calendar.dateAt(at);
  for (let days = 0; days <= LONGEST_BREAK_DAYS; days++) {
    const session = calendar.sessionOn(plusDays(today, days));
    if (session && isBefore(at, session.close)) return session;
  }
  throw new Error(`the calendar ${calendar.name} has no session within ${LONGEST_BREAK_DAYS} days of ${at}`);
};

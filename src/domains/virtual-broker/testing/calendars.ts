import { plusMs, type UtcInstant } from '../../../core/instant.ts';
import { dayNumber, utcDateOf } from '../../../core/local-date.ts';
import { TEST_NOW } from '../../../core/testing/decider-specification.ts';
import { alwaysOpen, type MarketCalendar } from '../../shared/calendar.ts';
import { virtualBrokerWith } from '../virtual-broker.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Minutes of each trading day, counted from the time of day at which the specified commands are decided. */
export const OPENS = 60;
export const CLOSES = 180;

/** The instant so many minutes after the specified commands are decided. */
export const minute = (n: number): UtcInstant => plusMs(TEST_NOW, n * MINUTE_MS);

/** A market that trades every day: extended hours begin in half an hour, regular ones in one and end in three, extended ones in four. */
export const testMarket: MarketCalendar = {
  name: 'test_market',
  sessionOn: (date) => {
    const days = dayNumber(date) - dayNumber(utcDateOf(TEST_NOW));
    const at = (n: number) => plusMs(TEST_NOW, days * DAY_MS + n * MINUTE_MS);
    return { date, preOpen: at(30), open: at(OPENS), close: at(CLOSES), postClose: at(240) };
  },
  dateAt: alwaysOpen.dateAt,
};

/** The virtual broker on that market, for every kind of asset but crypto. */
export const onTestMarket = virtualBrokerWith({
  calendarOf: (assetType) => (assetType === 'crypto' ? alwaysOpen : testMarket),
});

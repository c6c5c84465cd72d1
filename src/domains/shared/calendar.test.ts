import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs, instant, type UtcInstant } from '../../core/instant.ts';
import { dateOfDay, isLocalDate, type LocalDate } from '../../core/local-date.ts';
import { ASSET_TYPES } from './asset-type.ts';
import { alwaysOpen, calendarOf, phaseAt, sessionFor, usEquities } from './calendar.ts';

const date = (text: string) => {
  if (!isLocalDate(text)) throw new Error(`${text} is no date`);
  return text;
};
const at = (text: string) => text as UtcInstant;

/** What the clocks of New York show, told by the platform's own zone data. */
const newYorkClock = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'short',
  hourCycle: 'h23',
});
const inNewYork = (instant: UtcInstant) => newYorkClock.format(epochMs(instant)).replace(',', '');

const DAY_MS = 86_400_000;
const from = Date.parse('2007-03-12T00:00:00Z');
const until = Date.parse('2038-01-01T00:00:00Z');
const anyInstant = fc.integer({ min: from, max: until }).map(instant);
const anyDate: fc.Arbitrary<LocalDate> = fc
  .integer({ min: from / DAY_MS + 1, max: until / DAY_MS })
  .map(dateOfDay);

describe('US equities', () => {
  it.each([
    ['in winter', '2026-01-15', '09:00', '14:30', '21:00', '01:00'],
    ['in summer', '2026-07-15', '08:00', '13:30', '20:00', '00:00'],
    ['on the Friday before clocks go forward', '2026-03-06', '09:00', '14:30', '21:00', '01:00'],
    ['on the Monday after', '2026-03-09', '08:00', '13:30', '20:00', '00:00'],
    ['on the Friday before clocks go back', '2026-10-30', '08:00', '13:30', '20:00', '00:00'],
    ['on the Monday after that', '2026-11-02', '09:00', '14:30', '21:00', '01:00'],
    ['on a half day', '2026-11-27', '09:00', '14:30', '18:00', '22:00'],
  ])('%s (%s): pre %s, open %s, close %s, post until %s UTC', (_, day, ...hours) => {
    const session = usEquities.sessionOn(date(day));
    const { preOpen, open, close, postClose } = session ?? {};
    expect([preOpen, open, close, postClose].map((when) => when?.slice(11, 16))).toEqual(hours);
  });

  it.each(['2026-11-21', '2026-11-22', '2026-12-25', '2027-03-26', '2025-01-09'])(
    'do not trade on %s',
    (day) => {
      expect(usEquities.sessionOn(date(day))).toBeNull();
    },
  );

  it('their hours are those of New York on any day, whatever its clocks do', () => {
    fc.assert(
      fc.property(anyDate, (day) => {
        const session = usEquities.sessionOn(day);
        if (!session) return;
        expect(inNewYork(session.preOpen)).toBe(`${day} 04:00`);
        expect(inNewYork(session.open)).toBe(`${day} 09:30`);
        expect([`${day} 16:00`, `${day} 13:00`]).toContain(inNewYork(session.close));
        expect(epochMs(session.postClose) - epochMs(session.close)).toBe(4 * 3_600_000);
      }),
    );
  });

  it('know the date of New York at any instant', () => {
    fc.assert(
      fc.property(anyInstant, (when) => {
        expect(usEquities.dateAt(when)).toBe(inNewYork(when).slice(0, 10));
      }),
    );
  });

  it.each(['2026-03-08T04:30:00Z', '2026-03-08T06:59:59Z', '2026-11-01T04:30:00Z', '2026-11-01T06:00:00Z'])(
    'know the date of New York in the night that clocks change: %s',
    (when) => {
      expect(usEquities.dateAt(at(when))).toBe(inNewYork(at(when)).slice(0, 10));
    },
  );

  it('have about 252 sessions in a year', () => {
    const days = (year: number) =>
      Array.from({ length: 365 }, (_, n) => dateOfDay(Date.parse(`${year}-01-01T00:00:00Z`) / DAY_MS + n));
    const sessions = (year: number) => days(year).filter((day) => usEquities.sessionOn(day)).length;
    expect([2025, 2026, 2027].map(sessions)).toEqual([250, 251, 251]);
  });
});

describe('the phase of a market', () => {
  it.each([
    ['2026-11-20T08:59:59.999Z', 'closed'],
    ['2026-11-20T09:00:00.000Z', 'pre'],
    ['2026-11-20T14:29:59.999Z', 'pre'],
    ['2026-11-20T14:30:00.000Z', 'regular'],
    ['2026-11-20T20:59:59.999Z', 'regular'],
    ['2026-11-20T21:00:00.000Z', 'post'],
    ['2026-11-21T00:59:59.999Z', 'post'],
    ['2026-11-21T01:00:00.000Z', 'closed'],
    ['2026-11-22T15:00:00.000Z', 'closed'],
    ['2026-11-26T15:00:00.000Z', 'closed'],
    ['2026-11-27T17:59:59.999Z', 'regular'],
    ['2026-11-27T18:00:00.000Z', 'post'],
    ['2026-11-27T22:00:00.000Z', 'closed'],
  ])('of US equities at %s is %s', (when, phase) => {
    expect(phaseAt(usEquities, at(when))).toBe(phase);
  });

  it('that never closes is always regular', () => {
    fc.assert(
      fc.property(anyInstant, (when) => {
        expect(phaseAt(alwaysOpen, when)).toBe('regular');
      }),
    );
  });
});

describe('the session that is on or comes next', () => {
  it.each([
    ['in the morning, today', '2026-11-20T09:00:00Z', '2026-11-20'],
    ['a moment before the close, today', '2026-11-20T20:59:59.999Z', '2026-11-20'],
    ['at the close, the next trading day', '2026-11-20T21:00:00Z', '2026-11-23'],
    ['on a weekend, Monday', '2026-11-22T12:00:00Z', '2026-11-23'],
    ['over Thanksgiving, the half day', '2026-11-25T22:00:00Z', '2026-11-27'],
    ['after the half day, Monday', '2026-11-27T18:00:00Z', '2026-11-30'],
    ['over Christmas and the weekend', '2026-12-24T18:00:00Z', '2026-12-28'],
    ['late in the evening, when UTC has the next date', '2026-11-18T02:00:00Z', '2026-11-18'],
  ])('%s', (_, when, expected) => {
    expect(sessionFor(usEquities, at(when)).date).toBe(expected);
  });

  it('always ends after the instant, and there is none between', () => {
    fc.assert(
      fc.property(anyInstant, (when) => {
        const session = sessionFor(usEquities, when);
        expect(epochMs(session.close)).toBeGreaterThan(epochMs(when));
        const before = usEquities.sessionOn(usEquities.dateAt(when));
        if (before && before.date !== session.date)
          expect(epochMs(before.close)).toBeLessThanOrEqual(epochMs(when));
      }),
    );
  });

  it('of a calendar that never opens is an error, not a loop', () => {
    const never = { ...usEquities, name: 'never', sessionOn: () => null };
    expect(() => sessionFor(never, at('2026-11-20T09:00:00Z'))).toThrow('the calendar never has no session');
  });
});

it('crypto never closes, all else follows US equities', () => {
  expect(ASSET_TYPES.map((type) => [type, calendarOf(type).name])).toEqual([
    ['stock', 'us_equities'],
    ['option', 'us_equities'],
    ['future', 'us_equities'],
    ['future_option', 'us_equities'],
    ['crypto', 'always_open'],
  ]);
});

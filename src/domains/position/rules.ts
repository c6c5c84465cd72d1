import type { RuleNote } from '../../core/domain.ts';

/** The rules of a position (domains 4.7). */
export const rules: Readonly<Record<string, RuleNote>> = {
  'PO-R1': {
    summary:
      'Pyramiding is off unless configured; it then allows 1 to 10 entries (5), half the size each, after 2 % profit and 3 % distance.',
  },
  'PO-R2': {
    summary:
      'The opening order is entry 1, all fills of an order are one entry, and an add is allowed while the count is below the maximum.',
  },
  'PO-R3': {
    summary: 'An add needs the minimum profit since the last entry, measured favourably for both sides.',
  },
  'PO-R4': {
    summary: 'An add needs the minimum distance from the last entry, whichever way the price went.',
  },
  'PO-R5': {
    summary:
      'An add needs buying power, keeps the risk of the whole position within the limit, and passes the trend filter if there is one.',
  },
  'PO-R6': {
    summary:
      'Forcing an add skips profit, spacing and trend, never the maximum, the capital, the risk limit or the enabled flag.',
  },
  'PO-R7': {
    summary:
      'After an add the stop is found anew by its type, from the break-even entry on it stands at the average, and it is never loosened.',
  },
  'PO-R8': { summary: 'Entries and exits change only where events are applied.' },
  'PO-U1': {
    summary:
      'A fill that happened is always booked, once: it opens, increases, reduces, closes, or flips with the commission split by quantity.',
    absent:
      'Splitting an order that would cross zero, which most brokers refuse, is the work of the order and its saga; the flip is booked wherever it happens.',
  },
  'PO-U2': {
    summary:
      'Average cost is shown; the log keeps every lot, so that a report by tax year takes the oldest first and agrees once flat.',
  },
  'PO-U3': {
    summary:
      'Options and futures count by their multiplier; a future takes no cash but settles daily; a short option risks without end unless it is covered.',
  },
  'PO-U4': {
    summary: 'A trailing stop follows the best trade price at its distance and is never loosened.',
  },
  'PO-U5': {
    summary:
      'A stop or target that is hit asks for a closing order, once; only its fill closes the position, and what the broker holds is left to it.',
  },
  'PO-U6': {
    summary:
      'A stop or target on the wrong side of the market is refused with a sentence, and more risk must be confirmed.',
  },
  'PO-U7': {
    summary:
      'P&L is unrealized, realized, total and of the day, in money and percent, gross and net; without a price it is unknown, and a stale price shows its age.',
  },
  'PO-U8': {
    summary:
      'A split multiplies the quantity and divides average, stops and targets; a new symbol keeps the position; a delisting makes it untradable.',
  },
  'PO-U9': {
    summary:
      'A position only the broker has is imported; one the broker lost is closed as reconciled, with a P&L unknown until its trades are found.',
  },
  'PO-U10': {
    summary:
      'Holding period, best and worst excursion and R multiple are there after the close, R by the first stop of the opening order.',
  },
  'PO-U11': {
    summary:
      'A closed position is immutable; what a broker corrects later is an adjustment that names the trade, booked once.',
  },
};

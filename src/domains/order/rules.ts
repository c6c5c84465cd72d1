import type { RuleNote } from '../../core/domain.ts';

/** Every rule of orders (domains 4.6), in one sentence each. */
export const orderRules: Readonly<Record<string, RuleNote>> = {
  'OR-R1': { summary: 'What an order may do is decided in the aggregate and nowhere else.' },
  'OR-R2': {
    summary:
      'The same client order id with the same terms is the order that exists; with other terms it is refused.',
  },
  'OR-R3': {
    summary:
      'The average fill price is Σ(quantity · price) / Σ quantity at 28 digits, and commissions add up.',
  },
  'OR-R4': {
    summary:
      'A submitted order that is undone is cancelled at its broker; one that never left ends at once, with its reservation.',
  },
  'OR-R5': { summary: 'A price is positive, a multiple of its tick, and at most 1,000,000.' },
  'OR-R6': {
    summary:
      "Quantities are decimals up to the user's limit, never above 1,000,000, and symbols have up to 21 characters.",
  },
  'OR-R7': {
    summary:
      'The commission of a fill is what its broker charged; the order adds it up and never computes a tariff.',
  },
  'OR-U1': {
    summary: 'Each type has exactly the prices it needs; a missing one and one too many are refused.',
  },
  'OR-U2': {
    summary:
      'The time in force suits asset, type and hour; a day order after the close is for the next session, gtc ends after 90 days.',
  },
  'OR-U3': {
    summary:
      'Side and position effect fit what the account holds; a short needs margin, a borrowable symbol and whole units.',
  },
  'OR-U4': {
    summary:
      'A stop stands on the side of the market where it can wait, a limit far through it is confirmed, and quantities are whole where they must be.',
  },
  'OR-U5': {
    summary:
      'Ticks are 0.01 for stocks, 0.0001 under 1.00, the class of an option, and the contract of a future.',
  },
  'OR-U6': {
    summary:
      'Every fill has its own id, price, quantity, fee and time, and the order shows filled, remaining and average.',
  },
  'OR-U7': {
    summary:
      'A replace changes price, stop, trail, quantity (not below what is filled) or time in force; the old terms stand until the broker agrees.',
  },
  'OR-U8': {
    summary:
      'A cancel is a request, fills meanwhile are kept, a cancelled order may have a filled part, and an ended one answers with its state.',
  },
  'OR-U9': {
    summary:
      'Exits come with their entry, work for what it has filled, take from each other what one fills, and end with an entry that came to nothing.',
  },
  'OR-U10': {
    summary:
      'An order whose sending has an unknown result stays pending, is shown as unconfirmed, and is never sent again.',
  },
  'OR-U11': {
    summary: 'An order holds the worst-case buying power of what it opens, and nothing for what it closes.',
    absent:
      "The broker account keeps the reservation itself and, by DESIGN 7, frees it with the broker's first figure that contains the order, not at the terminal state and not per fill.",
  },
  'OR-U12': {
    summary: 'Checks before an order run in a fixed order and the first failure answers.',
    absent: 'The first of them, who is asking, is answered by the HTTP routes before there is a command.',
  },
  'OR-U13': {
    summary:
      "An order that could trade against the user's own opposite order is refused; protective exits of a group are not counted.",
  },
  'OR-U14': {
    summary:
      "A broker's status moves the order as its normalised meaning allows; an unknown one changes nothing and raises an alert.",
  },
  'OR-U15': { summary: 'Every order shows why it is as it is, who wanted it, and what happened to it when.' },
};

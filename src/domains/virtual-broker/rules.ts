import type { RuleNote } from '../../core/domain.ts';

/** The rules of a virtual account (domains 4.4). */
export const rules: Readonly<Record<string, RuleNote>> = {
  'VB-R1': {
    summary:
      'There is no network to the virtual broker: without latency an order is answered and filled in one decision.',
    absent: 'The factor 0.1 on time limits belongs to the sagas that call a broker.',
  },
  'VB-R2': {
    summary: 'Connecting a virtual broker creates one default account: opening it again changes nothing.',
    absent: 'Which account is the default one is derived by the adapter when a connection is made.',
  },
  'VB-R3': {
    summary: 'Figures carry an instant that always grows, so that newer ones can be told from older.',
    absent:
      'There are no caches that could live 30 or 60 seconds: whoever asks is answered by the account itself.',
  },
  'VB-U1': {
    summary:
      'An account starts with 1 to 10,000,000 US dollars; a reset returns to starting cash, cancels orders and drops positions without P&L, and the log keeps what was.',
    absent: 'Connecting opens one account and nothing opens another, so that nobody has to count to five.',
  },
  'VB-U2': {
    summary:
      'A cash account spends cash less what is reserved; a margin account twice its equity less what it holds and reserves, and once below an equity of 2,000.',
    absent: 'Proceeds of a sale count as settled at once.',
  },
  'VB-U3': {
    summary:
      'Who owns less than the maintenance requirement is called for margin and may only reduce; not cured in one trading day, or without equity, positions are closed at the market, the largest first.',
  },
  'VB-U4': {
    summary:
      'Overdrawing is impossible: an order reserves its worst cost when it is accepted and gives it back exactly when it ends.',
  },
  'VB-U5': {
    summary:
      'A market order buys at the ask and sells at the bid of the first fresh quote after its acceptance; without one in 60 seconds it is rejected.',
  },
  'VB-U6': {
    summary:
      'A limit order fills when the quote reaches its limit, at the better of both, for the good of the user.',
  },
  'VB-U7': {
    summary:
      'A stop is elected by a last trade at or beyond it and then fills as market or limit; the mark of a trailing stop only moves favourably.',
  },
  'VB-U8': {
    summary:
      'A quote that tells sizes fills no more than it offers; IOC fills what the first quote gives, FOK all or nothing.',
  },
  'VB-U9': {
    summary:
      'Slippage of up to 50 hundredths of a percent is against the user; latency of up to two seconds lets earlier quotes pass.',
  },
  'VB-U10': {
    summary:
      'Market orders wait for the open, limit orders work in extended hours only when they ask for it, crypto is always open.',
  },
  'VB-U11': {
    summary:
      'The same orders and quotes give the same fills; the seed and every number drawn from it are in the events.',
  },
  'VB-U12': {
    summary:
      'The conservative profile takes 0.65 per option contract, 2.25 per future and side and 0.25 % of crypto; an account may have fees of its own; the fill says what it took.',
  },
  'VB-U13': {
    summary: 'The ids of fills are unique, and a quote or an order that comes again changes nothing.',
  },
  'VB-P1': {
    summary: 'A group of orders claims quantity once; what one fills the others lose in the same decision.',
  },
  'VB-P2': {
    summary:
      'Expiry exercises, assigns or settles contracts; short options are covered by shares or by cash.',
    absent: 'Nobody is assigned before the expiration date.',
  },
  'VB-P3': {
    summary:
      'Futures bind a tenth of their notional and pay their gains and losses into cash when they are closed or settled.',
    absent:
      'Gains and losses are not paid daily: open ones count in equity, buying power and margin at once, so that only the cash balance differs until the close.',
  },
  'VB-P4': {
    summary:
      'Splits scale quantities and prices inversely, of pending orders too; dividends credit longs and debit shorts.',
    absent:
      'A contract on shares that split keeps its symbol: an order for it must say its new size and strike.',
  },
  'VB-P5': {
    summary:
      'Faults are ordered per account, drawn from its seed and recorded; money stays right under all of them.',
  },
};

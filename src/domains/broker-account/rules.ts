import type { RuleNote } from '../../core/domain.ts';

/** The rules of an account (domains 4.3); `BA-P` are commands of the guides that are processes here. */
export const rules: Readonly<Record<string, RuleNote>> = {
  'BA-R1': {
    summary: 'Orders and positions need an account that exists, belongs to the user and is active.',
  },
  'BA-R2': {
    summary: 'Deleting an account tells which automations trade on it, each of which is unbound by command.',
    absent: 'An automation that is left without an account suspends itself when it is unbound.',
  },
  'BA-R3': { summary: 'Equity or buying power that nobody told is unknown, not zero.' },
  'BA-R4': {
    summary: 'Money figures come from the broker, newer ones only, and are not worked out from fills.',
  },
  'BA-U1': {
    summary:
      'Cash may be negative on a margin account; a cash or virtual account that has less than nothing is not linked.',
  },
  'BA-U2': {
    summary:
      'Equity is cash plus signed market values plus the open result of futures; other figures and the day’s result are shown beside it.',
  },
  'BA-U3': {
    summary:
      'Available buying power is the broker’s less what our orders hold that its figures do not contain yet.',
    absent: 'Quantity of closing orders is held by the position book, which knows it.',
  },
  'BA-U4': {
    summary:
      'The broker wins: its figures replace ours; a difference above 0.01 leaves a note of reconciliation.',
  },
  'BA-U5': {
    summary: 'The first account becomes the default; when the default goes, the oldest active one follows.',
    absent:
      'One account does not know the others: UserAccount decides which is the default, and the accounts echo it.',
  },
  'BA-U6': { summary: 'Amounts of different currencies are not added without a rate and its time.' },
  'BA-U7': {
    summary:
      'Each restriction of the broker is a flag of its own; blocked trading stops orders, closing ones excepted where the broker allows.',
  },
  'BA-P1': {
    summary:
      'RefreshAllAccountsCommand refreshes each account that was not read for 300 seconds, or all when forced.',
    absent:
      'A process reads the broker once and gives one RefreshAccountDataFromBrokerCommand per account; what it came to is in the log of the connection.',
  },
  'BA-P2': {
    summary:
      'BatchDeleteAccountsCommand is one DeleteBrokerAccountCommand per account, each decided on its own.',
    absent: 'A process gives them; what it came to is in the log of the connection.',
  },
};

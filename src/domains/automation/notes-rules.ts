import type { RuleNote } from '../../core/domain.ts';

/** The rules of domains 4.5, by id; those that the port added, or that stand there without a number, are AU-P. */
export const ruleNotes: Readonly<Record<string, RuleNote>> = {
  'AU-R1': {
    summary: 'A change of settings holds for later signals; a plan that was made keeps its values.',
  },
  'AU-R2': {
    summary: 'An automation that is not active gives no orders; one that a limit suspended still closes.',
  },
  'AU-R3': {
    summary:
      'A webhook is guarded by a secret token, a list of addresses (empty is any) and a rate, 60 a minute.',
  },
  'AU-R4': {
    summary:
      'Actions are buy, sell, exit, cancel and add, with reverse and breakeven; a sentiment is the position wanted afterwards.',
  },
  'AU-R5': {
    summary:
      'What a signal leaves out comes from the automation: quantity from sizing, kind of order from preference, price from the market.',
  },
  'AU-R6': { summary: 'The figures and the plan of every account are in the event of the signal.' },
  'AU-R7': { summary: 'Without automatic submission all orders of a signal wait for approval.' },
  'AU-R8': { summary: 'A signal for another symbol is rejected, unless the automation takes any (*).' },
  'AU-R9': {
    summary:
      'Entries and exits default to market, stops to stop, targets to limit; a limit offset is percent or amount.',
  },
  'AU-U1': {
    summary:
      'A buy cancels open orders, closes a short and waits for it, then enters a long if it may; a sell mirrors it; no effect is a rejection.',
  },
  'AU-U2': {
    summary: 'With a sentiment a buy or sell never goes further than it; contradictory pairs only reduce.',
  },
  'AU-U3': {
    summary:
      'Exit closes either side with its orders, cancel only cancels, add needs a position and pyramiding; other actions are refused.',
  },
  'AU-U4': {
    summary:
      'A quantity in a signal counts only where it is permitted, and an exit never exceeds the position.',
  },
  'AU-U5': { summary: 'Ticker means symbol, and unknown fields are kept in the raw record.' },
  'AU-U6': {
    summary:
      'A repeat, by the caller’s id or by its content within 60 seconds, gets the first answer and has no effect.',
  },
  'AU-U7': {
    summary:
      'A call is answered by its own aggregate at once: token, status, address and rate are refused without a trace, in this order.',
    absent: 'The HTTP statuses and the limit of the body belong to the webhook route.',
  },
  'AU-U8': { summary: 'A signal that is older than 60 seconds, or as far in the future, is rejected.' },
  'AU-U9': {
    summary:
      'Four ways of sizing turn money and price into a quantity, rounded down to the lot; zero is a refusal.',
  },
  'AU-U10': {
    summary: 'Every size is cut to buying power and to 1,000,000; a cut below half of the wish is a refusal.',
  },
  'AU-U11': {
    summary:
      'Stops and targets come from prices, money, percent or ratio; stops round away from the market, targets toward it.',
  },
  'AU-U12': {
    summary:
      'An entry carries stop and target with their rules, so that they can be priced again for what was filled.',
    absent:
      'Attaching them after fills and cancelling one by the other is done by orders, positions and sagas.',
  },
  'AU-U13': {
    summary:
      'Each account has a plan of its own, in routing order; one that is refused or fails does not stop the others.',
  },
  'AU-U14': {
    summary: 'Activation goes by a checklist; what loosens risk while active needs a confirmation.',
  },
  'AU-U15': { summary: 'Only the SHA-256 of a token gets here; no event, view or answer holds the token.' },
  'AU-P1': {
    summary:
      'Orders a day, open positions, position value and daily loss are limited; a broken limit suspends in the same batch, exits go on.',
    absent:
      'The limits of a user over all automations, and stopping all of them, belong to whoever has them all in view.',
  },
  'AU-P2': {
    summary:
      'A webhook token names its owner and its automation; after a rotation the old one is taken for five more minutes.',
  },
  'AU-P3': { summary: 'A signal that says it is a test goes through everything and is never executed.' },
  'AU-P4': {
    summary: 'Price alerts: CreateAlertCommand, AlertCreatedEvent and AlertTriggeredEvent.',
    absent:
      'Left out on purpose: the guides name them without a word on what they do; alerts would be a domain of their own.',
  },
};

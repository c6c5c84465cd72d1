import { reject } from '../../../core/decider.ts';
import { assetMismatch, expirationOf } from '../../shared/derivatives.ts';
import type { OrderChecks } from '../commands-create.ts';
import type { Proposal, Refusal } from './proposal.ts';

/** OR-U12: the account exists and may trade; one that may only close takes nothing that opens. */
export const accountRefusal = ({ account }: OrderChecks, effect: Proposal['effect']): Refusal => {
  if (!account) return reject('account_not_found', 'there is no such account', 'accountId');
  if (account.trading === 'blocked')
    return reject('account_not_tradable', `the account is ${account.status}`, 'accountId');
  if (account.trading === 'closing_only' && effect !== 'close')
    return reject('account_closing_only', 'the account may only close positions', 'accountId');
  return null;
};

/** OR-U12: the broker can be reached. */
export const connectionRefusal = ({ connected }: OrderChecks): Refusal =>
  connected ? null : reject('broker_not_connected', 'the broker of this account is not connected');

/** OR-U12: the symbol is known and tradable. */
export const symbolRefusal = (
  { instrument, symbolTradable }: Pick<OrderChecks, 'instrument' | 'symbolTradable'>,
  symbol: string,
): Refusal => {
  if (instrument?.symbol !== symbol)
    return reject('unknown_symbol', `${symbol} is not a known instrument`, 'symbol');
  if (!symbolTradable) return reject('symbol_not_tradable', `${symbol} cannot be traded`, 'symbol');
  const mismatch = assetMismatch(instrument);
  return mismatch === null ? null : reject('invalid_instrument', mismatch, 'symbol');
};

/** A contract that has expired cannot be traded; checked where an order is made, never when history is read (rule G-R6). */
export const expiryRefusal = ({ facts, calendar, now }: Proposal): Refusal => {
  const lastDay = expirationOf(facts.instrument);
  return lastDay !== null && lastDay < calendar.dateAt(now)
    ? reject('contract_expired', `${facts.instrument.symbol} expired on ${lastDay}`, 'symbol')
    : null;
};

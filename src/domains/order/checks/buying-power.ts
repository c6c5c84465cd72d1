import { type Decision, reject } from '../../../core/decider.ts';
import { type DecimalString, decimal, ZERO } from '../../../core/decimal.ts';
import type { Proposal, Refusal } from './proposal.ts';

/** What is missing when an order's reservation cannot be told. */
export const reservationMissing = ({ facts: { instrument, quote } }: Proposal): Decision<never> =>
  instrument.assetType === 'future' && quote
    ? reject('margin_unknown', `the margin of ${instrument.symbol} is not known`, 'symbol')
    : reject('no_market_data', `there is no quote for ${instrument.symbol}`, 'symbol');

/** OR-U11, OR-U12: the buying power an order needs is there; one that needs none is taken whatever the account has. */
export const buyingPowerRefusal = (
  needed: DecimalString,
  available: DecimalString | null,
  field = 'quantity',
): Refusal => {
  if (needed === ZERO) return null;
  if (available === null)
    return reject('buying_power_unknown', "the account's buying power is not known yet");
  return decimal(needed).gt(available)
    ? reject('insufficient_buying_power', `the order needs ${needed}, ${available} is available`, field)
    : null;
};

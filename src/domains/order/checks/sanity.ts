import { reject } from '../../../core/decider.ts';
import { type Decimal, type DecimalString, decimal } from '../../../core/decimal.ts';
import type { Quote } from '../../shared/quote.ts';
import type { Proposal, Refusal } from './proposal.ts';

/** How far a limit may go through the market before the user is asked (OR-U4). */
const COLLAR_UP: DecimalString = '1.1';
const COLLAR_DOWN: DecimalString = '0.9';

const stopRefusal = ({ terms: { side, orderType }, stop, at, facts }: Proposal, quote: Quote): Refusal => {
  if (stop === null) return null;
  const isRight = side === 'buy' ? stop.gt(quote.last) : stop.lt(quote.last);
  if (isRight) return null;
  const where = side === 'buy' ? 'above' : 'below';
  return reject(
    'stop_on_wrong_side',
    `a ${side} ${orderType.replace('_', ' ')} must be ${where} the last price of ${facts.instrument.symbol}, ${quote.last}`,
    `${at}stopPrice`,
  );
};

const trailRefusal = ({ terms, at }: Proposal, quote: Quote): Refusal =>
  terms.side === 'sell' && terms.trailAmount !== null && decimal(terms.trailAmount).gte(quote.last)
    ? reject('invalid_trail', `the trail must be below the last price, ${quote.last}`, `${at}trailAmount`)
    : null;

const isThrough = (side: 'buy' | 'sell', limit: Decimal, market: Decimal) =>
  side === 'buy' ? limit.gt(market.times(COLLAR_UP)) : limit.lt(market.times(COLLAR_DOWN));

/** A stop-limit meets the market at its stop, so that is what its limit is measured by. */
const collarRefusal = ({ terms: { side }, limit, stop, facts, at }: Proposal, quote: Quote): Refusal => {
  if (limit === null || facts.confirmed) return null;
  const market = stop ?? decimal(side === 'buy' ? quote.ask : quote.bid);
  if (!isThrough(side, limit, market)) return null;
  const detail = `the limit is more than 10 % through ${market.toFixed()}: confirm it`;
  return reject('confirmation_required', detail, `${at}limitPrice`);
};

/** OR-U4: a stop is on the side of the market where it can wait, and a limit far through the market is confirmed. */
export const sanityRefusal = (proposal: Proposal): Refusal => {
  const { terms, facts } = proposal;
  const { quote, instrument } = facts;
  const needsQuote = terms.orderType !== 'limit';
  if (quote === null)
    return needsQuote
      ? reject('no_market_data', `there is no quote for ${instrument.symbol}`, 'symbol')
      : null;
  return stopRefusal(proposal, quote) ?? trailRefusal(proposal, quote) ?? collarRefusal(proposal, quote);
};

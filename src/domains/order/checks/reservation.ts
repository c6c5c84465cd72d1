import { Decimal, type DecimalString, decimal, text, ZERO } from '../../../core/decimal.ts';
import { assetMismatch, multiplierOf, optionNotional } from '../../shared/derivatives.ts';
import type { Instrument } from '../../shared/instrument.ts';
import type { Quote } from '../../shared/quote.ts';
import type { Proposal } from './proposal.ts';

/** What an order without a limit reserves beyond the market, as a factor: the price may move before it fills (brokers 4.1). */
export const WORST_CASE_FACTOR: DecimalString = '1.03';

/** Money that price × quantity stands for: by the contract where there is one, else as the instrument says. */
export const multiplierFor = (instrument: Instrument): DecimalString =>
  assetMismatch(instrument) === null && (instrument.option !== null || instrument.future !== null)
    ? multiplierOf(instrument)
    : instrument.multiplier;

/** Where a trailing buy would trigger at once, were the market to turn now. */
const trailingStop = ({ terms }: Proposal, ask: Decimal): Decimal =>
  terms.trailAmount === null
    ? ask.times(
        decimal(terms.trailPercent ?? ZERO)
          .div(100)
          .plus(1),
      )
    : ask.plus(terms.trailAmount);

/** The dearest a buy may become; null without the quote that tells. */
const worstBuy = (proposal: Proposal, quote: Quote | null): Decimal | null => {
  const { terms, limit, stop } = proposal;
  if (limit) return limit;
  if (stop && (!quote || stop.gte(quote.ask))) return stop.times(WORST_CASE_FACTOR);
  if (!quote) return null;
  const ask = decimal(quote.ask);
  return (terms.orderType === 'trailing_stop' ? trailingStop(proposal, ask) : ask).times(WORST_CASE_FACTOR);
};

/** What a short may cost: its limit, or 3 % above the ask when that is more. */
const worstShort = ({ limit }: Proposal, quote: Quote | null): Decimal | null => {
  if (!quote) return null;
  const market = decimal(quote.ask).times(WORST_CASE_FACTOR);
  return limit ? Decimal.max(limit, market) : market;
};

/** What one unit costs by margin: futures by their initial margin, a written option by its margin or what its exercise costs. */
const marginOf = ({ facts: { instrument, initialMargin }, terms }: Proposal): Decimal | null => {
  if (instrument.assetType === 'future') return decimal(initialMargin ?? ZERO);
  const isWritten = instrument.option !== null && terms.side === 'sell';
  if (!isWritten || !instrument.option) return null;
  return decimal(initialMargin ?? optionNotional(instrument.option));
};

/**
 * Buying power an order holds until the broker's figure contains it (OR-U11), in account currency, at the worst: limit or 3 % above the
 * ask, times quantity and multiplier, for what opens; nothing for what closes. Null when a quote or a margin is missing that tells.
 */
export const reservationFor = (proposal: Proposal): DecimalString | null => {
  const { terms, facts, opening } = proposal;
  const { instrument, quote, initialMargin } = facts;
  if (opening.isZero()) return ZERO;
  if (instrument.assetType === 'future' && initialMargin === null) return null;
  const margin = marginOf(proposal);
  if (margin) return text(margin.times(opening));
  const price = terms.side === 'buy' ? worstBuy(proposal, quote) : worstShort(proposal, quote);
  return price && text(price.times(opening).times(multiplierFor(instrument)));
};

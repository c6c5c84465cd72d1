import { type DecimalString, sum } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { markPrice, type Quote } from '../shared/quote.ts';
import { currentRisk, maximumLoss, riskPercent, riskRewardRatio, rMultiple } from './risk.ts';
import type { PositionDoc } from './state.ts';
import { dayPnl, investedValue, shownPriceAge, valuation } from './valuation.ts';
import { percentOf } from './values.ts';

/** What a reader may know besides the quote: the time, and the close before the exchange's day. Null leaves out what needs it. */
export interface Reading {
  readonly now: UtcInstant | null;
  readonly previousClose: DecimalString | null;
}

/** A reader that knows neither. */
export const NO_READING: Reading = { now: null, previousClose: null };

const NO_DAY = { dayPnl: null, dayPnlPct: null, dayPnlNet: null, dayPnlNetPct: null };
const UNVALUED = {
  marketValue: null,
  unrealizedPnl: null,
  unrealizedPnlPct: null,
  unrealizedPnlNet: null,
  unrealizedPnlNetPct: null,
};
const UNPRICED = { ...UNVALUED, currentPrice: null, priceAt: null, priceAgeSeconds: null };

const NO_TOTAL = { totalPnl: null, totalPnlPct: null, totalPnlGross: null, totalPnlNet: null };

/** Realized net plus unrealized gross, as clients know it, and both gross and both net. */
const totals = (
  doc: PositionDoc,
  unrealized: { readonly gross: DecimalString; readonly net: DecimalString },
) => {
  if (doc.unknownExit !== null) return NO_TOTAL;
  const totalPnl = sum([doc.realizedPnl, unrealized.gross]);
  return {
    totalPnl,
    totalPnlPct: percentOf(totalPnl, investedValue(doc)),
    totalPnlGross: sum([doc.realizedPnlGross, unrealized.gross]),
    totalPnlNet: sum([doc.realizedPnl, unrealized.net]),
  };
};

/** What a position is worth, as far as quote and reader allow: valued, in total, today. */
export const valuedFields = (doc: PositionDoc, quote: Quote | null, { now, previousClose }: Reading) => {
  if (doc.status === 'closed') {
    const day = now && doc.exitPrice !== null ? dayPnl(doc, doc.exitPrice, previousClose, now) : null;
    return { ...UNPRICED, ...totals(doc, { gross: '0', net: '0' }), ...(day ?? NO_DAY) };
  }
  if (quote === null) return { ...UNPRICED, ...NO_TOTAL, ...NO_DAY };
  const currentPrice = markPrice(quote);
  const { totalPnl: _, ...value } = valuation(doc, currentPrice);
  return {
    ...value,
    ...totals(doc, { gross: value.unrealizedPnl, net: value.unrealizedPnlNet }),
    ...((now && dayPnl(doc, currentPrice, previousClose, now)) ?? NO_DAY),
    currentPrice,
    priceAt: quote.at,
    priceAgeSeconds: now && shownPriceAge(doc, quote.at, now),
  };
};

/** What a position realized; unknown as long as something left it unseen (PO-U9). */
export const realizedFields = ({ unknownExit, realizedPnl, realizedPnlGross, exitedValue }: PositionDoc) =>
  unknownExit === null
    ? { realizedPnl, realizedPnlGross, realizedPnlPct: percentOf(realizedPnl, exitedValue) }
    : { realizedPnl: null, realizedPnlGross: null, realizedPnlPct: null };

/** How a position is protected, and what it risks. */
export const protectionFields = (doc: PositionDoc) => {
  const { stopLoss, takeProfit, pendingExit, unprotected } = doc;
  const riskAmount = doc.status === 'open' ? currentRisk(doc) : null;
  const worst = maximumLoss(doc);
  return {
    stopLossPrice: stopLoss?.price ?? null,
    stopLossType: stopLoss?.config.type ?? null,
    takeProfitPrice: takeProfit?.price ?? null,
    takeProfitType: takeProfit?.config.type ?? null,
    exitsHeldAtBroker: stopLoss?.heldAtBroker === true || takeProfit?.heldAtBroker === true,
    unprotected,
    pendingExit: pendingExit?.trigger ?? null,
    riskAmount,
    riskPercent: riskPercent(riskAmount, doc.accountEquityAtEntry),
    riskRewardRatio: riskRewardRatio(doc),
    maximumLoss: worst.kind === 'limited' ? worst.amount : null,
    initialRisk: doc.initialRisk,
    rMultiple: doc.status === 'closed' ? rMultiple(doc) : null,
  };
};

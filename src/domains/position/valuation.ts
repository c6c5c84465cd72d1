import { type Decimal, type DecimalString, decimal, sum, text, ZERO } from '../../core/decimal.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import { calendarOf, phaseAt } from '../shared/calendar.ts';
import { notional } from '../shared/quote.ts';
import { tradingDateOf } from './figures.ts';
import type { PositionDoc } from './state.ts';
import { grossPnl, percentOf, signedQuantity } from './values.ts';

/**
 * What an open position is worth at a price, in account currency. Gross is without commissions (domains 4.7: 100 @150 marked 155 is
 * exactly 500), net subtracts those of the entries that are still open; percentages are of the entry value.
 */
export interface Valuation {
  readonly marketValue: DecimalString;
  readonly unrealizedPnl: DecimalString;
  readonly unrealizedPnlPct: DecimalString;
  readonly unrealizedPnlNet: DecimalString;
  readonly unrealizedPnlNetPct: DecimalString;
  /** Realized (net) plus unrealized (gross): what the position has brought so far, before it costs anything to leave. */
  readonly totalPnl: DecimalString;
}

/** Values an open position at `price`: market value = q·P·m, unrealized = s·(market value − entry value). */
export const valuation = (position: PositionDoc, price: DecimalString): Valuation => {
  const { side, quantity, multiplier, entryValue, entryCommission, realizedPnl } = position;
  const marketValue = notional(price, quantity, multiplier);
  const unrealizedPnl = grossPnl(side, entryValue, marketValue);
  const unrealizedPnlNet = text(decimal(unrealizedPnl).minus(entryCommission));
  return {
    marketValue,
    unrealizedPnl,
    unrealizedPnlPct: percentOf(unrealizedPnl, entryValue),
    unrealizedPnlNet,
    unrealizedPnlNetPct: percentOf(unrealizedPnlNet, entryValue),
    totalPnl: sum([realizedPnl, unrealizedPnl]),
  };
};

/** What entered a position in all, open or not: what its total P&L is a percentage of. */
export const investedValue = ({ entryValue, exitedValue }: PositionDoc): DecimalString =>
  sum([entryValue, exitedValue]);

/** A day's P&L in account currency, gross and net of the day's commissions, and in percent. */
export interface DayPnl {
  readonly dayPnl: DecimalString;
  readonly dayPnlPct: DecimalString;
  readonly dayPnlNet: DecimalString;
  readonly dayPnlNetPct: DecimalString;
}

const today = (position: PositionDoc, now: UtcInstant) => {
  const date = tradingDateOf(position.asset.assetType, now);
  return date === position.day.date
    ? position.day
    : { openingQuantity: signedQuantity(position.side, position.quantity), traded: ZERO, commission: ZERO };
};

/**
 * P&L of the exchange's day (PO-U7): what is held now at `price`, less what was held at the last close, plus what the day's trades
 * brought. Null when the position was held overnight and the previous close is not known, or when something left it unseen.
 */
export const dayPnl = (
  position: PositionDoc,
  price: DecimalString,
  previousClose: DecimalString | null,
  now: UtcInstant,
): DayPnl | null => {
  const { openingQuantity, traded, commission } = today(position, now);
  const overnight = !decimal(openingQuantity).isZero();
  if ((overnight && previousClose === null) || position.unknownExit !== null) return null;
  const worth = (quantity: DecimalString, at: DecimalString): Decimal =>
    decimal(at).times(quantity).times(position.multiplier);
  const before = worth(openingQuantity, previousClose ?? ZERO);
  const held = worth(signedQuantity(position.side, position.quantity), price);
  const gross = held.minus(before).plus(traded);
  const net = gross.minus(commission);
  const base = overnight ? text(before.abs()) : investedValue(position);
  return {
    dayPnl: text(gross),
    dayPnlPct: percentOf(text(gross), base),
    dayPnlNet: text(net),
    dayPnlNetPct: percentOf(text(net), base),
  };
};

/**
 * A future costs no cash when it is entered; instead each day's move is settled: s·q·(price − previous settlement)·m (PO-U3).
 */
export const dailyVariation = (
  { side, quantity, multiplier }: PositionDoc,
  previousSettlement: DecimalString,
  price: DecimalString,
): DecimalString =>
  grossPnl(side, notional(previousSettlement, quantity, multiplier), notional(price, quantity, multiplier));

/** Cash that entering what is open took: the entry value, and nothing for futures (PO-U3). */
export const cashEntryValue = ({ asset, entryValue }: PositionDoc): DecimalString =>
  asset.assetType === 'future' ? ZERO : entryValue;

const STALE_AFTER_MS = 60_000;

/** Age of a price in seconds when it should be shown: more than 60 s while the market trades; else null (PO-U7). */
export const shownPriceAge = (position: PositionDoc, priceAt: UtcInstant, now: UtcInstant): number | null => {
  const ageMs = epochMs(now) - epochMs(priceAt);
  const inSession = ageMs > STALE_AFTER_MS && phaseAt(calendarOf(position.asset.assetType), now) !== 'closed';
  return inSession ? Math.floor(ageMs / 1000) : null;
};

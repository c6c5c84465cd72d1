import { z } from 'zod';
import {
  type Decimal,
  type DecimalString,
  decimal,
  decimalString,
  positiveDecimalString,
  text,
} from '../../core/decimal.ts';
import { ORDER_SIDES } from '../shared/trading.ts';
import { figuresOf } from './figures.ts';
import type { PositionFigures, UnknownExit } from './records.ts';
import { type Refusal, refusal, refusalOfState } from './refusal.ts';
import type { PositionDoc } from './state.ts';
import { grossPnl, type PositionSide, SHARE_SCALE, sideOf } from './values.ts';

/** A trade that the broker told of afterwards. */
const foundTradeSchema = z.object({
  tradeId: z.string().min(1),
  quantity: positiveDecimalString(),
  price: positiveDecimalString(),
  commission: decimalString(),
});

/**
 * What can change a position besides trades (PO-U8, PO-U9, PO-U11). A split multiplies the quantity by its ratio, 2 for two-for-one. A
 * correction names the trade that the broker changed and by how much: value is quantity · price · multiplier. Trades found are those
 * of an exit that nobody saw.
 */
export const adjustmentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('split'), ratio: positiveDecimalString() }),
  z.object({ kind: z.literal('symbol_change'), newSymbol: z.string().min(1).max(21) }),
  z.object({ kind: z.literal('delisting') }),
  z.object({
    kind: z.literal('correction'),
    tradeId: z.string().min(1),
    /** Of the trade; the side of the position makes it an entry or an exit. */
    side: z.enum(ORDER_SIDES),
    quantityChange: decimalString(),
    valueChange: decimalString(),
    commissionChange: decimalString(),
  }),
  z.object({ kind: z.literal('trades_found'), trades: z.array(foundTradeSchema).min(1).max(100) }),
]);
export type Adjustment = z.infer<typeof adjustmentSchema>;
/** What a broker changed about a trade. */
export type Correction = Extract<Adjustment, { kind: 'correction' }>;
/** The trades of an exit that nobody saw. */
export type TradesFound = Extract<Adjustment, { kind: 'trades_found' }>;

/** By how much an adjustment changes what a position realized, in account currency. */
export interface PnlChange {
  readonly realizedPnlChange: DecimalString;
  readonly realizedPnlGrossChange: DecimalString;
  readonly commissionChange: DecimalString;
}

/** Nothing that was realized changes. */
export const NO_PNL_CHANGE: PnlChange = {
  realizedPnlChange: '0',
  realizedPnlGrossChange: '0',
  commissionChange: '0',
};

/** What happened to figures and P&L, or why it cannot. */
export type Adjusted<T> = { readonly kind: 'adjusted'; readonly value: T } | Refusal;

const scaled = (value: Decimal): DecimalString => text(value.toDecimalPlaces(SHARE_SCALE));

/** Figures after a split: q·ratio and A/ratio, the money as it was (PO-U8). */
export const figuresAfterSplit = (position: PositionDoc, ratio: DecimalString): PositionFigures => ({
  ...figuresOf(position),
  quantity: scaled(decimal(position.quantity).times(ratio)),
  averageEntryPrice: text(decimal(position.averageEntryPrice).div(ratio)),
  day: { ...position.day, openingQuantity: scaled(decimal(position.day.openingQuantity).times(ratio)) },
});

const isEntry = (side: PositionSide, correction: Correction) => sideOf(correction.side) === side;

/** What a correction changes of what was realized: an exit earned or an entry cost so much more, all of it having left. */
export const correctedPnl = (correction: Correction): PnlChange => {
  const { valueChange, commissionChange } = correction;
  // More money for something sold is a gain, for something bought a loss, on either side of the market.
  const gross = correction.side === 'sell' ? decimal(valueChange) : decimal(valueChange).neg();
  return {
    realizedPnlChange: text(gross.minus(commissionChange)),
    realizedPnlGrossChange: text(gross),
    commissionChange,
  };
};

type Corrected = Adjusted<{ readonly figures: PositionFigures; readonly change: PnlChange }>;

const NOTHING_LEFT = refusalOfState(
  'insufficient_quantity',
  'the correction would leave nothing of the open position',
);

/** A corrected entry changes what is open and its average. */
const afterEntryCorrection = (position: PositionDoc, correction: Correction): Corrected => {
  const { quantityChange, valueChange, commissionChange } = correction;
  const quantity = decimal(position.quantity).plus(quantityChange);
  const entryValue = decimal(position.entryValue).plus(valueChange);
  if (!quantity.gt(0) || !entryValue.gt(0)) return NOTHING_LEFT;
  const figures = {
    ...figuresOf(position),
    quantity: text(quantity),
    entryValue: text(entryValue),
    averageEntryPrice: text(entryValue.div(quantity.times(position.multiplier))),
    entryCommission: text(decimal(position.entryCommission).plus(commissionChange)),
    totalCommission: text(decimal(position.totalCommission).plus(commissionChange)),
  };
  return { kind: 'adjusted', value: { figures, change: { ...NO_PNL_CHANGE, commissionChange } } };
};

/** A corrected exit changes what was realized; what it took more or less left or comes back at the average. */
const afterExitCorrection = (position: PositionDoc, correction: Correction): Corrected => {
  const { quantityChange } = correction;
  const quantity = decimal(position.quantity).minus(quantityChange);
  const moved = decimal(position.averageEntryPrice).times(quantityChange).times(position.multiplier);
  const entryValue = decimal(position.entryValue).minus(moved);
  if (!quantity.gt(0) || !entryValue.gt(0)) return NOTHING_LEFT;
  const valueChange = text(decimal(correction.valueChange).minus(moved));
  const change = correctedPnl({ ...correction, valueChange });
  const figures = {
    ...figuresAfterChange(position, change),
    quantity: text(quantity),
    entryValue: text(entryValue),
    exitedValue: text(decimal(position.exitedValue).plus(moved)),
  };
  return { kind: 'adjusted', value: { figures, change } };
};

/** Figures of an open position after a correction, which must leave some of it. */
export const figuresAfterCorrection = (position: PositionDoc, correction: Correction): Corrected =>
  isEntry(position.side, correction)
    ? afterEntryCorrection(position, correction)
    : afterExitCorrection(position, correction);

/** Figures of an open position whose realized P&L changes by something that was learned. */
export const figuresAfterChange = (position: PositionDoc, change: PnlChange): PositionFigures => ({
  ...figuresOf(position),
  realizedPnl: text(decimal(position.realizedPnl).plus(change.realizedPnlChange)),
  realizedPnlGross: text(decimal(position.realizedPnlGross).plus(change.realizedPnlGrossChange)),
  totalCommission: text(decimal(position.totalCommission).plus(change.commissionChange)),
});

/** What an unseen exit brought, once its trades are known; they must be exactly what is missing (PO-U9). */
export const pnlOfFoundTrades = (
  side: PositionSide,
  multiplier: DecimalString,
  unknown: UnknownExit | null,
  { trades }: TradesFound,
): Adjusted<PnlChange> => {
  if (unknown === null) return refusalOfState('nothing_unknown', 'no exit of this position is unknown');
  const total = (of: (trade: TradesFound['trades'][number]) => Decimal) =>
    trades.map(of).reduce((a, b) => a.plus(b));
  const quantity = total((trade) => decimal(trade.quantity));
  if (!quantity.eq(unknown.quantity))
    return refusal(
      'trades_do_not_match',
      `the trades are of ${text(quantity)}, and ${unknown.quantity} left unseen`,
      'adjustment.trades',
    );
  const proceeds = total((trade) => decimal(trade.quantity).times(trade.price)).times(multiplier);
  const commission = total((trade) => decimal(trade.commission));
  const gross = grossPnl(side, unknown.entryValue, text(proceeds));
  return {
    kind: 'adjusted',
    value: {
      realizedPnlChange: text(decimal(gross).minus(commission).minus(unknown.entryCommission)),
      realizedPnlGrossChange: gross,
      commissionChange: text(commission),
    },
  };
};

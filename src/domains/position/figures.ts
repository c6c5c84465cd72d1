import { Decimal, type DecimalString, decimal, text, ZERO } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { LocalDate } from '../../core/local-date.ts';
import type { AssetType } from '../shared/asset-type.ts';
import { calendarOf } from '../shared/calendar.ts';
import type { DayLedger, PositionEntry, PositionExit, PositionFigures } from './records.ts';
import type { PositionDoc } from './state.ts';
import type { PositionSide } from './values.ts';

type EntryFacts = Pick<PositionEntry, 'quantity' | 'price' | 'value' | 'commission' | 'timestamp'>;

/** The exchange's date of an instant, for the day's P&L. */
export const tradingDateOf = (assetType: AssetType, at: UtcInstant): LocalDate =>
  calendarOf(assetType).dateAt(at);

const signed = (side: PositionSide, amount: Decimal) => (side === 'long' ? amount : amount.neg());

/** A position's day after a trade; `received` is what the trade brought, negative for what it cost. */
const dayAfter = (
  { day, side, quantity, asset }: PositionDoc,
  at: UtcInstant,
  received: Decimal,
  commission: DecimalString,
): DayLedger => {
  const date = tradingDateOf(asset.assetType, at);
  if (date <= day.date)
    return {
      ...day,
      traded: text(received.plus(day.traded)),
      commission: text(decimal(day.commission).plus(commission)),
    };
  const openingQuantity = text(signed(side, decimal(quantity)));
  return { date, openingQuantity, traded: text(received), commission };
};

/** Gross P&L of a position at a price, realized and unrealized. */
const grossTotalAt = (position: PositionDoc, price: DecimalString): Decimal => {
  const marketValue = decimal(price).times(position.quantity).times(position.multiplier);
  return signed(position.side, marketValue.minus(position.entryValue)).plus(position.realizedPnlGross);
};

/** Widens the excursions by what the position was worth in P&L at some prices (PO-U10). */
export const excursions = (
  position: PositionDoc,
  prices: readonly DecimalString[],
): Pick<PositionFigures, 'mfe' | 'mae'> => {
  const totals = prices.map((price) => grossTotalAt(position, price));
  return {
    mfe: text(Decimal.max(position.mfe, ...totals)),
    mae: text(Decimal.min(position.mae, ...totals)),
  };
};

/** The figures of a position after an entry: average = Σ(q·p)/Σq of what is open. */
export const figuresAfterEntry = (position: PositionDoc, entry: EntryFacts): PositionFigures => {
  const quantity = decimal(position.quantity).plus(entry.quantity);
  const value = decimal(entry.value);
  const entryValue = value.plus(position.entryValue);
  const commission = decimal(entry.commission);
  return {
    quantity: text(quantity),
    averageEntryPrice: text(entryValue.div(quantity.times(position.multiplier))),
    entryValue: text(entryValue),
    entryCommission: text(commission.plus(position.entryCommission)),
    exitedValue: position.exitedValue,
    realizedPnl: position.realizedPnl,
    realizedPnlGross: position.realizedPnlGross,
    totalCommission: text(commission.plus(position.totalCommission)),
    ...excursions(position, [entry.price]),
    day: dayAfter(position, entry.timestamp, signed(position.side, value).neg(), entry.commission),
  };
};

/** Exercised and assigned options leave at zero, which no market said. */
const isMarketPrice = ({ exitReason }: PositionExit) =>
  exitReason !== 'exercised' && exitReason !== 'assigned';

/** The figures of a position after an exit: the average stays, the exit's shares leave. */
export const figuresAfterExit = (position: PositionDoc, exit: PositionExit): PositionFigures => ({
  quantity: text(decimal(position.quantity).minus(exit.quantity)),
  averageEntryPrice: position.averageEntryPrice,
  entryValue: text(decimal(position.entryValue).minus(exit.entryValue)),
  entryCommission: text(decimal(position.entryCommission).minus(exit.entryCommission)),
  exitedValue: text(decimal(position.exitedValue).plus(exit.entryValue)),
  realizedPnl: text(decimal(position.realizedPnl).plus(exit.netPnl)),
  realizedPnlGross: text(decimal(position.realizedPnlGross).plus(exit.grossPnl)),
  totalCommission: text(decimal(position.totalCommission).plus(exit.commission)),
  ...excursions(position, isMarketPrice(exit) ? [exit.price] : []),
  day: dayAfter(position, exit.timestamp, signed(position.side, decimal(exit.value)), exit.commission),
});

/** The figures of a position that is gone and nobody knows for how much: what was realized before stays. */
export const figuresWhenGone = (position: PositionDoc): PositionFigures => ({
  ...figuresOf(position),
  quantity: ZERO,
  entryValue: ZERO,
  entryCommission: ZERO,
  exitedValue: text(decimal(position.exitedValue).plus(position.entryValue)),
});

/** The position with these figures, each by its name, so that nothing else that stands in an event gets into the state. */
export const withFigures = (position: PositionDoc, figures: PositionFigures): PositionDoc => ({
  ...position,
  quantity: figures.quantity,
  averageEntryPrice: figures.averageEntryPrice,
  entryValue: figures.entryValue,
  entryCommission: figures.entryCommission,
  exitedValue: figures.exitedValue,
  realizedPnl: figures.realizedPnl,
  realizedPnlGross: figures.realizedPnlGross,
  totalCommission: figures.totalCommission,
  mfe: figures.mfe,
  mae: figures.mae,
  day: figures.day,
});

/** Copies the figures out of a position. */
export const figuresOf = (position: PositionDoc): PositionFigures => ({
  quantity: position.quantity,
  averageEntryPrice: position.averageEntryPrice,
  entryValue: position.entryValue,
  entryCommission: position.entryCommission,
  exitedValue: position.exitedValue,
  realizedPnl: position.realizedPnl,
  realizedPnlGross: position.realizedPnlGross,
  totalCommission: position.totalCommission,
  mfe: position.mfe,
  mae: position.mae,
  day: position.day,
});

import { type DecimalString, decimal, text, ZERO } from '../../core/decimal.ts';
import type { OrderSide } from '../shared/trading.ts';

/** A position profits from rising (long) or falling (short) prices. */
export const POSITION_SIDES = ['long', 'short'] as const;
export type PositionSide = (typeof POSITION_SIDES)[number];

/** Closed is terminal (domains 4.7). */
export const POSITION_STATUSES = ['open', 'closed'] as const;
export type PositionStatus = (typeof POSITION_STATUSES)[number];

/**
 * Why an entry was made: it opened the position, added to it, added to it under the pyramiding rules, is what was left of a fill
 * that crossed zero, was found at the broker, or is the fill of a closing order although nothing was open here.
 */
export const ENTRY_REASONS = [
  'initial',
  'increase',
  'pyramid',
  'flip',
  'imported',
  'unmatched_close',
] as const;
export type EntryReason = (typeof ENTRY_REASONS)[number];

/** Why an exit was made; `reconciled` is a position that the broker no longer has (PO-U9). */
export const EXIT_REASONS = [
  'manual',
  'automation',
  'flip',
  'stop_loss',
  'take_profit',
  'reconciled',
  'expired',
  'exercised',
  'assigned',
  'cash_settled',
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** What makes the platform close a position by itself (PO-U5). */
export const EXIT_TRIGGERS = ['stop_loss', 'take_profit'] as const;
export type ExitTrigger = (typeof EXIT_TRIGGERS)[number];

/** The side a fill opens or adds to. */
export const sideOf = (side: OrderSide): PositionSide => (side === 'buy' ? 'long' : 'short');

/** The side of an order that closes a position. */
export const closingSide = (side: PositionSide): OrderSide => (side === 'long' ? 'sell' : 'buy');

/** A quantity with the sign of its side: what brokers report. */
export const signedQuantity = (side: PositionSide, quantity: DecimalString): DecimalString =>
  side === 'long' ? quantity : text(decimal(quantity).neg());

/** What `marketValue` is above (long) or below (short) `entryValue`: gross profit, in account currency. */
export const grossPnl = (
  side: PositionSide,
  entryValue: DecimalString,
  marketValue: DecimalString,
): DecimalString =>
  side === 'long'
    ? text(decimal(marketValue).minus(entryValue))
    : text(decimal(entryValue).minus(marketValue));

/** `value` in percent of `of`; zero of nothing. */
export const percentOf = (value: DecimalString, of: DecimalString): DecimalString => {
  const base = decimal(of);
  return base.isZero() ? ZERO : text(decimal(value).div(base).times(100));
};

/**
 * Decimal places of a share; with 28 digits that leaves ten before the point, below which bookkeeping is exact.
 */
export const SHARE_SCALE = 18;

/**
 * Splits `total` by `part` of `whole` so that share and rest add up to it exactly; the last to take a share takes all the rest.
 */
export const takeShare = (
  total: DecimalString,
  part: DecimalString,
  whole: DecimalString,
): { readonly share: DecimalString; readonly rest: DecimalString } => {
  const taken = decimal(part);
  if (taken.eq(whole)) return { share: total, rest: ZERO };
  const all = decimal(total);
  const share = all.times(taken).div(whole).toDecimalPlaces(SHARE_SCALE);
  return { share: text(share), rest: text(all.minus(share)) };
};

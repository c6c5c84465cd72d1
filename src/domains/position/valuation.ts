import { type DecimalString, sum } from '../../core/decimal.ts';
import { notional } from '../shared/quote.ts';
import type { PositionDoc } from './state.ts';
import { grossPnl, percentOf } from './values.ts';

/**
 * What an open position is worth at a price, in account currency; `unrealizedPnl` is gross, without
 * commissions (domains 4.7).
 */
export interface Valuation {
  readonly marketValue: DecimalString;
  readonly unrealizedPnl: DecimalString;
  /** Percent of the entry value. */
  readonly unrealizedPnlPct: DecimalString;
  /** Realized (net) plus unrealized (gross). */
  readonly totalPnl: DecimalString;
}

/** Values an open position at `price`: market value = q·P·m, unrealized = s·(market value − entry value). */
export const valuation = (position: PositionDoc, price: DecimalString): Valuation => {
  const marketValue = notional(price, position.quantity, position.multiplier);
  const unrealizedPnl = grossPnl(position.side, position.entryValue, marketValue);
  return {
    marketValue,
    unrealizedPnl,
    unrealizedPnlPct: percentOf(unrealizedPnl, position.entryValue),
    totalPnl: sum([position.realizedPnl, unrealizedPnl]),
  };
};

import { type Decimal, type DecimalString, decimal, text } from '../../../core/decimal.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { PositionSizing } from '../configuration/position-sizing.ts';
import { found, type Outcome, refuse } from '../pricing/outcome.ts';
import { type SizingBasis, wishedQuantity } from '../pricing/sizing.ts';
import type { SignalPosition } from './account-context.ts';
import type { Signal } from './signals.ts';

const percentOf = (percent: DecimalString, of: DecimalString): DecimalString =>
  text(decimal(of).times(percent).div(100));

const unknownEquity = () => refuse('account_figures_unknown', "the account's equity is not known");

/** A signal's quantity as a sizing, by what it counts (brokers 6.2); null when the signal names none. */
const sizingOfSignal = (
  { quantity, quantityType }: Signal,
  equity: DecimalString | null,
  position: SignalPosition | null,
): Outcome<PositionSizing> | null => {
  if (quantity === null) return null;
  switch (quantityType) {
    case 'shares':
      return found({ type: 'fixed', fixedQuantity: quantity });
    case 'dollars':
      return found({ type: 'amount', amountPerPosition: quantity });
    case 'percent_equity':
      return found({ type: 'percent', percentOfEquity: quantity, useBuyingPower: false });
    case 'percent_position':
      return position === null
        ? refuse('no_position', 'there is no position whose percentage it could be')
        : found({ type: 'fixed', fixedQuantity: percentOf(quantity, position.quantity) });
    case 'risk_dollars':
      return found({ type: 'risk_based', riskPerPosition: quantity });
    case 'risk_percent':
      return equity === null
        ? unknownEquity()
        : found({ type: 'risk_based', riskPerPosition: percentOf(quantity, equity) });
  }
};

/**
 * The quantity that a signal asks for: its own where the automation permits that, else what the automation's sizing computes
 * (AU-U4). Neither rounded nor cut.
 */
export const askedQuantity = (
  signal: Signal,
  { positionSizing, allowSignalQuantity }: Configuration,
  basis: SizingBasis,
  position: SignalPosition | null,
): Outcome<Decimal> => {
  const own = allowSignalQuantity ? sizingOfSignal(signal, basis.equity, position) : null;
  if (own === null) return wishedQuantity(positionSizing, basis);
  return own.ok ? wishedQuantity(own.value, basis) : own;
};

/** True when a quantity of this signal counts (AU-U4). */
export const bringsQuantity = (signal: Signal, { allowSignalQuantity }: Configuration): boolean =>
  allowSignalQuantity && signal.quantity !== null;

import { type Decimal, type DecimalString, decimal } from '../../../core/decimal.ts';
import type { Pyramiding } from '../configuration/pyramiding.ts';
import { found, type Outcome, refuse } from './outcome.ts';

/**
 * The quantity of an add: the last entry's times the size factor, 100, 50, 25 … (domains 4.7). Refused when pyramiding is off; its
 * profit, spacing and count are the position's own rules (PO-R1 to PO-R6).
 */
export const pyramidQuantity = (
  pyramiding: Pyramiding,
  lastEntryQuantity: DecimalString,
): Outcome<Decimal> =>
  pyramiding.enabled
    ? found(decimal(lastEntryQuantity).times(pyramiding.sizeFactor))
    : refuse('pyramiding_disabled', 'the automation does not add to positions');

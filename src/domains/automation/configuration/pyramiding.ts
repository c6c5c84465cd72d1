import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../../core/decimal.ts';
import { positiveUpTo, zeroOrMoreBelow } from './numbers.ts';

/**
 * Whether and how a position is added to (domains 5, PO-R1). The profit and spacing that an add needs are fractions (0.02 is 2 %);
 * a value of 1 or more is refused, because it is a percentage by mistake.
 */
export const pyramidingSchema = z.strictObject({
  enabled: z.boolean().default(false),
  maxEntries: z.int().min(1).max(10).default(5),
  sizeFactor: positiveUpTo('1').default('0.5'),
  minProfitFraction: zeroOrMoreBelow('1').default('0.02'),
  minSpacingFraction: zeroOrMoreBelow('1').default('0.03'),
  moveStopOnPyramid: z.boolean().default(true),
  breakevenAfterEntry: z.int().min(1).default(2),
});
export type Pyramiding = z.infer<typeof pyramidingSchema>;

/** Pyramiding as it is when nothing is said: off. */
export const DEFAULT_PYRAMIDING: Pyramiding = pyramidingSchema.parse({});

/** The seven fields under which pyramiding stands in an event (rule Z-R2); profit and spacing are fractions. */
export const pyramidingFields = {
  pyramidingEnabled: z.boolean(),
  pyramidingMaxEntries: z.int(),
  pyramidingSizeFactor: positiveDecimalString(),
  pyramidingMinProfit: decimalString(),
  pyramidingMinSpacing: decimalString(),
  pyramidingMoveStop: z.boolean(),
  pyramidingBreakevenAfter: z.int(),
};
const fieldsSchema = z.object(pyramidingFields);
export type PyramidingFields = z.infer<typeof fieldsSchema>;

/** Flattens pyramiding for an event. */
export const flattenPyramiding = (pyramiding: Pyramiding): PyramidingFields => ({
  pyramidingEnabled: pyramiding.enabled,
  pyramidingMaxEntries: pyramiding.maxEntries,
  pyramidingSizeFactor: pyramiding.sizeFactor,
  pyramidingMinProfit: pyramiding.minProfitFraction,
  pyramidingMinSpacing: pyramiding.minSpacingFraction,
  pyramidingMoveStop: pyramiding.moveStopOnPyramid,
  pyramidingBreakevenAfter: pyramiding.breakevenAfterEntry,
});

/** Rebuilds pyramiding from history; nothing is validated again. */
export const pyramidingOf = (fields: PyramidingFields): Pyramiding => ({
  enabled: fields.pyramidingEnabled,
  maxEntries: fields.pyramidingMaxEntries,
  sizeFactor: fields.pyramidingSizeFactor,
  minProfitFraction: fields.pyramidingMinProfit,
  minSpacingFraction: fields.pyramidingMinSpacing,
  moveStopOnPyramid: fields.pyramidingMoveStop,
  breakevenAfterEntry: fields.pyramidingBreakevenAfter,
});

import { z } from 'zod';
import {
  type DecimalString,
  decimal,
  decimalString,
  positiveDecimalString,
  text,
} from '../../core/decimal.ts';
import { SHARE_SCALE } from './values.ts';

const plain = decimalString();
const isDecimal = (value: string) => plain.safeParse(value).success;

const notNegative = () =>
  decimalString().refine((value) => isDecimal(value) && decimal(value).gte(0), 'must not be below zero');

const percentBelow100 = () =>
  positiveDecimalString().refine(
    (value) => isDecimal(value) && decimal(value).lt(100),
    'must be below 100 percent',
  );

const movesWithPyramids = { moveWithPyramids: z.boolean().default(true) };

/** Periods of an average true range, unless told otherwise (domains 4.7). */
const ATR_PERIOD = 14;

/**
 * How a stop is found (domains 5): at a price, a percentage from the entry, a multiple of the average true range from it, at a
 * distance that trails the best price, or where a sum of money is lost. Distances are per unit, percentages 0 to 100.
 */
export const stopLossConfigSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('fixed'), price: positiveDecimalString(), ...movesWithPyramids }),
  z.object({ type: z.literal('percentage'), percentage: percentBelow100(), ...movesWithPyramids }),
  z.object({
    type: z.literal('atr'),
    atrMultiplier: positiveDecimalString(),
    atrPeriod: z.int().min(1).default(ATR_PERIOD),
    ...movesWithPyramids,
  }),
  z
    .object({
      type: z.literal('trailing'),
      trailAmount: positiveDecimalString().nullable(),
      trailPercentage: percentBelow100().nullable(),
      ...movesWithPyramids,
    })
    .refine(
      (stop) => (stop.trailAmount === null) !== (stop.trailPercentage === null),
      'a trailing stop has either an amount or a percentage',
    ),
  z.object({ type: z.literal('dollar'), dollarAmount: positiveDecimalString(), ...movesWithPyramids }),
]);
export type StopLossConfig = z.infer<typeof stopLossConfigSchema>;

/** How a target is found (domains 5): a price, a profit in money, a percentage, or a multiple of what the stop risks. */
export const takeProfitConfigSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('price'), price: positiveDecimalString() }),
  z.object({ type: z.literal('dollar'), dollarAmount: positiveDecimalString() }),
  z.object({ type: z.literal('percentage'), percentage: positiveDecimalString() }),
  z.object({ type: z.literal('risk_reward'), riskRewardRatio: positiveDecimalString() }),
]);
export type TakeProfitConfig = z.infer<typeof takeProfitConfigSchema>;

/** Most entries that may be allowed (PO-R1). */
export const MAX_ENTRIES = 10;

/** When and how a position may be added to (domains 5, PO-R1); fractions: 0.02 is 2 %. */
export const pyramidingConfigSchema = z.object({
  enabled: z.boolean(),
  maxEntries: z.int().min(1).max(MAX_ENTRIES),
  /** Size of an entry in terms of the one before. */
  sizeFactor: positiveDecimalString().refine(
    (value) => isDecimal(value) && decimal(value).lte(1),
    'must be at most 1',
  ),
  minProfitFraction: notNegative(),
  minSpacingFraction: notNegative(),
  moveStopOnPyramid: z.boolean(),
  /** From this entry on the stop stands at the average entry. */
  breakevenAfterEntry: z.int().min(1),
});
export type PyramidingConfig = z.infer<typeof pyramidingConfigSchema>;

/** Pyramiding as a position starts: off, with the defaults of PO-R1. */
export const PYRAMIDING_DEFAULTS: PyramidingConfig = {
  enabled: false,
  maxEntries: 5,
  sizeFactor: '0.5',
  minProfitFraction: '0.02',
  minSpacingFraction: '0.03',
  moveStopOnPyramid: true,
  breakevenAfterEntry: 2,
};

/** The fields under which a pyramiding configuration stands in an event (Z-R2). */
export const pyramidingFields = {
  pyramidingEnabled: z.boolean(),
  maxPyramidingAllowed: z.int().min(1),
  pyramidingSizeFactor: positiveDecimalString(),
  pyramidingMinProfitFraction: decimalString(),
  pyramidingMinSpacingFraction: decimalString(),
  pyramidingMoveStop: z.boolean(),
  pyramidingBreakevenAfterEntry: z.int().min(1),
};
const pyramidingFieldsSchema = z.object(pyramidingFields);
type PyramidingFields = z.infer<typeof pyramidingFieldsSchema>;

/** Flattens a pyramiding configuration for an event. */
export const flattenPyramiding = (config: PyramidingConfig): PyramidingFields => ({
  pyramidingEnabled: config.enabled,
  maxPyramidingAllowed: config.maxEntries,
  pyramidingSizeFactor: config.sizeFactor,
  pyramidingMinProfitFraction: config.minProfitFraction,
  pyramidingMinSpacingFraction: config.minSpacingFraction,
  pyramidingMoveStop: config.moveStopOnPyramid,
  pyramidingBreakevenAfterEntry: config.breakevenAfterEntry,
});

/** Rebuilds a pyramiding configuration from an event. */
export const pyramidingOf = (fields: PyramidingFields): PyramidingConfig => ({
  enabled: fields.pyramidingEnabled,
  maxEntries: fields.maxPyramidingAllowed,
  sizeFactor: fields.pyramidingSizeFactor,
  minProfitFraction: fields.pyramidingMinProfitFraction,
  minSpacingFraction: fields.pyramidingMinSpacingFraction,
  moveStopOnPyramid: fields.pyramidingMoveStop,
  breakevenAfterEntry: fields.pyramidingBreakevenAfterEntry,
});

const divided = (price: DecimalString, ratio: DecimalString) =>
  text(decimal(price).div(ratio).toDecimalPlaces(SHARE_SCALE));

/** A stop's configuration after a split: what is a price or a distance per unit is divided, money and percentages stay (PO-U8). */
export const splitStopConfig = (config: StopLossConfig, ratio: DecimalString): StopLossConfig => {
  if (config.type === 'fixed') return { ...config, price: divided(config.price, ratio) };
  if (config.type === 'trailing' && config.trailAmount !== null)
    return { ...config, trailAmount: divided(config.trailAmount, ratio) };
  return config;
};

/** A target's configuration after a split. */
export const splitTargetConfig = (config: TakeProfitConfig, ratio: DecimalString): TakeProfitConfig =>
  config.type === 'price' ? { ...config, price: divided(config.price, ratio) } : config;

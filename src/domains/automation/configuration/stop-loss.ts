import { z } from 'zod';
import { positiveDecimalString } from '../../../core/decimal.ts';
import { positiveBelow, stored } from './numbers.ts';

export const STOP_LOSS_TYPES = ['fixed', 'percentage', 'atr', 'trailing', 'dollar'] as const;

/** Periods over which the average true range is taken when nothing else is said (domains 5). */
export const DEFAULT_ATR_PERIOD = 14;

/** A trailing stop's distance: money per unit or percent of the price, exactly one of them. */
const trailingSchema = z
  .strictObject({
    type: z.literal('trailing'),
    trailAmount: positiveDecimalString().nullable(),
    trailPercentage: positiveBelow('100').nullable(),
  })
  .refine(
    ({ trailAmount, trailPercentage }) => (trailAmount === null) !== (trailPercentage === null),
    'a trailing stop needs either trailAmount or trailPercentage',
  );

/**
 * Where a position's loss is cut (domains 5): a price, percent of the entry, a multiple of the average true range, a trailing
 * distance, or money lost by the whole position.
 */
export const stopLossSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fixed'), price: positiveDecimalString() }),
  z.strictObject({ type: z.literal('percentage'), percentage: positiveBelow('100') }),
  z.strictObject({
    type: z.literal('atr'),
    atrMultiplier: positiveDecimalString(),
    atrPeriod: z.int().min(1).max(500).default(DEFAULT_ATR_PERIOD),
  }),
  trailingSchema,
  z.strictObject({ type: z.literal('dollar'), dollarAmount: positiveDecimalString() }),
]);
export type StopLoss = z.infer<typeof stopLossSchema>;

/** The nine fields under which a stop stands in an event (rule Z-R2); `stopLossTrailing` is true for the trailing type alone. */
export const stopLossFields = {
  stopLossType: z.enum(STOP_LOSS_TYPES).nullable(),
  stopLossPrice: positiveDecimalString().nullable(),
  stopLossDollarAmount: positiveDecimalString().nullable(),
  stopLossPercentage: positiveDecimalString().nullable(),
  stopLossAtrMultiplier: positiveDecimalString().nullable(),
  stopLossAtrPeriod: z.int().nullable(),
  stopLossTrailing: z.boolean(),
  stopLossTrailAmount: positiveDecimalString().nullable(),
  stopLossTrailPercentage: positiveDecimalString().nullable(),
};
const fieldsSchema = z.object(stopLossFields);
export type StopLossFields = z.infer<typeof fieldsSchema>;

/** Flattens a stop for an event; null is no stop. */
export const flattenStopLoss = (stop: StopLoss | null): StopLossFields => ({
  stopLossType: stop?.type ?? null,
  stopLossPrice: stop?.type === 'fixed' ? stop.price : null,
  stopLossDollarAmount: stop?.type === 'dollar' ? stop.dollarAmount : null,
  stopLossPercentage: stop?.type === 'percentage' ? stop.percentage : null,
  stopLossAtrMultiplier: stop?.type === 'atr' ? stop.atrMultiplier : null,
  stopLossAtrPeriod: stop?.type === 'atr' ? stop.atrPeriod : null,
  stopLossTrailing: stop?.type === 'trailing',
  stopLossTrailAmount: stop?.type === 'trailing' ? stop.trailAmount : null,
  stopLossTrailPercentage: stop?.type === 'trailing' ? stop.trailPercentage : null,
});

/** Rebuilds a stop from history; nothing is validated again. */
export const stopLossOf = (fields: StopLossFields): StopLoss | null => {
  switch (fields.stopLossType) {
    case null:
      return null;
    case 'fixed':
      return { type: 'fixed', price: stored(fields.stopLossPrice, 'stopLossPrice') };
    case 'percentage':
      return { type: 'percentage', percentage: stored(fields.stopLossPercentage, 'stopLossPercentage') };
    case 'atr': {
      const atrMultiplier = stored(fields.stopLossAtrMultiplier, 'stopLossAtrMultiplier');
      return { type: 'atr', atrMultiplier, atrPeriod: fields.stopLossAtrPeriod ?? DEFAULT_ATR_PERIOD };
    }
    case 'trailing': {
      const { stopLossTrailAmount: trailAmount, stopLossTrailPercentage: trailPercentage } = fields;
      return { type: 'trailing', trailAmount, trailPercentage };
    }
    case 'dollar':
      return { type: 'dollar', dollarAmount: stored(fields.stopLossDollarAmount, 'stopLossDollarAmount') };
  }
};

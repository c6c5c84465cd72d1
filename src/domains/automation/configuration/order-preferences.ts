import { z } from 'zod';
import { decimalString } from '../../../core/decimal.ts';
import { zeroOrMoreBelow } from './numbers.ts';

export const MARKET_OR_LIMIT = ['market', 'limit'] as const;
export const STOP_ORDER_TYPES = ['stop', 'stop_limit'] as const;

/**
 * Kinds of orders an automation uses when the signal names none (AU-R9). The offset is how much worse than the market a limit may
 * be: above the ask for a buy, below the bid for a sell; a stop-limit's limit stands that far behind its stop.
 */
export const orderPreferencesSchema = z
  .strictObject({
    entry: z.enum(MARKET_OR_LIMIT).default('market'),
    exit: z.enum(MARKET_OR_LIMIT).default('market'),
    stop: z.enum(STOP_ORDER_TYPES).default('stop'),
    target: z.enum(MARKET_OR_LIMIT).default('limit'),
    limitOffsetPercentage: zeroOrMoreBelow('100').nullable().default(null),
    limitOffsetAmount: zeroOrMoreBelow('1000000').nullable().default(null),
  })
  .refine(
    ({ limitOffsetPercentage, limitOffsetAmount }) =>
      limitOffsetPercentage === null || limitOffsetAmount === null,
    'give the limit offset in percent or as an amount, not both',
  );
export type OrderPreferences = z.infer<typeof orderPreferencesSchema>;

/** Market entries and exits, stop orders for stops, limit orders for targets (AU-R9). */
export const DEFAULT_ORDER_PREFERENCES: OrderPreferences = orderPreferencesSchema.parse({});

/** The fields under which order preferences stand in an event (rule Z-R2). */
export const orderPreferenceFields = {
  entryOrderType: z.enum(MARKET_OR_LIMIT),
  exitOrderType: z.enum(MARKET_OR_LIMIT),
  stopOrderType: z.enum(STOP_ORDER_TYPES),
  targetOrderType: z.enum(MARKET_OR_LIMIT),
  limitOffsetPercentage: decimalString().nullable(),
  limitOffsetAmount: decimalString().nullable(),
};
const fieldsSchema = z.object(orderPreferenceFields);
export type OrderPreferenceFields = z.infer<typeof fieldsSchema>;

/** Flattens order preferences for an event. */
export const flattenOrderPreferences = (preferences: OrderPreferences): OrderPreferenceFields => ({
  entryOrderType: preferences.entry,
  exitOrderType: preferences.exit,
  stopOrderType: preferences.stop,
  targetOrderType: preferences.target,
  limitOffsetPercentage: preferences.limitOffsetPercentage,
  limitOffsetAmount: preferences.limitOffsetAmount,
});

/** Rebuilds order preferences from history; nothing is validated again. */
export const orderPreferencesOf = (fields: OrderPreferenceFields): OrderPreferences => ({
  entry: fields.entryOrderType,
  exit: fields.exitOrderType,
  stop: fields.stopOrderType,
  target: fields.targetOrderType,
  limitOffsetPercentage: fields.limitOffsetPercentage,
  limitOffsetAmount: fields.limitOffsetAmount,
});

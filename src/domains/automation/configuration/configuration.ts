import { z } from 'zod';
import {
  assetFields,
  assetOf,
  flattenAsset,
  futureDetailsSchema,
  optionDetailsSchema,
} from '../../shared/derivatives.ts';
import { ASSET_TYPES } from '../../shared/instrument.ts';
import { SIDE_PREFERENCES } from '../values.ts';
import {
  DEFAULT_ORDER_PREFERENCES,
  flattenOrderPreferences,
  orderPreferenceFields,
  orderPreferencesOf,
  orderPreferencesSchema,
} from './order-preferences.ts';
import {
  flattenPositionSizing,
  positionSizingFields,
  positionSizingOf,
  positionSizingSchema,
} from './position-sizing.ts';
import {
  DEFAULT_PYRAMIDING,
  flattenPyramiding,
  pyramidingFields,
  pyramidingOf,
  pyramidingSchema,
} from './pyramiding.ts';
import { NO_RISK_LIMITS, riskLimitFields, riskLimitsSchema } from './risk-limits.ts';
import { flattenStopLoss, stopLossFields, stopLossOf, stopLossSchema } from './stop-loss.ts';
import { flattenTakeProfit, takeProfitFields, takeProfitOf, takeProfitSchema } from './take-profit.ts';
import { symbolText } from './webhook-settings.ts';

/** The symbol of an automation that trades whatever its signals name (AU-R8). */
export const ANY_SYMBOL = '*';

const metadata = () =>
  z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'names are up to 40 letters and digits'),
      z.string().max(500),
    )
    .refine((labels) => Object.keys(labels).length <= 20, 'at most 20 labels');

const shape = {
  name: z.string().trim().min(1).max(100),
  symbol: symbolText(),
  assetType: z.enum(ASSET_TYPES),
  option: optionDetailsSchema.nullable(),
  future: futureDetailsSchema.nullable(),
  positionSizing: positionSizingSchema,
  sidePreference: z.enum(SIDE_PREFERENCES),
  stopLoss: stopLossSchema.nullable(),
  takeProfit: takeProfitSchema.nullable(),
  pyramiding: pyramidingSchema,
  orderPreferences: orderPreferencesSchema,
  autoSubmit: z.boolean(),
  allowSignalQuantity: z.boolean(),
  riskLimits: riskLimitsSchema,
  metadata: metadata(),
};

/** Everything its owner decides about an automation, apart from its accounts and its webhook. */
export const configurationSchema = z.strictObject({
  ...shape,
  assetType: shape.assetType.default('stock'),
  option: shape.option.default(null),
  future: shape.future.default(null),
  sidePreference: shape.sidePreference.default('both'),
  stopLoss: shape.stopLoss.default(null),
  takeProfit: shape.takeProfit.default(null),
  pyramiding: shape.pyramiding.default(DEFAULT_PYRAMIDING),
  orderPreferences: shape.orderPreferences.default(DEFAULT_ORDER_PREFERENCES),
  autoSubmit: shape.autoSubmit.default(true),
  allowSignalQuantity: shape.allowSignalQuantity.default(false),
  riskLimits: shape.riskLimits.default(NO_RISK_LIMITS),
  metadata: shape.metadata.default({}),
});
export type Configuration = z.infer<typeof configurationSchema>;

/** Changes to a configuration: what is not named stays. The symbol is for life, because signals and positions hang on it. */
export const configurationChangesSchema = z.strictObject(shape).omit({ symbol: true }).partial();
export type ConfigurationChanges = z.infer<typeof configurationChangesSchema>;

/** The fields under which a configuration stands in an event (rules Z-R2 and Z-R3). */
export const configurationFields = {
  name: z.string(),
  symbol: z.string(),
  ...assetFields,
  ...positionSizingFields,
  sidePreference: z.enum(SIDE_PREFERENCES),
  ...stopLossFields,
  ...takeProfitFields,
  ...pyramidingFields,
  ...orderPreferenceFields,
  autoSubmit: z.boolean(),
  allowSignalQuantity: z.boolean(),
  ...riskLimitFields,
  metadata: metadata(),
};
const fieldsSchema = z.object(configurationFields);
export type ConfigurationFields = z.infer<typeof fieldsSchema>;

/** Flattens a configuration for an event. */
export const flattenConfiguration = (configuration: Configuration): ConfigurationFields => ({
  name: configuration.name,
  symbol: configuration.symbol,
  ...flattenAsset(configuration),
  ...flattenPositionSizing(configuration.positionSizing),
  sidePreference: configuration.sidePreference,
  ...flattenStopLoss(configuration.stopLoss),
  ...flattenTakeProfit(configuration.takeProfit),
  ...flattenPyramiding(configuration.pyramiding),
  ...flattenOrderPreferences(configuration.orderPreferences),
  autoSubmit: configuration.autoSubmit,
  allowSignalQuantity: configuration.allowSignalQuantity,
  ...configuration.riskLimits,
  metadata: configuration.metadata,
});

/**
 * Rebuilds a configuration from an event's fields. Nothing is judged again: an automation whose option has expired still loads
 * (rule G-R6).
 */
export const configurationFromHistory = (fields: ConfigurationFields): Configuration => ({
  name: fields.name,
  symbol: fields.symbol,
  ...assetOf(fields),
  positionSizing: positionSizingOf(fields),
  sidePreference: fields.sidePreference,
  stopLoss: stopLossOf(fields),
  takeProfit: takeProfitOf(fields),
  pyramiding: pyramidingOf(fields),
  orderPreferences: orderPreferencesOf(fields),
  autoSubmit: fields.autoSubmit,
  allowSignalQuantity: fields.allowSignalQuantity,
  riskLimits: {
    maxOrdersPerDay: fields.maxOrdersPerDay,
    maxOpenPositions: fields.maxOpenPositions,
    maxPositionValue: fields.maxPositionValue,
    maxDailyLoss: fields.maxDailyLoss,
  },
  metadata: fields.metadata,
});

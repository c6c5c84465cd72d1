import { z } from 'zod';
import { type DecimalString, decimal, positiveDecimalString, text } from '../../core/decimal.ts';
import { dateParts, isLocalDate, type LocalDate } from '../../core/local-date.ts';
import { ASSET_TYPES, type AssetType } from './asset-type.ts';

export const OPTION_TYPES = ['call', 'put'] as const;
export type OptionType = (typeof OPTION_TYPES)[number];

export const OPTION_ACTIONS = ['buy_to_open', 'sell_to_open', 'buy_to_close', 'sell_to_close'] as const;

/** A date of an exchange in a payload. */
export const localDateString = () =>
  z.custom<LocalDate>(
    (value) => typeof value === 'string' && isLocalDate(value),
    'must be a date like 2026-01-16',
  );

const OCC_STRIKE = /^0*\d{1,5}(\.\d{1,3}0*)?$/;

/** Schema of a strike price: above zero and exactly writable in an OCC symbol, else two contracts would share one. */
export const strikePriceString = () =>
  positiveDecimalString().regex(OCC_STRIKE, 'must be below 100000 with at most 3 decimal places');

/** An option contract (domains 5). Expiry is checked where one is created, never when history is read (rule G-R6). */
export const optionDetailsSchema = z.object({
  underlyingSymbol: z.string().min(1).max(21),
  strikePrice: strikePriceString(),
  expirationDate: localDateString(),
  optionType: z.enum(OPTION_TYPES),
  optionAction: z.enum(OPTION_ACTIONS).nullable(),
  contractSize: positiveDecimalString(),
  multiplier: positiveDecimalString(),
});
export type OptionDetails = z.infer<typeof optionDetailsSchema>;

/** A futures contract (domains 5); `contractMonth` is YYYYMM, `tickValue` the money one tick is worth. */
export const futureDetailsSchema = z.object({
  underlyingSymbol: z.string().min(1).max(21),
  contractMonth: z.string().regex(/^\d{4}(0[1-9]|1[0-2])$/, 'must be a month like 202612'),
  expirationDate: localDateString(),
  contractSize: positiveDecimalString(),
  tickSize: positiveDecimalString(),
  tickValue: positiveDecimalString(),
  multiplier: positiveDecimalString(),
  exchange: z.string().nullable(),
  productCode: z.string().nullable(),
});
export type FutureDetails = z.infer<typeof futureDetailsSchema>;

/** What is traded, apart from its symbol. */
export interface AssetDetails {
  readonly assetType: AssetType;
  readonly option: OptionDetails | null;
  readonly future: FutureDetails | null;
}

/** The 17 fields under which an asset stands in an event (rules Z-R2 and Z-R3); spread it into the event's schema. */
export const assetFields = {
  assetType: z.enum(ASSET_TYPES),
  optionUnderlyingSymbol: z.string().nullable(),
  optionStrikePrice: positiveDecimalString().nullable(),
  optionExpirationDate: localDateString().nullable(),
  optionType: z.enum(OPTION_TYPES).nullable(),
  optionAction: z.enum(OPTION_ACTIONS).nullable(),
  optionContractSize: positiveDecimalString().nullable(),
  optionMultiplier: positiveDecimalString().nullable(),
  futureUnderlyingSymbol: z.string().nullable(),
  futureContractMonth: z.string().nullable(),
  futureExpirationDate: localDateString().nullable(),
  futureContractSize: positiveDecimalString().nullable(),
  futureTickSize: positiveDecimalString().nullable(),
  futureTickValue: positiveDecimalString().nullable(),
  futureMultiplier: positiveDecimalString().nullable(),
  futureExchange: z.string().nullable(),
  futureProductCode: z.string().nullable(),
};

const assetFieldsSchema = z.object(assetFields);
/** An asset, flattened. */
export type AssetFields = z.infer<typeof assetFieldsSchema>;

/** Flattens an asset for an event. */
export const flattenAsset = ({ assetType, option, future }: AssetDetails): AssetFields => ({
  assetType,
  optionUnderlyingSymbol: option?.underlyingSymbol ?? null,
  optionStrikePrice: option?.strikePrice ?? null,
  optionExpirationDate: option?.expirationDate ?? null,
  optionType: option?.optionType ?? null,
  optionAction: option?.optionAction ?? null,
  optionContractSize: option?.contractSize ?? null,
  optionMultiplier: option?.multiplier ?? null,
  futureUnderlyingSymbol: future?.underlyingSymbol ?? null,
  futureContractMonth: future?.contractMonth ?? null,
  futureExpirationDate: future?.expirationDate ?? null,
  futureContractSize: future?.contractSize ?? null,
  futureTickSize: future?.tickSize ?? null,
  futureTickValue: future?.tickValue ?? null,
  futureMultiplier: future?.multiplier ?? null,
  futureExchange: future?.exchange ?? null,
  futureProductCode: future?.productCode ?? null,
});

const DEFAULT_CONTRACT_SIZE: DecimalString = '100';
const DEFAULT_MULTIPLIER: DecimalString = '1';

const optionOf = (fields: AssetFields): OptionDetails | null =>
  fields.optionUnderlyingSymbol !== null &&
  fields.optionStrikePrice !== null &&
  fields.optionExpirationDate !== null &&
  fields.optionType !== null
    ? {
        underlyingSymbol: fields.optionUnderlyingSymbol,
        strikePrice: fields.optionStrikePrice,
        expirationDate: fields.optionExpirationDate,
        optionType: fields.optionType,
        optionAction: fields.optionAction,
        contractSize: fields.optionContractSize ?? DEFAULT_CONTRACT_SIZE,
        multiplier: fields.optionMultiplier ?? DEFAULT_MULTIPLIER,
      }
    : null;

const futureOf = (fields: AssetFields): FutureDetails | null =>
  fields.futureUnderlyingSymbol !== null &&
  fields.futureContractMonth !== null &&
  fields.futureExpirationDate !== null &&
  fields.futureContractSize !== null &&
  fields.futureTickSize !== null &&
  fields.futureTickValue !== null
    ? {
        underlyingSymbol: fields.futureUnderlyingSymbol,
        contractMonth: fields.futureContractMonth,
        expirationDate: fields.futureExpirationDate,
        contractSize: fields.futureContractSize,
        tickSize: fields.futureTickSize,
        tickValue: fields.futureTickValue,
        multiplier: fields.futureMultiplier ?? DEFAULT_MULTIPLIER,
        exchange: fields.futureExchange,
        productCode: fields.futureProductCode,
      }
    : null;

/** Rebuilds an asset from an event's fields; no rule about time is checked again (rule G-R6). */
export const assetOf = (fields: AssetFields): AssetDetails => ({
  assetType: fields.assetType,
  option: optionOf(fields),
  future: futureOf(fields),
});

/** The 17 fields of a plain asset. */
export const plainAsset = (assetType: AssetType): AssetFields =>
  flattenAsset({ assetType, option: null, future: null });

/** Copies the 17 fields out of anything that carries them. */
export const assetFieldsOf = (source: AssetFields): AssetFields => {
  const { assetType } = source;
  return flattenAsset({ ...assetOf(source), assetType });
};

const NEEDS: Record<AssetType, { readonly option: boolean; readonly future: boolean }> = {
  stock: { option: false, future: false },
  crypto: { option: false, future: false },
  option: { option: true, future: false },
  future: { option: false, future: true },
  future_option: { option: true, future: true },
};

/** Why the details do not fit the asset type, or null: an option needs option details, a future future details, both need both. */
export const assetMismatch = ({ assetType, option, future }: AssetDetails): string | null => {
  const needs = NEEDS[assetType];
  if (needs.option !== (option !== null))
    return needs.option ? `${assetType} needs option details` : `${assetType} takes no option details`;
  if (needs.future !== (future !== null))
    return needs.future ? `${assetType} needs future details` : `${assetType} takes no future details`;
  return null;
};

/** The last date on which a contract trades, or null for what never expires. */
export const expirationOf = ({ option, future }: AssetDetails): LocalDate | null =>
  option?.expirationDate ?? future?.expirationDate ?? null;

/**
 * Why nothing new may be made of this asset on this date of its exchange, or null: its details do not fit, or it has expired. What
 * is read from history is not asked again (rule G-R6).
 */
export const newAssetProblem = (asset: AssetDetails, today: LocalDate): string | null => {
  const expiry = expirationOf(asset);
  if (expiry !== null && expiry < today) return `it expired on ${expiry}`;
  return assetMismatch(asset);
};

/** Decimal places that a stored decimal may have; a quotient can have more. */
const MAX_PLACES = 28;

/** Money that one point of price moves per contract: tick value over tick size (domains 4.7: ES 12.5/0.25 = 50). */
export const pointValue = (future: FutureDetails): DecimalString =>
  text(decimal(future.tickValue).div(future.tickSize).toDecimalPlaces(MAX_PLACES));

/** Turns price × quantity into money (domains 4.7): stock and crypto 1, option contract size × multiplier, future point value × multiplier. */
export const multiplierOf = ({ assetType, option, future }: AssetDetails): DecimalString => {
  const product = (size: DecimalString, multiplier: DecimalString) =>
    text(decimal(size).times(multiplier).toDecimalPlaces(MAX_PLACES));
  if (assetType === 'future' && future) return product(pointValue(future), future.multiplier);
  if ((assetType === 'option' || assetType === 'future_option') && option)
    return product(option.contractSize, option.multiplier);
  return DEFAULT_MULTIPLIER;
};

/** OCC symbol of an option, compact: root, YYMMDD, C or P, strike × 1000 in 8 digits. */
export const occSymbol = (option: OptionDetails): string => {
  const { year, month, day } = dateParts(option.expirationDate);
  const yymmdd = [year % 100, month, day].map((part) => String(part).padStart(2, '0')).join('');
  const strike = decimal(option.strikePrice).times(1000).toFixed(0).padStart(8, '0');
  return `${option.underlyingSymbol}${yymmdd}${option.optionType === 'call' ? 'C' : 'P'}${strike}`;
};

/** Money an option controls: strike × size × multiplier. */
export const optionNotional = (option: OptionDetails): DecimalString =>
  text(decimal(option.strikePrice).times(option.contractSize).times(option.multiplier));

/** What an option is worth per unit of the underlying when exercised at that price; zero out of the money. */
export const intrinsicValue = (option: OptionDetails, underlyingPrice: DecimalString): DecimalString => {
  const difference = decimal(underlyingPrice).minus(option.strikePrice);
  const value = option.optionType === 'call' ? difference : difference.neg();
  return value.gt(0) ? text(value) : '0';
};

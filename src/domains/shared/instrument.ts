import { z } from 'zod';
import { positiveDecimalString } from '../../core/decimal.ts';
import { ASSET_TYPES } from './asset-type.ts';
import { futureDetailsSchema, optionDetailsSchema } from './derivatives.ts';

export { ASSET_TYPES, type AssetType } from './asset-type.ts';

/** A tradable instrument: prices move in `tickSize`, quantities in `lotSize`; `multiplier` turns price × quantity into money. */
export const instrumentSchema = z.object({
  symbol: z.string().min(1).max(21),
  assetType: z.enum(ASSET_TYPES),
  name: z.string(),
  currency: z.string().length(3),
  tickSize: positiveDecimalString(),
  lotSize: positiveDecimalString(),
  multiplier: positiveDecimalString(),
  /** May be bought on credit. */
  marginable: z.boolean(),
  /** Easy to borrow, so it may be sold short. */
  shortable: z.boolean(),
  /** Parts of a unit may be traded, by market and limit day orders only. */
  fractionable: z.boolean(),
  option: optionDetailsSchema.nullable(),
  future: futureDetailsSchema.nullable(),
});
export type Instrument = z.infer<typeof instrumentSchema>;

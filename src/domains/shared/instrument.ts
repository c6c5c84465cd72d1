import { z } from 'zod';
import { decimalString } from '../../core/decimal.ts';

/** Classes of tradable things known to this build. */
export const ASSET_TYPES = ['stock'] as const;
export type AssetType = (typeof ASSET_TYPES)[number];

/** A tradable instrument: prices move in `tickSize`, quantities in `lotSize`; `multiplier` turns price × quantity into money. */
export const instrumentSchema = z.object({
  symbol: z.string().min(1).max(21),
  assetType: z.enum(ASSET_TYPES),
  name: z.string(),
  currency: z.string().length(3),
  tickSize: decimalString(),
  lotSize: decimalString(),
  multiplier: decimalString(),
});
export type Instrument = z.infer<typeof instrumentSchema>;

/** Classes of tradable things. */
export const ASSET_TYPES = ['stock', 'option', 'future', 'future_option', 'crypto'] as const;
export type AssetType = (typeof ASSET_TYPES)[number];

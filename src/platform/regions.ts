/** Places where Cloudflare can be asked to put an object; a user's objects all get the hint of the user's home region. */
export const REGIONS = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const;
export type Region = (typeof REGIONS)[number];

/** Home of objects that belong to no user, such as the uniqueness keys and the market feed. */
export const GLOBAL_REGION: Region = 'enam';

/** Tells whether `text` names a region. */
export const isRegion = (text: unknown): text is Region => REGIONS.includes(text as Region);

const BY_CONTINENT: Record<string, Region> = {
  NA: 'enam',
  SA: 'sam',
  EU: 'weur',
  AS: 'apac',
  OC: 'oc',
  AF: 'afr',
};

/** The region nearest to a continent code as Cloudflare reports it on a request; the global region when unknown. */
export const regionOfContinent = (continent: unknown): Region =>
  BY_CONTINENT[String(continent)] ?? GLOBAL_REGION;

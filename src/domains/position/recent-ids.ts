const GENERATION_SIZE = 64;
const GENERATIONS = 5;

/** Ids seen last, in generations, the newest first; adding one copies a generation and never all of them. */
export type RecentIds = readonly (readonly string[])[];

/** Nothing was seen yet. */
export const NO_RECENT_IDS: RecentIds = [];

/** How many ids are remembered at least; up to a generation more is. */
export const REMEMBERED_IDS = GENERATION_SIZE * (GENERATIONS - 1);

/** Tells whether an id was seen lately. */
export const remembers = (ids: RecentIds, id: string): boolean =>
  ids.some((generation) => generation.includes(id));

/** Remembers one more id and forgets the oldest generation when there are too many. */
export const remember = (ids: RecentIds, id: string): RecentIds => {
  const [newest = [], ...older] = ids;
  return newest.length < GENERATION_SIZE
    ? [[...newest, id], ...older]
    : [[id], ...ids.slice(0, GENERATIONS - 1)];
};

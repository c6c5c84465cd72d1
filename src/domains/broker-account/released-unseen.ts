const GENERATION_SIZE = 64;
const GENERATIONS = 5;

/** Orders released before they were reserved, in generations, the newest first; adding one copies a generation and never all. */
export type ReleasedUnseen = readonly (readonly string[])[];

export const NONE_RELEASED_UNSEEN: ReleasedUnseen = [];

/** How many are known at least: more than can be released while a reserve of any of them is still on its way. */
export const REMEMBERED_RELEASES = GENERATION_SIZE * (GENERATIONS - 1);

/** True when the order was released before it was reserved. */
export const wasReleasedUnseen = (known: ReleasedUnseen, orderId: string): boolean =>
  known.some((generation) => generation.includes(orderId));

/** Remembers one more order, and forgets the oldest generation when there are too many. */
export const withReleasedUnseen = (known: ReleasedUnseen, orderId: string): ReleasedUnseen => {
  const [newest = [], ...older] = known;
  return newest.length < GENERATION_SIZE
    ? [[...newest, orderId], ...older]
    : [[orderId], ...known.slice(0, GENERATIONS - 1)];
};

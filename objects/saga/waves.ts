/** Objects that one piece of work speaks to at the same time; more would only queue up. */
export const MAX_AT_ONCE = 8;

/** Does the work for every item, eight at a time, and answers in the order of the items; the first failure ends it. */
export const inWaves = async <Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const answers: Answer[] = [];
  for (let first = 0; first < items.length; first += MAX_AT_ONCE)
    answers.push(...(await Promise.all(items.slice(first, first + MAX_AT_ONCE).map(work))));
  return answers;
};

import { type Decimal, type DecimalString, decimal, sum, text } from '../../core/decimal.ts';

/** Sum of figures; unknown as soon as one of them is, for an unknown figure is never a zero. */
export const sumKnown = (values: readonly (DecimalString | null)[]): DecimalString | null => {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? sum(known) : null;
};

/** `value` in percent of `whole`; null when one is unknown or the whole is nothing. */
export const percentOf = (value: DecimalString | null, whole: DecimalString | null): DecimalString | null => {
  const part = ratio(value, whole);
  return part === null ? null : percent(part);
};

/** `value` over `whole` where both are known and the whole is above zero, else null. */
export const ratio = (value: DecimalString | null, whole: DecimalString | null): Decimal | null =>
  value === null || whole === null || !decimal(whole).gt(0) ? null : decimal(value).div(whole);

/** A fraction as percent. */
export const percent = (fraction: Decimal): DecimalString => text(fraction.times(100));

/** Groups items by a key, in the order in which keys first occur. */
export const groupBy = <Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> => {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

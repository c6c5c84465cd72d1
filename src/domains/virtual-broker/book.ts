import type { WorkingOrder } from './working-order.ts';

/** Working orders by order id. */
export type OrdersById = Readonly<Record<string, WorkingOrder>>;

/**
 * Working orders of one symbol in small pages, the oldest first: a fill copies one page and the list of pages, however many orders
 * there are.
 */
export type Book = readonly OrdersById[];

const PAGE = 32;

const isFull = (page: OrdersById): boolean => {
  let left = PAGE;
  for (const _orderId in page) if (--left === 0) return true;
  return false;
};

/** A record without one of its keys. */
export const withoutKey = <T>(
  record: Readonly<Record<string, T>>,
  key: string,
): Readonly<Record<string, T>> => {
  const { [key]: _left, ...others } = record;
  return others;
};

/** True for a record without keys. */
export const isEmpty = (record: object): boolean => {
  for (const _key in record) return false;
  return true;
};

/** The orders of a book, the oldest first. */
export const ordersIn = (book: Book): readonly WorkingOrder[] => book.flatMap((page) => Object.values(page));

/** The order of this id in a book, or undefined. */
export const findIn = (book: Book, orderId: string): WorkingOrder | undefined => {
  for (const page of book) {
    const order = page[orderId];
    if (order) return order;
  }
  return undefined;
};

/** The book with this order, in the place it has or as the newest. */
export const putIn = (book: Book, order: WorkingOrder): Book => {
  const known = book.findIndex((page) => page[order.orderId] !== undefined);
  const place = known >= 0 ? known : book.length - 1;
  const page = book[place];
  return page && (known >= 0 || !isFull(page))
    ? book.with(place, { ...page, [order.orderId]: order })
    : [...book, { [order.orderId]: order }];
};

/** The book without the order of this id. */
export const takeFrom = (book: Book, orderId: string): Book => {
  const place = book.findIndex((page) => page[orderId] !== undefined);
  const page = book[place];
  if (!page) return book;
  const left = withoutKey(page, orderId);
  return isEmpty(left) ? book.toSpliced(place, 1) : book.with(place, left);
};

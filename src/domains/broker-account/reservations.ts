import { Decimal, type DecimalString } from '../../core/decimal.ts';

/** What an order on its way to the broker holds of the buying power. */
export interface Reservation {
  readonly orderId: string;
  readonly amount: DecimalString;
}

/** The orders on their way: few at a time, so a list is faster than a record of ever new names. */
export type Reservations = readonly Reservation[];

/** What an order holds, or null when it holds nothing. */
export const reservedFor = (reservations: Reservations, orderId: string): DecimalString | null =>
  reservations.find((known) => known.orderId === orderId)?.amount ?? null;

/** What all orders together hold. */
export const reservedInAll = (reservations: Reservations): Decimal => {
  let total = new Decimal(0);
  for (const { amount } of reservations) total = total.plus(amount);
  return total;
};

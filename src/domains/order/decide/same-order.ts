import { type DecimalString, decimal } from '../../../core/decimal.ts';
import type { AttachedLeg, CreateOrderCommand } from '../commands-create.ts';
import type { OrderLeg, OrderTerms } from '../intent.ts';
import type { OrderState } from '../state.ts';

const isEqual = (a: DecimalString | null, b: DecimalString | null): boolean =>
  a === b || (a !== null && b !== null && decimal(a).eq(b));

type Prices = Pick<OrderTerms, 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent' | 'timeInForce'>;

/** True when prices and time in force are equal by value: `1.0` is `1.00`. */
const hasSamePrices = (a: Prices, b: Prices): boolean =>
  a.timeInForce === b.timeInForce &&
  isEqual(a.limitPrice, b.limitPrice) &&
  isEqual(a.stopPrice, b.stopPrice) &&
  isEqual(a.trailAmount, b.trailAmount) &&
  isEqual(a.trailPercent, b.trailPercent);

/** True when terms are equal by value. */
export const hasSameTerms = (a: OrderTerms, b: OrderTerms): boolean =>
  isEqual(a.quantity, b.quantity) && hasSamePrices(a, b);

const hasSameLegs = (wished: readonly AttachedLeg[], legs: readonly OrderLeg[]) =>
  wished.length === legs.length &&
  wished.every((leg, n) => {
    const other = legs[n];
    return (
      other !== undefined &&
      leg.role === other.role &&
      leg.orderType === other.orderType &&
      hasSamePrices(leg, other)
    );
  });

/** True when a creation asks for the order that exists, by the terms it was created with (OR-R2). */
export const isSameOrder = (command: CreateOrderCommand, order: OrderState): boolean =>
  command.orderId === order.orderId &&
  command.clientOrderId === order.clientOrderId &&
  command.accountId === order.accountId &&
  command.symbol === order.symbol &&
  command.side === order.side &&
  command.orderType === order.orderType &&
  command.extendedHours === order.extendedHours &&
  command.submission === order.submission &&
  (command.positionEffect === null || command.positionEffect === order.positionEffect) &&
  hasSameTerms(command, order.originalTerms) &&
  hasSameLegs(command.attached?.legs ?? [], order.legs) &&
  (command.attached === null || command.attached.orderClass === order.group?.orderClass);

import { reject } from '../../../core/decider.ts';
import type { OrderState } from '../state.ts';

/** The status does not allow the wish. */
export const invalidState = ({ status }: OrderState, wish: string) =>
  reject('invalid_order_state', `an order that is ${status} cannot be ${wish}`);

/** Nothing was sent to a broker that could answer. */
export const notSubmitted = () => reject('order_not_submitted', 'the order never went to a broker');

/** Nobody can ask the broker at the moment (DESIGN 4). */
export const untracked = () =>
  reject('order_untracked', 'the connection of this order is gone: the broker cannot be asked');

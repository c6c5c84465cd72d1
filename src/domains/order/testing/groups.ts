import { plainAsset } from '../../shared/derivatives.ts';
import type { OrderCommand } from '../commands.ts';
import type { AttachedLeg, CreateOrderCommand, GivenOrder } from '../commands-create.ts';
import type { OrderGroup } from '../intent.ts';
import { create, id, limit } from './fixtures.ts';

const NO_PRICES = { limitPrice: null, stopPrice: null, trailAmount: null, trailPercent: null };

/** The target and the stop of an entry at about 150. */
export const TARGET: AttachedLeg = {
  ...NO_PRICES,
  role: 'take_profit',
  orderType: 'limit',
  limitPrice: '160',
  timeInForce: 'gtc',
};
export const STOP: AttachedLeg = {
  ...NO_PRICES,
  role: 'stop_loss',
  orderType: 'stop',
  stopPrice: '140',
  timeInForce: 'gtc',
};

/** A limit order to buy 100 at 150 with target and stop. */
export const bracket = (changes: Partial<Omit<CreateOrderCommand, 'type'>> = {}): CreateOrderCommand =>
  limit('150', { attached: { orderClass: 'bracket', native: false, legs: [TARGET, STOP] }, ...changes });

/** The group of the stop of a bracket. */
export const STOP_GROUP: OrderGroup = {
  groupId: id('group'),
  orderClass: 'bracket',
  role: 'stop_loss',
  parentOrderId: id('parent'),
  siblingOrderIds: [id('target')],
  native: false,
};

/** An order that is taken as it is, with this group. */
export const given = (group: OrderGroup | null = null): GivenOrder => ({
  kind: 'given',
  ...plainAsset('stock'),
  multiplier: '1',
  group,
});

/** The stop of a bracket, sell 100 at 140, which waits for its parent. */
export const leg = (changes: Partial<Omit<CreateOrderCommand, 'type'>> = {}): CreateOrderCommand =>
  create({
    side: 'sell',
    positionEffect: 'close',
    orderType: 'stop',
    stopPrice: '140',
    timeInForce: 'gtc',
    submission: 'on_parent_fill',
    createdBy: 'system',
    basis: given(STOP_GROUP),
    ...changes,
  });

/** An order that was found at its broker. */
export const adopted = (changes: Partial<Omit<CreateOrderCommand, 'type'>> = {}): CreateOrderCommand =>
  create({ submission: 'adopted', createdBy: 'system', basis: given(), ...changes });

/** The parent of a leg has filled this much in all, and perhaps will fill no more. */
export const parentFilled = (quantity: string, isFinal = false): OrderCommand => ({
  type: 'ReleaseOrderCommand',
  releasedBy: 'parent_fill',
  quantity,
  parentFillId: `parent-fill-${quantity}`,
  isFinal,
});

/** A sibling filled this much. */
export const siblingFilled = (quantity: string, fillId = `sibling-fill-${quantity}`): OrderCommand => ({
  type: 'ReduceForSiblingCommand',
  siblingOrderId: id('target'),
  fillId,
  quantity,
});

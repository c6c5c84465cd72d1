import type { OrderAcknowledgement } from '../../brokers/port.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import {
  APPROVE,
  CANCEL,
  CONFIRM,
  create,
  EXPIRE,
  eventsAfter,
  fill,
  PLACE,
  REJECT,
  SUBMIT,
  UNTRACK,
} from '../../domains/order/testing/fixtures.ts';
import { confirmUpdate, sync } from '../../domains/order/testing/reports.ts';
import { orderExecutionSaga } from '../order-execution-saga.ts';
import { contextOf, id, stored } from './contexts.ts';

const CREATE = create({ orderType: 'limit', limitPrice: '151' });
const HELD = create({ orderType: 'limit', limitPrice: '151', submission: 'on_approval' });
const storedOf = (type: string, ...commands: readonly OrderCommand[]) => {
  const event = eventsAfter(...commands).find((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} happened`);
  return stored(event, { aggregateId: id('order') });
};

/** A limit order to buy 100 AAPL at 151, and what may happen to it, as stored. */
export const CREATED = storedOf('OrderCreatedEvent', CREATE);
export const APPROVED = storedOf('OrderReleasedEvent', HELD, APPROVE);
export const PLACED = storedOf('OrderPlacedEvent', CREATE, SUBMIT, PLACE);
export const PARTLY_FILLED = storedOf('OrderPartiallyFilledEvent', CREATE, SUBMIT, PLACE, fill('40'));
export const FILLED = storedOf('OrderFilledEvent', CREATE, SUBMIT, PLACE, fill('100'));
export const CANCELLED = storedOf('OrderCancelled', CREATE, SUBMIT, PLACE, CANCEL, CONFIRM);
export const REJECTED = storedOf('OrderRejected', CREATE, SUBMIT, REJECT);
export const EXPIRED = storedOf('OrderExpiredEvent', CREATE, SUBMIT, PLACE, EXPIRE);
export const UNTRACKED = storedOf('OrderUntrackedEvent', CREATE, SUBMIT, PLACE, UNTRACK);
/** What was filled is all that it is for now: the order is filled although no fill says so. */
export const FILLED_BY_CHANGE = storedOf(
  'OrderStatusUpdatedEvent',
  CREATE,
  SUBMIT,
  PLACE,
  fill('40'),
  confirmUpdate({ quantity: '40' }),
);
/** The broker's list says that a cancel is pending. */
export const CANCEL_SEEN = storedOf('OrderStatusUpdatedEvent', CREATE, SUBMIT, PLACE, sync('pending_cancel'));

/** The broker has the order. */
export const ACK: OrderAcknowledgement = {
  brokerOrderId: 'broker-1',
  acknowledgedAt: TEST_NOW,
  figures: { balance: '1', equity: '2', buyingPower: '3', asOf: TEST_NOW },
};

/** The execution of that order, once the broker has acknowledged it. */
export const CONTEXT = contextOf(orderExecutionSaga, CREATED, { results: { submit_order: ACK } });

/** Where its commands go. */
export const ORDER = { type: 'order', key: id('order') };
export const ACCOUNT = { type: 'broker_account', key: id('account') };

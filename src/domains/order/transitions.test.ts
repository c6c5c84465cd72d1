import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from './commands.ts';
import { orderEvents } from './events.ts';
import { orderAggregate } from './order.ts';
import {
  CANCEL,
  COMPLETE,
  CONFIRM,
  create,
  EXPIRE,
  eventsAfter,
  fill,
  PLACE,
  REJECT,
  REJECT_CANCEL,
  SAGA,
  SUBMIT,
} from './testing/fixtures.ts';
import { ORDER_STATUSES } from './values.ts';

const order = specification(orderAggregate);

const SENT = [create(), SUBMIT];
const PLACED = [...SENT, PLACE];

const STATES: Record<string, readonly OrderCommand[]> = {
  absent: [],
  pending: [create()],
  'pending, sent': SENT,
  placed: PLACED,
  partially_filled: [...PLACED, fill('40')],
  'partially_filled before the acknowledgement': [...SENT, fill('40')],
  cancel_pending: [...PLACED, CANCEL],
  'cancel_pending before the acknowledgement': [...SENT, CANCEL],
  'cancel_pending, partly filled': [...PLACED, fill('40'), CANCEL],
  'placed, cancel refused before the acknowledgement': [...SENT, CANCEL, REJECT_CANCEL],
  filled: [...PLACED, fill('100')],
  'filled before the acknowledgement': [...SENT, fill('100')],
  'cancelled, never sent': [create(), CANCEL],
  cancelled: [...PLACED, CANCEL, CONFIRM],
  'cancelled before the acknowledgement': [...SENT, CANCEL, CONFIRM],
  rejected: [...SENT, REJECT],
  'rejected, never sent': [create(), REJECT],
  expired: [...PLACED, EXPIRE],
};

const COMMANDS: Record<string, OrderCommand> = {
  create: create(),
  submit: SUBMIT,
  place: PLACE,
  'partial fill': fill('10'),
  'full fill': fill('60'),
  overfill: fill('101'),
  reject: REJECT,
  cancel: CANCEL,
  confirm: CONFIRM,
  'cancel refused': REJECT_CANCEL,
  complete: COMPLETE,
};

/** Nothing to do and no error. */
const NO_EVENT = 'no event';
const MISSING = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, 'order_not_found']));
const WORKING = {
  create: NO_EVENT,
  submit: 'invalid_order_state',
  place: NO_EVENT,
  'partial fill': 'OrderPartiallyFilledEvent',
  'full fill': 'OrderPartiallyFilledEvent',
  overfill: 'overfill',
  reject: 'invalid_order_state',
  cancel: 'OrderCancelRequestedEvent',
  confirm: 'OrderCancelled',
  'cancel refused': NO_EVENT,
  complete: 'invalid_order_state',
};
const PARTLY = { ...WORKING, 'full fill': 'OrderFilledEvent' };
const PENDING_CANCEL = {
  ...WORKING,
  cancel: NO_EVENT,
  'cancel refused': 'OrderCancelRejectedEvent',
  reject: 'OrderCancelled',
};
const UNACKNOWLEDGED = { place: 'OrderPlacedEvent' };
const NEVER_SENT = { place: 'invalid_order_state' };
const NEVER_FILLED = { 'partial fill': 'order_not_submitted', 'full fill': 'order_not_submitted' };
const ENDED = {
  create: NO_EVENT,
  submit: 'invalid_order_state',
  place: NO_EVENT,
  'partial fill': 'OrderPartiallyFilledEvent',
  'full fill': 'OrderPartiallyFilledEvent',
  overfill: 'overfill',
  reject: NO_EVENT,
  cancel: 'order_terminal',
  confirm: 'order_terminal',
  'cancel refused': NO_EVENT,
  complete: 'OrderExecutionCompleted',
};
const FILLED = { ...ENDED, 'partial fill': 'overfill', 'full fill': 'overfill' };
const CANCELLED = { ...ENDED, confirm: NO_EVENT };

const EXPECTED: Record<string, Record<string, string>> = {
  absent: { ...MISSING, create: 'OrderCreatedEvent' },
  pending: {
    ...WORKING,
    ...NEVER_SENT,
    submit: 'OrderSubmittedEvent',
    ...NEVER_FILLED,
    reject: 'OrderRejected',
    cancel: 'OrderCancelled',
  },
  'pending, sent': { ...WORKING, ...UNACKNOWLEDGED, submit: NO_EVENT, reject: 'OrderRejected' },
  placed: { ...WORKING, reject: 'OrderRejected' },
  partially_filled: PARTLY,
  'partially_filled before the acknowledgement': { ...PARTLY, ...UNACKNOWLEDGED },
  cancel_pending: PENDING_CANCEL,
  'cancel_pending before the acknowledgement': { ...PENDING_CANCEL, ...UNACKNOWLEDGED },
  'cancel_pending, partly filled': {
    ...PENDING_CANCEL,
    'full fill': 'OrderFilledEvent',
    reject: 'invalid_order_state',
  },
  'placed, cancel refused before the acknowledgement': {
    ...WORKING,
    ...UNACKNOWLEDGED,
    reject: 'OrderRejected',
  },
  filled: FILLED,
  'filled before the acknowledgement': { ...FILLED, ...UNACKNOWLEDGED },
  'cancelled, never sent': { ...CANCELLED, ...NEVER_SENT, ...NEVER_FILLED },
  cancelled: CANCELLED,
  'cancelled before the acknowledgement': { ...CANCELLED, ...UNACKNOWLEDGED },
  rejected: { ...ENDED, ...NEVER_SENT },
  'rejected, never sent': { ...ENDED, ...NEVER_SENT, ...NEVER_FILLED },
  expired: ENDED,
};

describe('the transition table of an order (domains 4.6, invariant 2)', () => {
  const cases = Object.entries(STATES).flatMap(([state, history]) =>
    Object.entries(COMMANDS).map(([name, command]) => {
      const expected = EXPECTED[state]?.[name] ?? 'missing in the table';
      return { state, history, name, command, expected };
    }),
  );

  it.each(cases)('$state + $name → $expected', ({ state, history, command, expected }) => {
    const past = eventsAfter(...history);
    const status = order.given(...past).state()?.status ?? 'absent';
    expect(state.startsWith(status)).toBe(true);
    const outcome = order.given(...past).when(command, { sagaId: SAGA });
    if (expected === NO_EVENT) outcome.then();
    else if (Object.hasOwn(orderEvents, expected)) {
      expect(outcome.events.map(({ type }) => type)).toEqual([expected]);
    } else {
      outcome.thenRejected(expected);
      expect(outcome.events).toEqual([]);
    }
  });

  it('covers every status', () => {
    const seen = Object.values(STATES).map(
      (history) => order.given(...eventsAfter(...history)).state()?.status,
    );
    expect(new Set(seen)).toEqual(new Set([undefined, ...ORDER_STATUSES]));
  });
});

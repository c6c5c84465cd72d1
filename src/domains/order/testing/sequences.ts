import fc from 'fast-check';
import { expect } from 'vitest';
import { decimal } from '../../../core/decimal.ts';
import { plusMs } from '../../../core/instant.ts';
import type { CommandSequences } from '../../../core/testing/command-sequences.ts';
import { TEST_NOW } from '../../../core/testing/decider-specification.ts';
import type { OrderChanges } from '../../shared/trading.ts';
import type { OrderCommand } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import { isAtBroker, isHeld, type OrderState } from '../state.ts';
import { averageOf, isTerminal, tradedValue } from '../values.ts';
import {
  ADOPT,
  APPROVE,
  CANCEL,
  COMPLETE,
  CONFIRM,
  create,
  DECLINE,
  DELETE,
  EXPIRE,
  fill,
  INSTRUMENT,
  limit,
  PLACE,
  REJECT,
  REJECT_CANCEL,
  REJECT_UPDATE,
  SUBMIT,
  UNCONFIRMED,
  UNTRACK,
} from './fixtures.ts';
import { adopted, bracket, given, leg, parentFilled, STOP_GROUP, siblingFilled } from './groups.ts';
import { confirmUpdate, correct, sync, update } from './reports.ts';

const fractional = { ...INSTRUMENT, fractionable: true };

const anyCreation = fc.constantFrom<OrderCommand>(
  limit('150'),
  create({ quantity: '80.5' }, { instrument: fractional }),
  limit('150', { quantity: '-1' }),
  limit('150', { submission: 'on_approval' }),
  bracket(),
  leg(),
  leg({ submission: 'immediate', basis: given({ ...STOP_GROUP, orderClass: 'oco', parentOrderId: null }) }),
  adopted({ quantity: '90' }),
);

const quantity = fc.constantFrom('0.5', '10', '25', '40', '60', '100', '999');
const price = fc.constantFrom('0.03', '149.9999', '150', '151.25');
const name = fc.constantFrom('a', 'b', 'c', 'd');

const anyFill = fc
  .record({ fillId: name, quantity, price, commission: fc.constantFrom('0', '0.35', '-0.1') })
  .map(({ quantity: units, ...rest }) => fill(units, rest));

const anyCorrection = fc
  .record({ fillId: name, quantity: fc.constantFrom('0', '10', '40', '100', '-5'), price })
  .map(({ fillId, quantity: units, price: at }) => correct(fillId, units, { price: at }));

const anyChanges = fc.constantFrom<Partial<OrderChanges>>(
  { quantity: '40' },
  { quantity: '70' },
  { quantity: '120' },
  { limitPrice: '149' },
  { limitPrice: '400' },
  { limitPrice: '0.001' },
  { stopPrice: '139' },
  { stopPrice: '155' },
  { timeInForce: 'gtc' },
  {},
);

const statuses = [
  'pending',
  'unknown',
  'working',
  'partially_filled',
  'pending_cancel',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
  'odd',
];
const anySync = fc
  .record({
    status: fc.constantFrom(...statuses),
    filledQuantity: fc.constantFrom('0', '40', '100'),
    brokerOrderId: fc.constantFrom(null, 'broker-1', 'broker-2'),
    brokerUpdatedAt: fc.constantFrom(TEST_NOW, plusMs(TEST_NOW, 1)),
  })
  .map(({ status, ...rest }) => sync(status, rest));

const anyCommand: fc.Arbitrary<OrderCommand> = fc.oneof(
  { weight: 14, arbitrary: anyCreation },
  { weight: 8, arbitrary: fc.constantFrom(SUBMIT, SUBMIT, PLACE, PLACE, APPROVE, ADOPT) },
  { weight: 6, arbitrary: anyFill },
  { weight: 2, arbitrary: anyCorrection },
  { weight: 4, arbitrary: anyChanges.map((changes) => update(changes)) },
  { weight: 2, arbitrary: anyChanges.map((changes) => confirmUpdate(changes)) },
  { weight: 2, arbitrary: anySync },
  {
    weight: 3,
    arbitrary: fc.tuple(quantity, fc.boolean()).map(([units, isFinal]) => parentFilled(units, isFinal)),
  },
  { weight: 2, arbitrary: fc.tuple(quantity, name).map(([units, id]) => siblingFilled(units, id)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(CANCEL, REJECT_CANCEL, REJECT_UPDATE, UNTRACK, UNCONFIRMED, COMPLETE),
  },
  { weight: 1, arbitrary: fc.constantFrom(CONFIRM, REJECT, EXPIRE, DECLINE, DELETE) },
);

/** Most lives begin where orders mostly are, at their broker: left to chance, hardly one gets there. */
const anyBeginning = fc.constantFrom<readonly OrderCommand[]>(
  [],
  [limit('150'), SUBMIT, PLACE],
  [limit('150', { timeInForce: 'gtc' }), SUBMIT, PLACE],
  [create({ quantity: '80.5' }, { instrument: fractional }), SUBMIT],
  [limit('150', { submission: 'on_approval' })],
  [bracket(), SUBMIT, PLACE],
  [leg(), parentFilled('40', false)],
);

const ENDS: ReadonlySet<string> = new Set(['OrderCancelled', 'OrderRejected', 'OrderExpiredEvent']);

const isEnd = (event: OrderEvent): boolean =>
  ENDS.has(event.type) ||
  (event.type === 'OrderFilledEvent' && !event.data.late) ||
  (event.type === 'OrderStatusUpdatedEvent' && event.data.newStatus === 'filled');

const must = (holds: boolean, rule: string): void => {
  if (!holds) expect.fail(rule);
};

/** Any life of an order: created in every way, filled, changed, cancelled, looked at and lost by everyone at once. */
export const orderSequences: CommandSequences<OrderState | null, OrderCommand, OrderEvent> = {
  beginning: anyBeginning,
  command: anyCommand,
  check: (order, history) => {
    if (!order) return;
    const { fills, filledQuantity, status } = order;
    let filled = decimal('0');
    let commission = decimal('0');
    for (const one of fills) {
      filled = filled.plus(one.quantity);
      commission = commission.plus(one.commission);
    }
    must(filled.eq(filledQuantity), 'invariant 7: Σ fills is the filled quantity');
    must(filled.lte(order.quantity), 'invariant 7: fills never exceed the order');
    must(commission.eq(order.commission), 'OR-R3: commissions add up');
    const average = filled.isZero() ? null : averageOf(tradedValue(fills), filled);
    must(order.averageFillPrice === average, 'OR-R3: the average is Σ(q·p)/Σq');
    must(new Set(fills.map(({ fillId }) => fillId)).size === fills.length, 'invariant 6: a fill counts once');
    must(history.filter(isEnd).length === (isTerminal(status) ? 1 : 0), 'an order ends once');
    must(!isHeld(order) || order.submittedAt === null, 'what is held never left');
    must(order.release !== 'adopted' || order.submittedAt === null, 'an adopted order is never submitted');
    must(fills.length === 0 || isAtBroker(order), 'only what is at a broker is filled');
    must(!isTerminal(status) || order.pendingUpdate === null, 'an order that ended waits for nothing');
    must(order.deletedAt === null || fills.length === 0, 'trades are kept');
  },
};

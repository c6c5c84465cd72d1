import { describe, expect, it } from 'vitest';
import { canPerform } from '../../core/lifecycle.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { cellsOf, checkCell, type LifecycleExamples } from '../../core/testing/lifecycle-table.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { type OrderLifecycleStatus, orderLifecycle } from './lifecycle.ts';
import { orderAggregate } from './order.ts';
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
  eventsAfter,
  fill,
  limit,
  PLACE,
  REJECT,
  REJECT_CANCEL,
  REJECT_UPDATE,
  SAGA,
  SUBMIT,
  UNCONFIRMED,
  UNTRACK,
} from './testing/fixtures.ts';
import { leg, parentFilled, siblingFilled } from './testing/groups.ts';
import { confirmUpdate, correct, sync, update } from './testing/reports.ts';

type Examples = LifecycleExamples<OrderCommand, OrderEvent, OrderLifecycleStatus>;
type CommandType = OrderCommand['type'];

/** An example of each command, in the order of the table. */
const EXAMPLES: readonly OrderCommand[] = [
  create({ quantity: '7' }),
  SUBMIT,
  UNCONFIRMED,
  { type: 'PlaceOrderCommand', brokerOrderId: 'broker-9', placedAt: TEST_NOW },
  fill('5'),
  correct('fill-40', '30'),
  REJECT,
  CANCEL,
  CONFIRM,
  REJECT_CANCEL,
  update({ limitPrice: '148' }),
  confirmUpdate({ limitPrice: '147' }),
  REJECT_UPDATE,
  EXPIRE,
  DELETE,
  sync('working'),
  APPROVE,
  DECLINE,
  parentFilled('90'),
  siblingFilled('10'),
  UNTRACK,
  ADOPT,
  COMPLETE,
];
const commands = Object.fromEntries(
  EXAMPLES.map((command) => [command.type, command]),
) as Examples['commands'];

/** What an order is and what happened to it, so that a command finds what it is about. */
interface Setting {
  readonly opening: OrderCommand;
  /** Lets the order go, when something holds it. */
  readonly release: readonly OrderCommand[];
  /** The order is still held while it is pending. */
  readonly held?: true;
  readonly unsent?: true;
  /** Happens once the broker has it. */
  readonly placed?: readonly OrderCommand[];
  /** Happens last while it works. */
  readonly last?: readonly OrderCommand[];
  readonly filled?: true;
  readonly unacknowledged?: true;
}

const PLAIN: Setting = { opening: limit('150'), release: [] };
const APPROVABLE: Setting = {
  opening: limit('150', { submission: 'on_approval' }),
  release: [APPROVE],
  held: true,
};
const LEG: Setting = { opening: leg(), release: [parentFilled('100')], held: true };

const SETTINGS: Partial<Record<CommandType, Setting>> = {
  SubmitOrderCommand: { ...PLAIN, unsent: true },
  RecordUnconfirmedSubmissionCommand: { ...PLAIN, unacknowledged: true },
  CorrectFillCommand: { ...PLAIN, filled: true },
  UpdateOrderCommand: APPROVABLE,
  RejectUpdateCommand: { ...PLAIN, placed: [update({ limitPrice: '149' })] },
  ApproveOrderCommand: APPROVABLE,
  DeclineOrderCommand: APPROVABLE,
  ReleaseOrderCommand: LEG,
  ReduceForSiblingCommand: LEG,
  AdoptOrderCommand: { ...PLAIN, last: [UNTRACK] },
};

const historiesFor = (command: CommandType): Examples['histories'] => {
  const {
    opening,
    release,
    held,
    unsent,
    placed = [],
    last = [],
    filled,
    unacknowledged,
  } = SETTINGS[command] ?? PLAIN;
  const sent = [opening, ...release, SUBMIT];
  const atBroker = [...sent, PLACE, ...placed];
  const part = filled ? [fill('40')] : [];
  return {
    absent: [],
    pending: eventsAfter(...(held || unsent ? [opening] : [...sent, ...last])),
    placed: eventsAfter(...atBroker, ...last),
    partially_filled: eventsAfter(...atBroker, fill('40'), ...last),
    filled: eventsAfter(...atBroker, fill('40'), fill('60')),
    cancel_pending: eventsAfter(...(unacknowledged ? sent : atBroker), ...part, CANCEL, ...last),
    cancelled: eventsAfter(...atBroker, ...part, CANCEL, CONFIRM),
    rejected: eventsAfter(...sent, REJECT, ...part),
    expired: eventsAfter(...atBroker, ...part, EXPIRE),
    deleted: eventsAfter(...sent, REJECT, DELETE),
  };
};

const OUTCOMES = { refused: 'is refused', unchanged: 'changes nothing', moves: 'takes effect' };
const cells = cellsOf(orderLifecycle).map((cell) => ({ ...cell, outcome: OUTCOMES[cell.move.kind] }));
const { initial, evolve } = orderAggregate.decider;

describe('invariant 2: the transitions of an order', () => {
  it.each(orderLifecycle.statuses)('every history leads to %s', (status) => {
    for (const { type } of EXAMPLES)
      expect(orderLifecycle.statusOf(historiesFor(type)[status].reduce(evolve, initial))).toBe(status);
  });

  it.each(cells)('$status: $command $outcome', (cell) => {
    const example = cell.command === 'CreateOrderCommand' && cell.status === 'absent' ? create() : null;
    const given = example ? { ...commands, CreateOrderCommand: example } : commands;
    const examples = { histories: historiesFor(cell.command), commands: given, env: { sagaId: SAGA } };
    checkCell(orderAggregate, orderLifecycle, examples, cell);
  });

  it('OR-R1: tells which buttons make sense', () => {
    const placed = eventsAfter(limit('150'), SUBMIT, PLACE).reduce(evolve, initial);
    const can = EXAMPLES.map(({ type }) => type).filter((type) => canPerform(orderLifecycle, type, placed));
    expect(can).toContain('CancelOrderCommand');
    expect(can).toContain('UpdateOrderCommand');
    expect(can).not.toContain('ApproveOrderCommand');
    expect(can).not.toContain('DeleteOrderCommand');
  });
});

import type { CommandResult } from '../../core/command.ts';
import type { DomainCommand } from '../../core/decider.ts';
import { plusMs, type UtcInstant } from '../../core/instant.ts';
import type { Effect, EffectOutcome } from '../../core/saga.ts';
import { TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import { orderAggregate } from '../../domains/order/order.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { checks, INSTRUMENT, QUOTE } from '../../domains/order/testing/fixtures.ts';
import { isTerminal } from '../../domains/order/values.ts';
import type { PositionCommand } from '../../domains/position/commands.ts';
import type { PositionEvent } from '../../domains/position/events.ts';
import { positionAggregate } from '../../domains/position/position.ts';
import type { PositionBook } from '../../domains/position/state.ts';
import { fixed, market, open, setStop } from '../../domains/position/testing/commands.ts';
import { fill as bookedFill } from '../../domains/position/testing/fixtures.ts';
import type { OrderFacts } from '../order-facts.ts';
import type { OrdersRequest } from '../order-states.ts';
import { accepted, id, stored } from './contexts.ts';

/** What a test may decide about the world; everything else goes well. */
export interface ExitRules {
  /** How the closing order ends; filled unless told otherwise. */
  readonly ends?: 'filled' | 'cancelled' | 'partly_filled';
  /** How many looks pass before it does. */
  readonly looks?: number;
  /** How many looks the position's book needs to show a fill. */
  readonly bookingLooks?: number;
  readonly basis?: Partial<OrderFacts['basis']>;
  /** Another exit of the position that works at the broker. */
  readonly rival?: OrderCommand & { readonly type: 'CreateOrderCommand' };
  /** The rival is filled instead of being cancelled. */
  readonly rivalFills?: boolean;
}

const LOOK_MS = 10;

/** A long position of 100 AAPL at 150 whose stop at 140 was reached, its book and its orders, all decided for real. */
export const exitWorld = (rules: ExitRules = {}) => {
  const orders = new Map<string, OrderState>();
  const events: PositionEvent[] = [];
  let book: PositionBook = positionAggregate.decider.initial;
  let unbooked: readonly PositionCommand[] = [];
  let now: UtcInstant = TEST_NOW;
  let looks = 0;
  let commands = 0;

  const pause = (ms: number) => {
    now = plusMs(now, ms);
  };

  const onBook = (command: PositionCommand): CommandResult => {
    const { decide, evolve } = positionAggregate.decider;
    commands += 1;
    const decision = decide(
      command,
      book,
      testEnv({ now, sagaId: id('saga'), commandId: id(`c${commands}`) }),
    );
    if (decision.kind === 'reject')
      return { kind: 'rejected', rejection: decision.rejection, version: 1, repeated: false };
    events.push(...decision.events);
    book = decision.events.reduce(evolve, book);
    return accepted(1, decision.events.length);
  };

  const onOrder = (orderId: string, command: DomainCommand): CommandResult => {
    const { decide, evolve, initial } = orderAggregate.decider;
    const before = orders.get(orderId) ?? initial;
    const decision = decide(
      command as OrderCommand,
      before,
      testEnv({ now, sagaId: id('saga'), aggregateId: orderId }),
    );
    if (decision.kind === 'reject')
      return { kind: 'rejected', rejection: decision.rejection, version: 1, repeated: false };
    const after = decision.events.reduce(evolve, before);
    if (after) orders.set(orderId, after);
    return accepted(1, decision.events.length);
  };

  const give = (orderId: string, command: OrderCommand) => onOrder(orderId, command);

  const trade = ({ orderId, side, accountId }: OrderState, quantity: string) => {
    const fillId = `fill-${orderId}`;
    give(orderId, {
      type: 'RecordFillCommand',
      fill: { fillId, price: '139', quantity, commission: '0', filledAt: now },
    });
    looks = rules.bookingLooks ?? 0;
    unbooked = [...unbooked, bookedFill(side, quantity, '139', { fillId, orderId, accountId })];
  };

  const place = (orderId: string) => {
    give(orderId, { type: 'SubmitOrderCommand' });
    give(orderId, { type: 'PlaceOrderCommand', brokerOrderId: `b-${orderId}`, placedAt: now });
  };

  const end = (order: OrderState) => {
    const { orderId, quantity } = order;
    if (rules.ends === 'partly_filled') trade(order, '40');
    if (rules.ends === undefined || rules.ends === 'filled') trade(order, quantity);
    else give(orderId, { type: 'ConfirmCancelCommand', reason: 'broker', cancelledAt: now });
  };

  let left = rules.looks ?? 0;
  const look = () => {
    pause(LOOK_MS);
    if (looks > 0) looks -= 1;
    else {
      for (const command of unbooked) onBook(command);
      unbooked = [];
    }
  };

  const facts = (): OrderFacts => {
    const { open: held } = book;
    return {
      accountId: id('account'),
      connectionId: id('connection'),
      brokerId: 'virtual',
      brokerAccountId: 'virtual-account',
      nativeOco: true,
      basis: checks({
        instrument: INSTRUMENT,
        quote: { ...QUOTE, bid: '139', ask: '139.01', last: '139' },
        hours: 'always_open',
        heldQuantity: held ? held.quantity : '0',
        ...rules.basis,
      }),
      automationStatus: null,
      addRefusal: null,
      position: held && { positionId: held.positionId, stop: null, target: null },
      closing: [...orders.values()].filter(({ status }) => !isTerminal(status)),
      readAt: now,
    };
  };

  const answerOrders = (request: OrdersRequest) => {
    const wanted = request.by === 'ids' ? request.orderIds : [];
    for (const orderId of wanted) {
      const order = orders.get(orderId);
      if (!order || isTerminal(order.status) || order.orderId === rules.rival?.orderId) continue;
      if (left > 0) left -= 1;
      else end(order);
    }
    return { readAt: now, orders: wanted.flatMap((orderId) => orders.get(orderId) ?? []) };
  };

  const command = (key: string, given: DomainCommand): CommandResult => {
    const result = onOrder(key, given);
    const order = orders.get(key);
    if (given.type === 'CreateOrderCommand' && order?.status === 'pending') place(key);
    if (order?.status === 'cancel_pending') {
      if (rules.rivalFills) trade(order, order.quantity);
      else give(key, { type: 'ConfirmCancelCommand', reason: 'broker', cancelledAt: now });
    }
    return result;
  };

  onBook(open('long', '100', '150'));
  onBook(setStop(fixed('140')));
  onBook(market('139', 60_000));
  if (rules.rival) command(rules.rival.orderId, rules.rival);
  const triggered = events.find(({ type }) => type === 'PositionExitTriggeredEvent');
  if (!triggered) throw new Error('nothing was triggered');

  const answer = (effect: Effect): EffectOutcome => {
    const { key } = effect;
    if (effect.kind === 'call') {
      look();
      const value = effect.port === 'orders' ? answerOrders(effect.request as OrdersRequest) : facts();
      return { kind: 'call', key, value };
    }
    const { target } = effect;
    const result =
      target.type === 'order'
        ? command(target.key, effect.command)
        : onBook(effect.command as PositionCommand);
    return { kind: 'command', key, result };
  };

  return { trigger: stored(triggered), answer, pause, orders, events, book: () => book };
};

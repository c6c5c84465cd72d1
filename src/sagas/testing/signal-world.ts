import type { CommandResult } from '../../core/command.ts';
import type { Decision, DomainCommand, DomainEvent } from '../../core/decider.ts';
import { decimal, text } from '../../core/decimal.ts';
import { plusMs, type UtcInstant } from '../../core/instant.ts';
import type { Effect, EffectOutcome } from '../../core/saga.ts';
import { TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from '../../domains/automation/automation.ts';
import type { AutomationCommand } from '../../domains/automation/commands.ts';
import type { AutomationEvent } from '../../domains/automation/events.ts';
import { INSTRUMENT, QUOTE } from '../../domains/automation/testing/fixtures.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import { orderAggregate } from '../../domains/order/order.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { checks } from '../../domains/order/testing/fixtures.ts';
import { isTerminal } from '../../domains/order/values.ts';
import type { PositionCommand } from '../../domains/position/commands.ts';
import type { OrderFacts, OrderFactsRequest } from '../order-facts.ts';
import type { KnownOrder, OrdersRequest } from '../order-states.ts';
import { accepted, id, rejected } from './contexts.ts';

/** What a test may decide about the world; everything else goes well. */
export interface WorldRules {
  /** What accounts hold, negative when short. */
  readonly held?: Readonly<Record<string, string>>;
  /** How much of an order is filled when it is made; all of it unless told otherwise. */
  readonly fills?: (order: OrderState) => string;
  /** What the broker does with a cancel. */
  readonly cancels?: 'confirmed' | 'unanswered' | 'refused';
  /** How many looks the position's book needs to show a fill. */
  readonly bookingLooks?: number;
  readonly facts?: (accountId: string) => Partial<OrderFacts>;
  readonly basis?: (accountId: string) => Partial<OrderFacts['basis']>;
  /** Orders that were there before. */
  readonly orders?: readonly OrderCommand[];
}

/** Milliseconds that pass with every look. */
const LOOK_MS = 10;

const resultOf = (decision: Decision<DomainEvent>): CommandResult =>
  decision.kind === 'accept' ? accepted(1, decision.events.length) : rejected(decision.rejection.code);

/**
 * A world for signals: orders are decided by the real aggregate and filled by the rules, accounts hold what that makes them hold, and the
 * automation is the one whose events are given.
 */
export const signalWorld = (automation: readonly AutomationEvent[], rules: WorldRules = {}) => {
  const orders = new Map<string, OrderState>();
  const held = new Map<string, string>(Object.entries(rules.held ?? {}));
  const booked = new Map(held);
  const told: PositionCommand[] = [];
  const events: AutomationEvent[] = [...automation];
  let now: UtcInstant = TEST_NOW;
  let looks = 0;

  const pause = (ms: number) => {
    now = plusMs(now, ms);
  };

  const give = (orderId: string, command: DomainCommand): Decision<DomainEvent> => {
    const { decide, evolve, initial } = orderAggregate.decider;
    const before = orders.get(orderId) ?? initial;
    const env = testEnv({ now, sagaId: id('saga'), aggregateId: orderId });
    const decision = decide(command as OrderCommand, before, env);
    if (decision.kind === 'accept') {
      const after = decision.events.reduce(evolve, before);
      if (after) orders.set(orderId, after);
    }
    return decision;
  };

  const fill = (order: OrderState) => {
    const wanted = rules.fills?.(order) ?? order.quantity;
    const { orderId, accountId, side } = order;
    give(orderId, { type: 'SubmitOrderCommand' });
    give(orderId, {
      type: 'PlaceOrderCommand',
      brokerOrderId: `b-${orderId}`,
      placedAt: now,
    } as OrderCommand);
    if (decimal(wanted).isZero() || order.orderType !== 'market') return;
    const trade = { fillId: `f-${orderId}`, price: '100', quantity: wanted, commission: '0', filledAt: now };
    give(orderId, { type: 'RecordFillCommand', fill: trade } as OrderCommand);
    const signed = side === 'buy' ? decimal(wanted) : decimal(wanted).neg();
    held.set(accountId, text(signed.plus(held.get(accountId) ?? '0')));
    looks = rules.bookingLooks ?? 0;
  };

  const command = (orderId: string, given: DomainCommand): CommandResult => {
    const isNew = !orders.has(orderId);
    const decision = give(orderId, given);
    const order = orders.get(orderId);
    if (order && isNew && decision.kind === 'accept' && order.submission === 'immediate') fill(order);
    if (order?.status === 'cancel_pending' && rules.cancels !== 'unanswered')
      give(
        orderId,
        (rules.cancels === 'refused'
          ? { type: 'RejectCancelCommand', code: 'too_late', detail: 'routed' }
          : { type: 'ConfirmCancelCommand', reason: 'broker', cancelledAt: now }) as OrderCommand,
      );
    return resultOf(decision);
  };

  const facts = ({ accountId }: OrderFactsRequest): OrderFacts => {
    if (looks > 0) looks -= 1;
    else for (const [account, quantity] of held) booked.set(account, quantity);
    const heldQuantity = booked.get(accountId) ?? '0';
    const working = [...orders.values()].filter(({ status }) => !isTerminal(status));
    return {
      accountId,
      connectionId: id('connection'),
      brokerId: 'virtual',
      brokerAccountId: `virtual-${accountId}`,
      nativeOco: true,
      basis: checks({
        instrument: INSTRUMENT,
        quote: QUOTE,
        hours: 'always_open',
        heldQuantity,
        workingOrders: working.map(({ orderId, side, orderType, limitPrice, group }) => ({
          orderId,
          side,
          orderType,
          limitPrice,
          groupId: group?.groupId ?? null,
        })),
        ...rules.basis?.(accountId),
      }),
      automationStatus: 'active',
      addRefusal: null,
      position: heldQuantity === '0' ? null : { positionId: id('position'), stop: null, target: null },
      closing: [],
      readAt: now,
      ...rules.facts?.(accountId),
    };
  };

  const known = (request: OrdersRequest): readonly KnownOrder[] =>
    request.by === 'ids' ? request.orderIds.flatMap((orderId) => orders.get(orderId) ?? []) : [];

  const call = (port: string, request: unknown): unknown => {
    pause(LOOK_MS);
    if (port === 'order_facts') return facts(request as OrderFactsRequest);
    if (port === 'orders') return { readAt: now, orders: known(request as OrdersRequest) };
    throw new Error(`no port ${port}`);
  };

  const onAutomation = (given: DomainCommand): CommandResult => {
    const { decide, evolve, initial } = automationAggregate.decider;
    const env = testEnv({ now, sagaId: id('saga') });
    const decision = decide(given as AutomationCommand, events.reduce(evolve, initial), env);
    if (decision.kind === 'accept') events.push(...decision.events);
    return resultOf(decision);
  };

  for (const before of rules.orders ?? []) if ('orderId' in before) command(String(before.orderId), before);

  const answer = (effect: Effect): EffectOutcome => {
    const { key } = effect;
    if (effect.kind === 'call') return { kind: 'call', key, value: call(effect.port, effect.request) };
    const { target } = effect;
    if (target.type === 'order') return { kind: 'command', key, result: command(target.key, effect.command) };
    if (target.type === 'automation') return { kind: 'command', key, result: onAutomation(effect.command) };
    told.push(effect.command as PositionCommand);
    return { kind: 'command', key, result: accepted() };
  };

  return { answer, pause, orders, held, told, events };
};

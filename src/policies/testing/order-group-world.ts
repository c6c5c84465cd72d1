import type { DomainEvent } from '../../core/decider.ts';
import { Decimal, decimal } from '../../core/decimal.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import type { AddressedCommand } from '../../core/policy.ts';
import { TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { OrderEvent } from '../../domains/order/events.ts';
import { orderAggregate } from '../../domains/order/order.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { id } from '../../domains/order/testing/fixtures.ts';
import { isTerminal } from '../../domains/order/values.ts';
import { orderGroups } from '../order-groups.ts';

const { decider } = orderAggregate;
const SAGA = id('execution saga');

/** An event as a policy gets it. */
export const stored = ({ type, data }: DomainEvent, eventId = id(type)): EventEnvelope =>
  ({ eventId, eventType: type, data }) as EventEnvelope;

/** The units that what an exit still may fill. */
export const remainingOf = (order: OrderState): Decimal =>
  decimal(order.quantity).minus(order.filledQuantity);

/**
 * Orders of one group with the policy between them and a broker that answers when it is asked to: everything that happens waits in a
 * queue until someone delivers it, so that a test chooses what overtakes what.
 */
export class OrderGroupWorld {
  readonly orders = new Map<string, OrderState>();
  readonly refused: string[] = [];
  readonly #toDeliver = new Map<string, AddressedCommand[]>();
  readonly #given = new Set<string>();
  readonly #toAnswer: OrderEvent[] = [];
  #events = 0;

  /** Gives a command to an order; what it decides is queued for the policy and for the broker. */
  give(orderId: string, command: OrderCommand): void {
    const decision = decider.decide(command, this.orders.get(orderId) ?? null, testEnv({ sagaId: SAGA }));
    if (decision.kind === 'reject') {
      this.refused.push(`${command.type}: ${decision.rejection.code}`);
      return;
    }
    for (const event of decision.events) {
      const next = decider.evolve(this.orders.get(orderId) ?? null, event);
      if (next) this.orders.set(orderId, next);
      this.#toAnswer.push(event);
      const queue = this.#toDeliver.get(orderId) ?? [];
      queue.push(...orderGroups.commandsFor(stored(event, id(`event ${this.#events++}`))));
      this.#toDeliver.set(orderId, queue);
    }
  }

  /** Delivers the next command that the log of the n-th order caused, once per key as an object does; false when nothing waits. */
  deliver(n = 0): boolean {
    const queues = [...this.#toDeliver.values()].filter(({ length }) => length > 0);
    const addressed = queues[n % Math.max(queues.length, 1)]?.shift();
    if (!addressed) return false;
    const key = `${addressed.target.key} ${addressed.dedupeKey}`;
    if (this.#given.has(key)) return true;
    this.#given.add(key);
    this.give(addressed.target.key, addressed.command as OrderCommand);
    return true;
  }

  /** The broker answers the oldest thing it was asked or sent; false when nothing waits. */
  answer(): boolean {
    const event = this.#toAnswer.shift();
    if (!event) return false;
    const { orderId } = event.data;
    const order = this.orders.get(orderId);
    const brokerOrderId = `broker-${orderId}`;
    const starts =
      event.type === 'OrderReleasedEvent' ||
      (event.type === 'OrderCreatedEvent' && event.data.submission === 'immediate');
    if (starts && order?.status === 'pending') {
      this.give(orderId, { type: 'SubmitOrderCommand' });
      if (this.orders.get(orderId)?.submittedAt)
        this.give(orderId, { type: 'PlaceOrderCommand', brokerOrderId, placedAt: TEST_NOW });
    }
    if (event.type === 'OrderCancelRequestedEvent' && order && !isTerminal(order.status))
      this.give(orderId, { type: 'ConfirmCancelCommand', reason: 'asked', cancelledAt: TEST_NOW });
    if (event.type === 'OrderUpdateRequestedEvent' && order && !isTerminal(order.status))
      this.#replace(order, event.data);
    return true;
  }

  #replace(
    order: OrderState,
    { changes, orderId }: Extract<OrderEvent, { type: 'OrderUpdateRequestedEvent' }>['data'],
  ): void {
    const isPossible = decimal(changes.quantity ?? order.quantity).gte(order.filledQuantity);
    this.give(
      orderId,
      isPossible
        ? { type: 'ConfirmUpdateCommand', changes, brokerOrderId: `broker-${orderId}`, updatedAt: TEST_NOW }
        : { type: 'RejectUpdateCommand', code: 'not_open', detail: 'too much is filled' },
    );
  }

  /** Fills an order by up to this much, as far as it works; answers what was filled. */
  fill(orderId: string, quantity: string): Decimal {
    const order = this.orders.get(orderId);
    const isWorking = order?.submittedAt && !isTerminal(order.status);
    const units = isWorking ? Decimal.min(quantity, remainingOf(order)) : new Decimal(0);
    if (units.gt(0)) {
      const fillId = `${orderId} ${this.#events}`;
      this.give(orderId, {
        type: 'RecordFillCommand',
        fill: { fillId, price: '150', quantity: units.toFixed(), commission: '0', filledAt: TEST_NOW },
      });
    }
    return units;
  }

  /** Delivers and answers until nothing waits. */
  settle(): void {
    for (let busy = true; busy; ) {
      const delivered = this.deliver();
      busy = this.answer() || delivered;
    }
  }

  /** The order, which must exist. */
  order(orderId: string): OrderState {
    const order = this.orders.get(orderId);
    if (!order) throw new Error(`there is no order ${orderId}`);
    return order;
  }
}

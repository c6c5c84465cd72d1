import {
  type BrokerCall,
  type BrokerOrderSnapshot,
  type BrokerPosition,
  type BrokerResult,
  brokerError,
  type DiscoveredAccount,
} from '../../brokers/port.ts';
import { type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { plusMs, type UtcInstant } from '../../core/instant.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { AccountFigures, BrokerOrder } from '../../domains/shared/trading.ts';
import { type AtBroker, snapshotOf } from './order-at-broker.ts';

/** What the broker does with an order by itself, so many milliseconds after it came; less than none does it before it answers. */
export interface PlannedFill {
  readonly quantity: DecimalString;
  readonly afterMs: number;
}

/** What a test may decide about the broker; everything else goes well. */
export interface BrokerRules {
  /** Fills of an order, all of it after a moment unless told otherwise. */
  readonly fills?: (order: BrokerOrder) => readonly PlannedFill[];
  /** What it answers to a cancel: it does, or it is too late; or it does, and fills all the same afterwards. */
  readonly cancels?: 'confirmed' | 'too_late' | 'filled_all_the_same';
  /** Milliseconds until a cancel is confirmed. */
  readonly cancelMs?: number;
  readonly accounts?: readonly DiscoveredAccount[];
  readonly positions?: readonly BrokerPosition[];
  /** It does not say that it is well. */
  readonly isUnwell?: boolean;
}

/** Something that the broker tells by itself: to an order, under a name that makes a repeat the same. */
export interface Report {
  readonly afterMs: number;
  readonly orderId: string;
  readonly name: string;
  readonly command: () => OrderCommand | null;
}

/** By how much the broker's clock is ahead: its figures are newer than what was mirrored before. */
const NEWS_MS = 100;
/** Milliseconds until an order is filled, unless told otherwise. */
const FILL_MS = 5;

const REFUSED = brokerError('rejected', 'refused_by_test', 'a rule forbids it');

const ok = <Value>(value: Value): BrokerResult<Value> => ({ ok: true, value });

/** A broker that takes each order once, by its client order id, and remembers cancels of orders that have not arrived yet. */
export class BrokerDouble {
  readonly rules: BrokerRules;
  /** Orders that are there from before. */
  readonly before: (readonly [BrokerOrder, readonly DecimalString[]])[] = [];
  readonly #now: () => UtcInstant;
  readonly #tell: (report: Report) => void;
  readonly #orders = new Map<string, AtBroker>();
  readonly #cancelledBefore = new Set<string>();
  readonly #refused = new Set<string>();
  #changes = 0;

  constructor(rules: BrokerRules, now: () => UtcInstant, tell: (report: Report) => void) {
    this.rules = rules;
    this.#now = now;
    this.#tell = tell;
  }

  /** Orders that work there, by their ids. */
  get working(): readonly string[] {
    return [...this.#orders].flatMap(([orderId, { status }]) => (status === 'working' ? [orderId] : []));
  }

  /** What all fills together have bought, or sold when negative. */
  get traded(): DecimalString {
    const signed = [...this.#orders.values()].flatMap(({ order: { side }, fills }) =>
      fills.map(({ quantity }) => (side === 'buy' ? quantity : text(decimal(quantity).neg()))),
    );
    return sum(signed);
  }

  /** An order that is there from before, with these fills. */
  has(order: BrokerOrder, fills: readonly DecimalString[] = []): void {
    this.before.push([order, fills]);
    const known = this.#take(order);
    for (const quantity of fills) this.#trade(known, quantity);
  }

  /** Refuses for certain, and for ever; an order that it has taken before it has taken. */
  refuse(call: BrokerCall): BrokerResult {
    if (call.op !== 'placeOrder') return REFUSED;
    const { orderId } = call.order;
    if (!this.#orders.has(orderId)) this.#refused.add(orderId);
    return this.#place(call.order);
  }

  /** Answers a call. */
  call(call: BrokerCall): BrokerResult {
    switch (call.op) {
      case 'health':
        return this.rules.isUnwell ? brokerError('transient', 'busy', 'it does not answer') : ok(null);
      case 'listAccounts':
        return ok(this.rules.accounts ?? []);
      case 'getAccount':
        return ok({
          status: 'active',
          figures: this.figures(),
          positions: this.rules.positions ?? [],
          openOrders: this.#open(),
        });
      case 'placeOrder':
        return this.#place(call.order);
      case 'cancelOrder':
        return this.#cancel(call.orderId);
      case 'getOrder': {
        const known = this.#orders.get(call.orderId);
        return ok(known ? snapshotOf(known) : null);
      }
      case 'replaceOrder':
        return brokerError('rejected', 'not_supported', 'terms are not changed here');
    }
  }

  /** The account's figures, newer with everything that happened there. */
  figures(): AccountFigures {
    const asOf = plusMs(this.#now(), NEWS_MS + this.#changes);
    return { balance: '100000', equity: '100000', buyingPower: '100000', asOf };
  }

  #place(order: BrokerOrder): BrokerResult {
    const known = this.#orders.get(order.orderId);
    if (known) return ok(known.acknowledgement);
    if (this.#refused.has(order.orderId)) return REFUSED;
    if (this.#cancelledBefore.has(order.orderId))
      return brokerError('rejected', 'cancelled_before_arrival', 'the order was cancelled before it came');
    const taken = this.#take(order);
    const fills = this.rules.fills?.(order) ?? [{ quantity: order.quantity, afterMs: FILL_MS }];
    for (const [n, { quantity, afterMs }] of fills.entries())
      this.#tell({
        afterMs,
        orderId: order.orderId,
        name: `fill ${n}`,
        command: () => (this.#fills(taken) ? this.#trade(taken, quantity) : null),
      });
    return ok(taken.acknowledgement);
  }

  #fills({ status }: AtBroker): boolean {
    return status === 'working' || this.rules.cancels === 'filled_all_the_same';
  }

  #take(order: BrokerOrder): AtBroker {
    this.#changes += 1;
    const brokerOrderId = `broker-${order.clientOrderId}`;
    const acknowledgement = { brokerOrderId, acknowledgedAt: this.#now(), figures: this.figures() };
    const taken: AtBroker = { order, acknowledgement, status: 'working', fills: [] };
    this.#orders.set(order.orderId, taken);
    return taken;
  }

  #trade(known: AtBroker, quantity: DecimalString): OrderCommand {
    const { order, fills } = known;
    const fillId = `fill-${order.orderId}-${fills.length}`;
    const fill = { fillId, price: '150', quantity, commission: '0', filledAt: this.#now() };
    fills.push(fill);
    this.#changes += 1;
    if (decimal(order.quantity).eq(sum(fills.map((one) => one.quantity)))) known.status = 'filled';
    return { type: 'RecordFillCommand', fill };
  }

  #cancel(orderId: string): BrokerResult {
    const known = this.#orders.get(orderId);
    const tooLate = brokerError('not_open', 'too_late', 'the order is at its end');
    if (known && (known.status === 'filled' || this.rules.cancels === 'too_late')) return tooLate;
    if (known) known.status = 'canceled';
    else this.#cancelledBefore.add(orderId);
    const command = (): OrderCommand => ({
      type: 'ConfirmCancelCommand',
      reason: 'broker',
      cancelledAt: this.#now(),
    });
    this.#tell({ afterMs: this.rules.cancelMs ?? 0, orderId, name: 'cancel', command });
    return ok(null);
  }

  #open(): readonly BrokerOrderSnapshot[] {
    return [...this.#orders.values()]
      .filter(({ status }) => status === 'working')
      .map((known) => snapshotOf(known));
  }
}

import type { UtcInstant } from '../core/instant.ts';
import { done, type Effect, type EffectOutcome, type SagaContext, type SagaStep } from '../core/saga.ts';
import {
  fitting,
  type LookedUp,
  lookedUp,
  lookUp,
  settleTaken,
  takeFills,
  takeStatuses,
} from './broker-truth.ts';
import { onOrder } from './effects.ts';
import { askOrders, type KnownOrder, ordersIn } from './order-states.ts';

const STEP = { attempts: 3, retryBaseMs: 500, timeoutMs: 30_000 };
/** Orders that one run looks up; the others stay untracked until the next one. */
const MAX_ORDERS = 50;

/** Orders that nobody follows, as a step found them. */
export interface Untracked {
  readonly orders: readonly KnownOrder[];
}

/** Asks for orders of these accounts that nobody follows. */
export const askUntracked = (accountIds: readonly string[]): Effect =>
  askOrders({ by: 'accounts', accountIds, untrackedOnly: true });

/** What was found, for the result of the step that asked. */
export const untrackedFound = (outcomes: readonly EffectOutcome[]): Untracked => {
  const orders = ordersIn(outcomes, 'accounts')?.orders ?? [];
  return { orders: fitting(orders.slice(0, MAX_ORDERS)) };
};

/** Where a saga knows the connection from, and which of its steps has found the orders. */
export interface Reconnected<TriggerData> {
  readonly connectionOf: (context: SagaContext<TriggerData>) => string;
  readonly foundBy: string;
}

const untrackedIn = ({ results }: Pick<SagaContext, 'results'>, foundBy: string) =>
  ((results[foundBy] ?? { orders: [] }) as Untracked).orders;

const lookedUpIn = ({ results }: Pick<SagaContext, 'results'>) =>
  (results['look_up_orders'] ?? { found: [], missing: [] }) as LookedUp;

/** True for an order that was sent, got no answer, and never arrived. */
const neverArrived = ({ brokerOrderId, filledQuantity }: KnownOrder) =>
  brokerOrderId === null && filledQuantity === '0';

const adoptions = (context: Pick<SagaContext, 'results'>, foundBy: string): readonly Effect[] => {
  const { found, missing } = lookedUpIn(context);
  return [
    ...found.map(({ orderId, brokerOrderId }) =>
      onOrder(orderId, { type: 'AdoptOrderCommand', brokerOrderId }),
    ),
    ...untrackedIn(context, foundBy)
      .filter((order) => missing.includes(order.orderId) && neverArrived(order))
      .map(({ orderId }) =>
        onOrder(orderId, {
          type: 'RejectOrderCommand',
          code: 'not_at_broker',
          detail: 'the connection was lost while it was sent, and the broker never had it',
        }),
      ),
  ];
};

/** The broker was asked after this. */
const askedAfter = ({ trigger }: { readonly trigger: { readonly occurredAt: UtcInstant } }): UtcInstant =>
  trigger.occurredAt;

/**
 * The steps by which a reconnect takes its orders back (DESIGN 4): those that nobody follows since the connection was lost are looked up
 * by their client order ids, followed again, and brought up to what the broker says; one that the broker never had is rejected. An order
 * that the broker would not tell of stays untracked, and so does one that it knew once and does not know now: that is for a person. None
 * of this can fail for what an order answers, so it must stand behind whatever a failure would undo.
 */
export const adoptOrderSteps = <TriggerData>({
  connectionOf,
  foundBy,
}: Reconnected<TriggerData>): readonly SagaStep<TriggerData>[] => [
  {
    name: 'look_up_orders',
    ...STEP,
    execute: (context) => lookUp(connectionOf(context), untrackedIn(context, foundBy)),
    settle: (_context, outcomes) => done(lookedUp(outcomes)),
  },
  {
    name: 'adopt_orders',
    once: true,
    ...STEP,
    execute: (context) => adoptions(context, foundBy),
    settle: (_context, outcomes) => settleTaken(outcomes),
  },
  {
    name: 'take_fills',
    ...STEP,
    execute: (context) => takeFills(lookedUpIn(context).found),
    settle: (_context, outcomes) => settleTaken(outcomes),
  },
  {
    name: 'take_statuses',
    ...STEP,
    execute: (context) => takeStatuses(lookedUpIn(context).found, askedAfter(context)),
    settle: (_context, outcomes) => settleTaken(outcomes),
  },
];

import { z } from 'zod';
import type { OrderAcknowledgement } from '../brokers/port.ts';
import type { EventEnvelope } from '../core/envelope.ts';
import {
  done,
  fail,
  type SagaContext,
  type SagaDefinition,
  type SagaFailure,
  settleCommands,
} from '../core/saga.ts';
import { brokerOrderOf } from '../domains/order/broker-order.ts';
import { orderEvents } from '../domains/order/events.ts';
import { intentFields } from '../domains/order/intent.ts';
import { callBroker, onAccount, onOrder, settleBrokerCall } from './effects.ts';

/** A created order and a released one carry the same intent; each starts its execution. */
const triggerSchema = z.looseObject(intentFields);
type Trigger = z.infer<typeof triggerSchema>;
type Context = SagaContext<Trigger>;

const TYPE = 'OrderExecutionSaga';
const STEP = { attempts: 4, retryBaseMs: 500, timeoutMs: 15_000 };

const FILLS: ReadonlySet<string> = new Set([
  orderEvents.OrderPartiallyFilledEvent.type,
  orderEvents.OrderFilledEvent.type,
]);
const ENDS: ReadonlySet<string> = new Set([
  orderEvents.OrderFilledEvent.type,
  orderEvents.OrderCancelled.type,
  orderEvents.OrderRejected.type,
  orderEvents.OrderExpiredEvent.type,
]);
/** Nobody follows the order any more: its connection is gone (DESIGN 4). */
const DETACHED: ReadonlySet<string> = new Set([orderEvents.OrderUntrackedEvent.type]);

/** Events of its order that a running execution listens to. */
export const orderExecutionListensTo: ReadonlySet<string> = new Set([
  ...FILLS,
  ...ENDS,
  ...DETACHED,
  orderEvents.OrderStatusUpdatedEvent.type,
]);

const isFill = ({ eventType }: EventEnvelope): boolean => FILLS.has(eventType);

/** An order ends by an event of its own, or is filled because its quantity or a trade was corrected. */
const isEnd = ({ eventType, data }: EventEnvelope): boolean =>
  ENDS.has(eventType) ||
  (eventType === orderEvents.OrderStatusUpdatedEvent.type && data['newStatus'] === 'filled');

const isDetached = ({ eventType }: EventEnvelope): boolean => DETACHED.has(eventType);

const orderOf = ({ trigger }: Context) => trigger.data.orderId;

const accountOf = ({ trigger }: Context) => trigger.data.accountId;

const acknowledgement = (context: Context) => context.results['submit_order'] as OrderAcknowledgement;

const seen = ({ inbox }: Context, what: (event: EventEnvelope) => boolean) => inbox.some(what);

const DETACHED_CODE = 'detached';

/** The execution ends, its reservation is freed, and the order stays at the broker until a reconnect adopts it. */
const detached = () => fail(DETACHED_CODE, 'the connection is gone, the order is not followed any more');

/** Whether a submission without an answer may have arrived; the broker answers a repeat by what it did at first, so its refusal settles that. */
const mayHaveArrived = ({ kind, uncertain }: SagaFailure) => uncertain && kind !== 'broker';

/** True when the order is or may be at the broker: then it is cancelled there, not declared rejected here. */
const mayBeAtBroker = ({ results }: Context, failure: SagaFailure) =>
  'submit_order' in results || ('record_submission' in results && mayHaveArrived(failure));

/**
 * Takes an order to its broker: reserve, record the intent, submit, acknowledge, first fill (the pivot), end. Fills need no
 * live saga to be booked; this one only listens. Undo cancels at the broker and releases the reservation.
 */
export const orderExecutionSaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  triggers: [
    {
      saga: TYPE,
      eventType: orderEvents.OrderCreatedEvent.type,
      when: (event) => event.data['submission'] === 'immediate',
      dedupeKey: (event) => event.aggregateId,
    },
    {
      saga: TYPE,
      eventType: orderEvents.OrderReleasedEvent.type,
      when: () => true,
      dedupeKey: (event) => event.aggregateId,
    },
  ],
  parse: (data) => triggerSchema.parse(data),
  // Of many fills the first one is enough; the end is told by another event.
  hears: (context, event) => isEnd(event) || isDetached(event) || (isFill(event) && !seen(context, isFill)),
  deadlineMs: 90_000,
  objectiveMs: 9_000,
  steps: [
    {
      name: 'reserve_buying_power',
      ...STEP,
      execute: (context) => {
        const { orderId, reservedBuyingPower: amount } = context.trigger.data;
        return [onAccount(accountOf(context), { type: 'ReserveBuyingPowerCommand', orderId, amount })];
      },
      settle: (_context, outcomes) => settleCommands(outcomes),
      compensate: (context) => {
        const { orderId } = context.trigger.data;
        return [
          onAccount(accountOf(context), {
            type: 'ReleaseBuyingPowerCommand',
            orderId,
            reason: 'not executed',
          }),
        ];
      },
    },
    {
      name: 'record_submission',
      ...STEP,
      execute: (context) => [onOrder(orderOf(context), { type: 'SubmitOrderCommand' })],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    {
      name: 'submit_order',
      ...STEP,
      execute: (context) => {
        const { connectionId, brokerAccountId } = context.trigger.data;
        const order = brokerOrderOf(context.trigger.data);
        return [callBroker(connectionId, { op: 'placeOrder', brokerAccountId, order })];
      },
      settle: (_context, outcomes) => settleBrokerCall(outcomes),
      compensate: (context) => [
        onOrder(orderOf(context), { type: 'CancelOrderCommand', reason: 'execution failed' }),
      ],
      // What the broker has refused for certain is not there to be cancelled.
      compensatesFor: (failure, completed) =>
        failure.code !== DETACHED_CODE && (completed || mayHaveArrived(failure)),
    },
    {
      name: 'acknowledge',
      ...STEP,
      execute: (context) => {
        const { orderId } = context.trigger.data;
        const { brokerOrderId, acknowledgedAt: placedAt, figures } = acknowledgement(context);
        return [
          onOrder(orderOf(context), { type: 'PlaceOrderCommand', brokerOrderId, placedAt }),
          onAccount(accountOf(context), { type: 'SettleReservationCommand', orderId, figures }),
        ];
      },
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    {
      name: 'first_fill',
      pivot: true,
      awaits: (context) => {
        if (seen(context, isFill) || seen(context, isEnd)) return done();
        return seen(context, isDetached) ? detached() : null;
      },
    },
    {
      name: 'order_end',
      awaits: (context) => (seen(context, isEnd) || seen(context, isDetached) ? done() : null),
    },
    {
      name: 'publish_completion',
      ...STEP,
      execute: (context) =>
        seen(context, isEnd) ? [onOrder(orderOf(context), { type: 'CompleteOrderExecutionCommand' })] : [],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
  ],
  intervention: (context, step) => ({
    code: 'order_execution_stuck',
    reason: `executing an order cannot finish ${step}; see where the order is at its broker`,
    ids: [orderOf(context), accountOf(context)],
  }),
  onFailed: (context, failure) =>
    failure.code === DETACHED_CODE || mayBeAtBroker(context, failure)
      ? []
      : [
          onOrder(orderOf(context), {
            type: 'RejectOrderCommand',
            code: failure.code,
            detail: failure.detail,
          }),
        ],
};

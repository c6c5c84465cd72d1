import type { z } from 'zod';
import type { BrokerCall, BrokerResult, OrderAcknowledgement } from '../brokers/port.ts';
import {
  done,
  type Effect,
  type EffectOutcome,
  fail,
  retry,
  type SagaContext,
  type SagaDefinition,
  type StepResult,
  settleCommands,
} from '../core/saga.ts';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import { orderEvents } from '../domains/order/events.ts';
import type { BrokerOrder } from '../domains/shared/trading.ts';

const triggerSchema = orderEvents.OrderCreatedEvent.schema;
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
]);

/** Events of its order that a running execution listens to. */
export const orderExecutionListensTo: ReadonlySet<string> = new Set([...FILLS, ...ENDS]);

const onOrder = ({ trigger }: Context, key: string, command: OrderCommand): Effect => ({
  kind: 'command',
  key,
  target: { type: 'order', key: trigger.data.orderId },
  command,
});

const onAccount = ({ trigger }: Context, key: string, command: BrokerAccountCommand): Effect => ({
  kind: 'command',
  key,
  target: { type: 'broker_account', key: trigger.data.accountId },
  command,
});

const brokerOrder = ({ trigger: { data } }: Context): BrokerOrder => ({
  orderId: data.orderId,
  clientOrderId: data.clientOrderId,
  symbol: data.symbol,
  assetType: data.assetType,
  multiplier: data.multiplier,
  side: data.side,
  orderType: data.orderType,
  quantity: data.quantity,
  limitPrice: data.limitPrice,
  timeInForce: data.timeInForce,
});

const settlePlacement = (outcomes: readonly EffectOutcome[]): StepResult => {
  const outcome = outcomes[0];
  const answer = outcome?.kind === 'call' ? (outcome.value as BrokerResult<OrderAcknowledgement>) : null;
  if (!answer) return retry('no_answer', 'the broker did not answer');
  if (answer.ok) return done(answer.value);
  const { kind, code, detail } = answer.error;
  if (kind === 'ambiguous') return retry('ambiguous', `${code}: ${detail}`);
  return kind === 'transient' ? retry(code, detail) : fail(code, detail);
};

const acknowledgement = (context: Context) => context.results['submit_order'] as OrderAcknowledgement;

const seen = ({ inbox }: Context, types: ReadonlySet<string>) =>
  inbox.some((event) => types.has(event.eventType));

/** True when the order may have reached the broker: then it is cancelled there, not declared rejected here. */
const mayBeAtBroker = (failure: { readonly code: string }) =>
  failure.code === 'no_answer' || failure.code === 'ambiguous' || failure.code === 'deadline_exceeded';

/**
 * Takes an order to its broker: reserve, record the intent, submit, acknowledge, first fill (the pivot), end. Fills need no
 * live saga to be booked; this one only listens. Undo cancels at the broker and releases the reservation.
 */
export const orderExecutionSaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  trigger: {
    saga: TYPE,
    eventType: orderEvents.OrderCreatedEvent.type,
    when: (event) => event.data['submission'] === 'immediate',
    dedupeKey: (event) => event.aggregateId,
  },
  parse: (data) => triggerSchema.parse(data),
  deadlineMs: 90_000,
  steps: [
    {
      name: 'reserve_buying_power',
      ...STEP,
      execute: (context) => {
        const { orderId, reservedBuyingPower: amount } = context.trigger.data;
        return [onAccount(context, 'reserve', { type: 'ReserveBuyingPowerCommand', orderId, amount })];
      },
      settle: (_context, outcomes) => settleCommands(outcomes),
      compensate: (context) => {
        const { orderId } = context.trigger.data;
        return [
          onAccount(context, 'release', {
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
      execute: (context) => [onOrder(context, 'submit', { type: 'SubmitOrderCommand' })],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    {
      name: 'submit_order',
      ...STEP,
      execute: (context) => {
        const { connectionId, brokerAccountId } = context.trigger.data;
        const call: BrokerCall = { op: 'placeOrder', brokerAccountId, order: brokerOrder(context) };
        return [{ kind: 'call', key: 'place', port: 'broker', request: { connectionId, call } }];
      },
      settle: (_context, outcomes) => settlePlacement(outcomes),
    },
    {
      name: 'acknowledge',
      ...STEP,
      execute: (context) => {
        const { orderId } = context.trigger.data;
        const { brokerOrderId, acknowledgedAt: placedAt, figures } = acknowledgement(context);
        return [
          onOrder(context, 'place', { type: 'PlaceOrderCommand', brokerOrderId, placedAt }),
          onAccount(context, 'settle', { type: 'SettleReservationCommand', orderId, figures }),
        ];
      },
      settle: (_context, outcomes) => settleCommands(outcomes),
      compensate: (context) => [
        onOrder(context, 'cancel', { type: 'CancelOrderCommand', reason: 'execution failed' }),
      ],
    },
    {
      name: 'first_fill',
      pivot: true,
      awaits: (context) => (seen(context, FILLS) || seen(context, ENDS) ? done() : null),
    },
    {
      name: 'order_end',
      awaits: (context) => (seen(context, ENDS) ? done() : null),
    },
    {
      name: 'publish_completion',
      ...STEP,
      execute: (context) => [onOrder(context, 'complete', { type: 'CompleteOrderExecutionCommand' })],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
  ],
  onFailed: (context, failure) => [
    mayBeAtBroker(failure)
      ? onOrder(context, 'cancel', { type: 'CancelOrderCommand', reason: failure.code })
      : onOrder(context, 'reject', {
          type: 'RejectOrderCommand',
          code: failure.code,
          detail: failure.detail,
        }),
  ],
};

import { Hono } from 'hono';
import { z } from 'zod';
import type { CommandAccepted } from '../../core/command.ts';
import { positiveDecimalString } from '../../core/decimal.ts';
import type { ViewRow } from '../../core/view.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { timelineOf } from '../../domains/order/timeline.ts';
import { ORDER_CLASSES, ORDER_STATUSES } from '../../domains/order/values.ts';
import { orderResource } from '../../domains/order/view.ts';
import {
  clientOrderIdSchema,
  ORDER_SIDES,
  ORDER_TYPES,
  POSITION_EFFECTS,
  TIMES_IN_FORCE,
} from '../../domains/shared/trading.ts';
import { orderFacts, updateFacts } from '../../facts/order-facts.ts';
import { idOf } from '../../platform/hash.ts';
import { aggregateStub } from '../../platform/stubs.ts';
import { jsonBody, queryOf } from '../body.ts';
import {
  accepted,
  etag,
  operationOf,
  type RequestIdentity,
  requestIdentity,
  userCommand,
} from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { optionalBody } from '../optional-body.ts';
import { callerOf } from '../own-objects.ts';
import { notFound, resourceAnswer, rowOf, rowsOf } from '../views.ts';

const symbol = z.string().trim().toUpperCase().min(1).max(21);
const price = () => positiveDecimalString().nullable().default(null);

const prices = {
  limitPrice: price(),
  stopPrice: price(),
  trailAmount: price(),
  trailPercent: price(),
};

/** An exit that comes with an order: its side and quantity follow from the order. */
const exitBody = z.strictObject({
  orderType: z.enum(ORDER_TYPES),
  ...prices,
  timeInForce: z.enum(TIMES_IN_FORCE).default('gtc'),
});

const createBody = z.strictObject({
  accountId: z.uuid(),
  clientOrderId: clientOrderIdSchema.optional(),
  symbol,
  side: z.enum(ORDER_SIDES),
  positionEffect: z.enum(POSITION_EFFECTS).nullable().default(null),
  orderType: z.enum(ORDER_TYPES),
  quantity: positiveDecimalString(),
  ...prices,
  timeInForce: z.enum(TIMES_IN_FORCE).default('day'),
  extendedHours: z.boolean().default(false),
  /** Hold it until it is approved. */
  requireApproval: z.boolean().default(false),
  orderClass: z.enum(ORDER_CLASSES).optional(),
  stopLoss: exitBody.optional(),
  takeProfit: exitBody.optional(),
  /** The user was asked about an unusual price and wants it. */
  confirmed: z.boolean().default(false),
});

const changeBody = z.strictObject({
  quantity: price(),
  ...prices,
  timeInForce: z.enum(TIMES_IN_FORCE).nullable().default(null),
  confirmed: z.boolean().default(false),
});

const cancelBody = z.strictObject({ reason: z.string().max(200).default('requested by user') });
const declineBody = z.strictObject({ reason: z.string().max(200).default('declined by user') });

const listQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(ORDER_STATUSES).optional(),
  symbol: symbol.optional(),
  accountId: z.uuid().optional(),
});

type Row = ViewRow<OrderState>;

const ownOrder = (context: HttpContext, orderId: string) => {
  const { userId, region } = context.get('token');
  return aggregateStub(context.env, { type: 'order', userId, key: orderId }, region);
};

/** The order of the path, asked before a command is given: one under an Idempotency-Key would leave its outcome at an id that does not exist. */
const existing = async (context: HttpContext): Promise<OrderState> => {
  const orderId = context.req.param('id') ?? '';
  const snapshot = z.uuid().safeParse(orderId).success ? await ownOrder(context, orderId).read() : null;
  const state = (snapshot?.state ?? null) as OrderState | null;
  if (!state) throw notFound('order');
  return state;
};

/** When the order last came to a new state. */
const lastChange = (order: OrderState) => timelineOf(order).at(-1)?.at ?? order.createdAt;

/** Gives a command to an order and answers the order as the command left it. */
const answerOrder = async (
  context: HttpContext,
  identity: RequestIdentity,
  orderId: string,
  command: OrderCommand,
): Promise<Response> => {
  const result: CommandAccepted = accepted(
    await ownOrder(context, orderId).execute(userCommand(context, identity, command)),
  );
  const doc = result.state as OrderState;
  const row: Row = { id: doc.orderId, version: result.version, updatedAt: lastChange(doc), doc };
  context.header('etag', etag(result.version));
  return context.json({ ...orderResource(row), ...operationOf(identity, result) }, 202);
};

const attachedOf = (
  { orderClass, stopLoss, takeProfit }: z.infer<typeof createBody>,
  native: boolean,
): Extract<OrderCommand, { type: 'CreateOrderCommand' }>['attached'] => {
  const legs = [
    ...(stopLoss ? [{ role: 'stop_loss' as const, ...stopLoss }] : []),
    ...(takeProfit ? [{ role: 'take_profit' as const, ...takeProfit }] : []),
  ];
  if (legs.length === 0 && orderClass === undefined) return null;
  return { orderClass: orderClass ?? (legs.length > 1 ? 'bracket' : 'oto'), native, legs };
};

/** Orders of the caller. */
export const orderRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .post('/', async (context) => {
    const body = await jsonBody(context, createBody);
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: 'create-order', body, required: true });
    // The same client order id meets in the same object, whatever the request was called (OR-R2).
    const orderId =
      body.clientOrderId === undefined
        ? idOf('order', identity.commandId)
        : idOf('order', userId, 'client', body.clientOrderId);
    const { nativeOco, ...facts } = await orderFacts(
      callerOf(context),
      body.accountId,
      body.symbol,
      body.confirmed,
    );
    const { symbol, side, positionEffect, orderType, quantity, timeInForce, extendedHours } = body;
    const { limitPrice, stopPrice, trailAmount, trailPercent } = body;
    return answerOrder(context, identity, orderId, {
      type: 'CreateOrderCommand',
      ...facts,
      orderId,
      automationId: null,
      signalId: null,
      clientOrderId: body.clientOrderId ?? orderId,
      symbol,
      side,
      positionEffect,
      orderType,
      quantity,
      limitPrice,
      stopPrice,
      trailAmount,
      trailPercent,
      timeInForce,
      extendedHours,
      submission: body.requireApproval ? 'on_approval' : 'immediate',
      approvalExpiresAt: null,
      attached: attachedOf(body, nativeOco),
      createdBy: 'user',
    });
  })
  .get('/', async (context) => {
    const query = queryOf(context, listQuery);
    const rows = ((await rowsOf(context, 'orders')) as readonly Row[]).filter(
      ({ doc }) =>
        (query.status === undefined || doc.status === query.status) &&
        (query.symbol === undefined || doc.symbol === query.symbol) &&
        (query.accountId === undefined || doc.accountId === query.accountId),
    );
    const page = pageOf(rows, (row) => ({ at: row.doc.createdAt, id: row.id }), query);
    return context.json(listBody(page.rows.map(orderResource), page.nextCursor));
  })
  .get('/:id', async (context) => {
    const row = (await rowOf(context, 'orders', 'order', context.req.param('id'))) as Row;
    return resourceAnswer(context, row.version, orderResource(row));
  })
  .patch('/:id', async (context) => {
    const { confirmed, ...changes } = await jsonBody(context, changeBody);
    const order = await existing(context);
    const { userId } = context.get('token');
    const body = { changes, confirmed };
    const identity = requestIdentity(context, { userId, route: `update-order:${order.orderId}`, body });
    const basis = await updateFacts(callerOf(context), order, confirmed);
    return answerOrder(context, identity, order.orderId, { type: 'UpdateOrderCommand', changes, basis });
  })
  .delete('/:id', async (context) => {
    const { orderId } = await existing(context);
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: `delete-order:${orderId}`, body: {} });
    accepted(
      await ownOrder(context, orderId).execute(
        userCommand(context, identity, { type: 'DeleteOrderCommand' }),
      ),
    );
    return context.body(null, 204);
  })
  .post('/:id/cancel', async (context) => {
    const body = await optionalBody(context, cancelBody);
    const { orderId } = await existing(context);
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: `cancel-order:${orderId}`, body });
    return answerOrder(context, identity, orderId, { type: 'CancelOrderCommand', reason: body.reason });
  })
  .post('/:id/approve', async (context) => {
    const { orderId } = await existing(context);
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: `approve-order:${orderId}`, body: {} });
    return answerOrder(context, identity, orderId, { type: 'ApproveOrderCommand' });
  })
  .post('/:id/decline', async (context) => {
    const body = await optionalBody(context, declineBody);
    const { orderId } = await existing(context);
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: `decline-order:${orderId}`, body });
    return answerOrder(context, identity, orderId, { type: 'DeclineOrderCommand', reason: body.reason });
  });

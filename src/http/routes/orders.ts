import { Hono } from 'hono';
import { z } from 'zod';
import type { CommandAccepted } from '../../core/command.ts';
import { positiveDecimalString } from '../../core/decimal.ts';
import type { ViewRow } from '../../core/view.ts';
import {
  availableBuyingPower,
  type BrokerAccountState,
} from '../../domains/broker-account/broker-account.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { ORDER_STATUSES } from '../../domains/order/values.ts';
import { orderResource } from '../../domains/order/view.ts';
import { ORDER_SIDES, ORDER_TYPES, TIMES_IN_FORCE } from '../../domains/shared/trading.ts';
import { instrumentOf } from '../../market/instruments.ts';
import { FEED_SOURCE } from '../../market/source.ts';
import { idOf } from '../../platform/hash.ts';
import { aggregateStub, feedStub } from '../../platform/stubs.ts';
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
import { notFound, resourceAnswer, rowOf, rowsOf } from '../views.ts';

const symbol = z.string().trim().toUpperCase().min(1).max(21);

const createBody = z.strictObject({
  accountId: z.uuid(),
  symbol,
  side: z.enum(ORDER_SIDES),
  orderType: z.enum(ORDER_TYPES),
  quantity: positiveDecimalString(),
  limitPrice: positiveDecimalString().nullable().default(null),
  timeInForce: z.enum(TIMES_IN_FORCE).default('day'),
});

const cancelBody = z.strictObject({ reason: z.string().max(200).default('requested by user') });

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

/** What an order's decision needs to know of the world: read before, carried in the command. */
const figuresFor = async (context: HttpContext, accountId: string, wanted: string) => {
  const { userId, region } = context.get('token');
  const [account, quotes] = await Promise.all([
    aggregateStub(context.env, { type: 'broker_account', userId, key: accountId }, region).read(),
    feedStub(context.env, FEED_SOURCE).quotes([wanted]),
  ]);
  const state = account?.state as BrokerAccountState | undefined;
  return {
    connectionId: state?.brokerConnectionId ?? '',
    brokerId: state?.brokerId ?? '',
    brokerAccountId: state?.brokerAccountId ?? '',
    account: state ? { status: state.status, availableBuyingPower: availableBuyingPower(state) } : null,
    instrument: instrumentOf(wanted),
    quote: quotes[0] ?? null,
  };
};

/** When the order last came to a new state. */
const lastChange = ({ createdAt, submittedAt, placedAt, filledAt, cancelledAt, rejectedAt }: OrderState) =>
  [submittedAt, placedAt, filledAt, cancelledAt, rejectedAt].reduce<typeof createdAt>(
    (latest, at) => (at !== null && at > latest ? at : latest),
    createdAt,
  );

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

/** Orders of the caller. */
export const orderRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .post('/', async (context) => {
    const body = await jsonBody(context, createBody);
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: 'create-order', body, required: true });
    const orderId = idOf('order', identity.commandId);
    const command: OrderCommand = {
      type: 'CreateOrderCommand',
      orderId,
      clientOrderId: orderId,
      ...body,
      ...(await figuresFor(context, body.accountId, body.symbol)),
      maxQuantity: context.env.MAX_ORDER_QUANTITY,
    };
    return answerOrder(context, identity, orderId, command);
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
  .post('/:id/cancel', async (context) => {
    const orderId = context.req.param('id');
    const body =
      context.req.header('content-length') === '0' || !context.req.raw.body
        ? cancelBody.parse({})
        : await jsonBody(context, cancelBody);
    const { userId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: `cancel-order:${orderId}`, body });
    // Asked first, because a command under an Idempotency-Key would leave its outcome at an id that does not exist.
    if (!z.uuid().safeParse(orderId).success || !(await ownOrder(context, orderId).read()))
      throw notFound('order');
    const command: OrderCommand = { type: 'CancelOrderCommand', reason: body.reason };
    return answerOrder(context, identity, orderId, command);
  });

import { Hono } from 'hono';
import { z } from 'zod';
import { positiveDecimalString } from '../../core/decimal.ts';
import type { ViewRow } from '../../core/view.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { PositionCommand } from '../../domains/position/commands.ts';
import { stopLossConfigSchema, takeProfitConfigSchema } from '../../domains/position/configs.ts';
import type { PositionDoc } from '../../domains/position/state.ts';
import { closingSide } from '../../domains/position/values.ts';
import { positionResource } from '../../domains/position/view.ts';
import { isSoundQuote, markPrice } from '../../domains/shared/quote.ts';
import { TIMES_IN_FORCE } from '../../domains/shared/trading.ts';
import { orderFacts } from '../../facts/order-facts.ts';
import { ownStub } from '../../facts/owner.ts';
import { quotesFor } from '../../facts/quotes.ts';
import { idOf } from '../../platform/hash.ts';
import { positionBookKey } from '../../policies/position-books.ts';
import { jsonBody, queryOf } from '../body.ts';
import { accepted, etag, operationOf, requestIdentity, userCommand } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { optionalBody } from '../optional-body.ts';
import { callerOf } from '../own-objects.ts';
import { partialBody } from '../partial-body.ts';
import { Problem } from '../problem.ts';
import { rowOf } from '../views.ts';

/** A stop as clients write it: a trailing one names one of two distances. */
const stopLoss = partialBody({ trailAmount: null, trailPercentage: null }, stopLossConfigSchema);

/** `confirmed`: the user knows that this increases what the position can lose (PO-U6). */
const stopBody = z.strictObject({ stopLoss, confirmed: z.boolean().default(false) });
const removeStopQuery = z.strictObject({ confirmed: z.enum(['true', 'false']).default('false') });
const targetBody = z.strictObject({ takeProfit: takeProfitConfigSchema });

const closeBody = z.strictObject({
  /** All of the position when left out. */
  quantity: positiveDecimalString().nullable().default(null),
  orderType: z.enum(['market', 'limit']).default('market'),
  limitPrice: positiveDecimalString().nullable().default(null),
  timeInForce: z.enum(TIMES_IN_FORCE).default('day'),
  extendedHours: z.boolean().default(false),
});

type Row = ViewRow<PositionDoc>;
type ExitCommand = Extract<PositionCommand, { type: 'SetStopLossCommand' | 'SetTakeProfitCommand' }>;

const ownRow = async (context: HttpContext): Promise<Row> =>
  (await rowOf(context, 'positions', 'position', context.req.param('id') ?? '')) as Row;

/** What the platform does not watch it must not move: the broker's own order would stay where it is and could fill, too. */
const refuseHeldAtBroker = (exit: { readonly heldAtBroker: boolean } | null): void => {
  if (exit?.heldAtBroker)
    throw new Problem(
      409,
      'exit_held_at_broker',
      'the broker holds it as an order: change or cancel that order',
    );
};

/** Gives a command about stop or target to the book of the position that the path names, and answers the position. */
const setExit = async (
  context: HttpContext,
  { route, exit }: { readonly route: string; readonly exit: 'stopLoss' | 'takeProfit' },
  body: object,
  commandFor: (common: {
    positionId: string;
    heldAtBroker: false;
    marketPrice: string | null;
  }) => ExitCommand,
): Promise<Response> => {
  const before = await ownRow(context);
  const { id, doc } = before;
  refuseHeldAtBroker(doc[exit]);
  const quote = (await quotesFor(context.env, [before])).get(doc.symbol) ?? null;
  const marketPrice = quote && isSoundQuote(quote) ? markPrice(quote) : null;
  const { userId } = context.get('token');
  const identity = requestIdentity(context, { userId, route: `${route}:${id}`, body });
  const command = commandFor({ positionId: id, heldAtBroker: false, marketPrice });
  const book = ownStub(callerOf(context), 'position', positionBookKey(doc.accountId, doc.symbol));
  const result = accepted(await book.execute(userCommand(context, identity, command)));
  const row = await ownRow(context);
  context.header('etag', etag(row.version));
  return context.json({ ...positionResource(row, quote), ...operationOf(identity, result) });
};

/** Gives an order that closes the position, or a part of it. The same key closes it once, also when it is closed by then. */
const close = async (context: HttpContext): Promise<Response> => {
  const body = await optionalBody(context, closeBody);
  const { id, doc } = await ownRow(context);
  const { userId } = context.get('token');
  const route = `close-position:${id}`;
  const identity = requestIdentity(context, { userId, route, body, required: true });
  const orderId = idOf('order', identity.commandId);
  const order = ownStub(callerOf(context), 'order', orderId);
  if (doc.status === 'closed' && (await order.read()) === null)
    throw new Problem(409, 'position_not_open', `position ${id} is closed`);
  const { nativeOco: _, ...facts } = await orderFacts(callerOf(context), doc.accountId, doc.symbol, true);
  const command: OrderCommand = {
    type: 'CreateOrderCommand',
    ...facts,
    orderId,
    automationId: null,
    signalId: null,
    clientOrderId: orderId,
    symbol: doc.symbol,
    side: closingSide(doc.side),
    positionEffect: 'close',
    ...body,
    quantity: body.quantity ?? doc.quantity,
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    submission: 'immediate',
    approvalExpiresAt: null,
    attached: null,
    createdBy: 'user',
  };
  // The condition of an If-Match is one on the position, and no order has such a version.
  const { expectedVersion: __, ...envelope } = userCommand(context, identity, command);
  const result = accepted(await order.execute(envelope));
  return context.json({ positionId: id, orderId, ...operationOf(identity, result) }, 202);
};

/** How a position of the caller is left: its stop, its target, and closing it at once. */
export const positionExitRoutes = new Hono<HttpEnv>()
  .put('/:id/stop-loss', async (context) => {
    const body = await jsonBody(context, stopBody);
    return setExit(context, { route: 'set-stop-loss', exit: 'stopLoss' }, body, (common) => ({
      type: 'SetStopLossCommand',
      ...common,
      ...body,
      atr: null,
    }));
  })
  .delete('/:id/stop-loss', async (context) => {
    const confirmed = queryOf(context, removeStopQuery).confirmed === 'true';
    const what = { route: 'remove-stop-loss', exit: 'stopLoss' } as const;
    return setExit(context, what, { confirmed }, (common) => ({
      type: 'SetStopLossCommand',
      ...common,
      stopLoss: null,
      confirmed,
      atr: null,
    }));
  })
  .put('/:id/take-profit', async (context) => {
    const body = await jsonBody(context, targetBody);
    return setExit(context, { route: 'set-take-profit', exit: 'takeProfit' }, body, (common) => ({
      type: 'SetTakeProfitCommand',
      ...common,
      ...body,
    }));
  })
  .delete('/:id/take-profit', (context) =>
    setExit(context, { route: 'remove-take-profit', exit: 'takeProfit' }, {}, (common) => ({
      type: 'SetTakeProfitCommand',
      ...common,
      takeProfit: null,
    })),
  )
  .post('/:id/close', close);

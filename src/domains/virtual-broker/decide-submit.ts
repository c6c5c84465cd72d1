import { reject } from '../../core/decider.ts';
import { decimal, text } from '../../core/decimal.ts';
import type { Quote } from '../shared/quote.ts';
import type { BrokerOrder } from '../shared/trading.ts';
import type { SubmitVirtualOrderCommand } from './commands.ts';
import type { Refused } from './decide-account.ts';
import { virtualBrokerEvents as events } from './events.ts';
import { isAmbiguous } from './faults.ts';
import { meet } from './fills.ts';
import { groupFilled, takeFromOrder } from './groups.ts';
import { newestQuotes, watchMargin } from './margin.ts';
import { quotePrices } from './matching.ts';
import { orderProblem } from './order-checks.ts';
import { type Borrowing, isRefusal, type Refusal, type Reservation, reserve } from './reservation.ts';
import { calendarFor, orderTimes } from './sessions.ts';
import { closedOrder, holdingOf, type VirtualBrokerState, workingOrder } from './state.ts';
import type { Turn } from './turn.ts';

/** The quote if its numbers make sense, else none: nothing is ever repaired (domains 4.9). */
export const soundQuote = (quote: Quote | null, symbol: string): Quote | null =>
  quote && quote.symbol === symbol && quotePrices(quote).isSound ? quote : null;

/** The virtual broker's id of an order, a function of the account and the client order id. */
export const brokerOrderIdOf = ({ env }: Turn, clientOrderId: string): string =>
  env.idOf('virtual_order', env.aggregateId, clientOrderId);

const hasClientId = (
  orders: Readonly<Record<string, { readonly clientOrderId: string }>>,
  wanted: string,
) => {
  for (const orderId in orders) if (orders[orderId]?.clientOrderId === wanted) return true;
  return false;
};

const isClientIdUsed = ({ books, closed }: VirtualBrokerState, clientOrderId: string): boolean =>
  Object.values(books).some((book) => book.some((page) => hasClientId(page, clientOrderId))) ||
  closed.some((generation) => hasClientId(generation, clientOrderId));

/** How long quotes do not count for a new order: its latency, and in the conservative profile the quote that was seen (VB-U5). */
const waitMs = ({ profile, latencyMs }: VirtualBrokerState): number =>
  profile === 'conservative' ? Math.max(latencyMs, 1) : latencyMs;

const dataRefusal = (turn: Turn, order: BrokerOrder, quote: Quote | null): Refusal | null => {
  const fillsAtOnce = waitMs(turn.state) === 0 && turn.phaseOf(order.assetType) === 'regular';
  return order.orderType === 'market' && quote === null && fillsAtOnce
    ? ['no_market_data', `there is no quote of ${order.symbol}`]
    : null;
};

const assess = (
  turn: Turn,
  { order, instrument }: SubmitVirtualOrderCommand,
  borrowing: Borrowing,
  quote: Quote | null,
): Reservation | Refusal => {
  const { state, env } = turn;
  const today = turn.calendarOf(order.assetType).dateAt(env.now);
  const problem = orderProblem(order, instrument, today, holdingOf(state, order.symbol));
  if (problem) return problem;
  const taken = order.ocoGroupId === null ? '0' : groupFilled(state, order.ocoGroupId);
  const rest = decimal(order.quantity).minus(taken);
  if (rest.lte(0)) return ['oco_group_filled', 'the group of the order is filled already'];
  return dataRefusal(turn, order, quote) ?? reserve(state, order, text(rest), borrowing, quote);
};

const accept = (
  turn: Turn,
  order: BrokerOrder,
  borrowing: Borrowing,
  reserved: Reservation,
  quote: Quote | null,
): void => {
  const { state, env } = turn;
  const brokerOrderId = brokerOrderIdOf(turn, order.clientOrderId);
  const calendar = calendarFor(state, turn.calendarOf, order.assetType);
  const times = orderTimes(calendar, order, env.now, waitMs(state));
  const data = {
    ...turn.identity,
    ...turn.idsOf({ ...order, brokerOrderId }, 'acceptance'),
    order,
    marginable: borrowing.marginable,
    ...reserved,
    ...times,
    notBefore: times.notBefore ?? quote?.at ?? null,
    waterMark: order.orderType === 'trailing_stop' ? (quote?.last ?? null) : null,
    ambiguous: isAmbiguous(state, env, brokerOrderId),
    correlationId: env.correlationId,
    acceptedAt: env.now,
  };
  turn.happenWithFigures((figures) => events.VirtualOrderAccepted({ ...data, figures }));
};

const refuse = (turn: Turn, { orderId, clientOrderId }: BrokerOrder, [code, detail]: Refusal): void => {
  const ids = turn.idsOf(
    { orderId, clientOrderId, brokerOrderId: brokerOrderIdOf(turn, clientOrderId) },
    'rejection',
  );
  const rejectedAt = turn.env.now;
  turn.happen(
    events.VirtualOrderRejected({ ...turn.identity, ...ids, code, detail, figures: null, rejectedAt }),
  );
};

/** An order of a group that has been filled in part meanwhile is for the rest only. */
const joinGroup = (turn: Turn, { orderId, ocoGroupId }: BrokerOrder): void => {
  const order = ocoGroupId === null ? null : workingOrder(turn.state, orderId);
  if (!order || ocoGroupId === null) return;
  const filled = groupFilled(turn.state, ocoGroupId);
  if (!filled.isZero()) takeFromOrder(turn, order, text(filled));
};

/** What is known of an order that comes again: 'known', cancelled before it came, or nothing. */
const knownAs = (state: VirtualBrokerState, { orderId }: BrokerOrder): 'known' | Refusal | null => {
  const closed = closedOrder(state, orderId);
  if (!closed) return workingOrder(state, orderId) ? 'known' : null;
  return closed.status === 'cancelled' && closed.code === 'cancelled_before_arrival'
    ? [closed.code, closed.detail ?? '']
    : 'known';
};

/**
 * Takes an order: it is rejected by an event, or accepted with its reservation and filled as far as the quote allows (VB-U4 to
 * VB-U8). A known order changes nothing.
 */
export const submitVirtualOrder = (command: SubmitVirtualOrderCommand, turn: Turn): Refused => {
  const { order, instrument } = command;
  const known = knownAs(turn.state, order);
  if (known === 'known') return null;
  if (known) {
    refuse(turn, order, known);
    return null;
  }
  if (isClientIdUsed(turn.state, order.clientOrderId))
    return reject('duplicate_client_order_id', `${order.clientOrderId} is the id of another order`);
  const quote = soundQuote(command.quote, order.symbol);
  const borrowing = {
    marginable: order.assetType === 'stock' && (instrument?.marginable ?? false),
    shortable: instrument?.shortable ?? false,
  };
  const reserved = assess(turn, command, borrowing, quote);
  if (isRefusal(reserved)) {
    refuse(turn, order, reserved);
    return null;
  }
  accept(turn, order, borrowing, reserved, quote);
  joinGroup(turn, order);
  if (quote) meet(turn, order.orderId, quote, new Map());
  watchMargin(turn, newestQuotes(quote ? [quote] : []));
  return null;
};

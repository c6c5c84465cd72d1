import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import { assetFieldsOf } from '../shared/derivatives.ts';
import type { Quote } from '../shared/quote.ts';
import { bookTrade } from './booking.ts';
import { cancelOrder } from './endings.ts';
import { virtualBrokerEvents as events } from './events.ts';
import { draw } from './faults.ts';
import { shrinkGroup } from './groups.ts';
import { canFill, marketablePrice, match, quotePrices } from './matching.ts';
import { worksIn } from './sessions.ts';
import { type WorkingOrder, workingOrder } from './state.ts';
import { electionPrice, isElected, isWaitingStop, movedWaterMark, trailingStop } from './triggers.ts';
import type { Turn } from './turn.ts';

/** An older quote is stale: conservative orders wait for a newer one (VB-U5). */
const STALE_MS = 15_000;
/** A trailing stop tells of its water mark once in this time at most (DESIGN 6). */
const MARK_INTERVAL_MS = 1000;

/** Water marks that a batch of quotes has shown and no event has told yet. */
export type UntoldMarks = Map<string, { readonly waterMark: DecimalString; readonly quoteAt: UtcInstant }>;

const isStale = ({ state, env }: Turn, quote: Quote): boolean =>
  state.profile === 'conservative' && epochMs(env.now) - epochMs(quote.at) > STALE_MS;

/** Whether an order may trade now on this quote: new to it, not stale, within its hours and its life (VB-U5, VB-U10). */
const isEligible = (turn: Turn, order: WorkingOrder, quote: Quote): boolean =>
  !isStale(turn, quote) &&
  (order.expiresAt === null || epochMs(turn.env.now) < epochMs(order.expiresAt)) &&
  worksIn(turn.phaseOf(order.assetType), order);

const mayTellMark = ({ env }: Turn, movedAt: UtcInstant | null): boolean =>
  movedAt === null || epochMs(env.now) - epochMs(movedAt) >= MARK_INTERVAL_MS;

const tellMark = (turn: Turn, order: WorkingOrder, waterMark: DecimalString, quoteAt: UtcInstant): void =>
  turn.happen(
    events.VirtualTrailingStopMoved(
      {
        ...turn.identity,
        ...turn.idsOf(order, 'mark', waterMark),
        waterMark,
        stopPrice: text(trailingStop(order, waterMark)),
        quoteAt,
        movedAt: turn.env.now,
      },
      { correlationId: order.correlationId },
    ),
  );

/** Follows the last trade; the mark is told at once, or when a second has passed, and always before it triggers. */
const follow = (turn: Turn, order: WorkingOrder, quote: Quote, untold: UntoldMarks): WorkingOrder => {
  const shown = { ...order, waterMark: untold.get(order.orderId)?.waterMark ?? order.waterMark };
  const moved = movedWaterMark(shown, quotePrices(quote).last);
  if (moved === null) return shown;
  if (!mayTellMark(turn, order.waterMarkMovedAt)) {
    untold.set(order.orderId, { waterMark: moved, quoteAt: quote.at });
    return { ...order, waterMark: moved };
  }
  untold.delete(order.orderId);
  tellMark(turn, order, moved, quote.at);
  return { ...order, waterMark: moved, waterMarkMovedAt: turn.env.now };
};

/** Elects a stop whose price was reached; answers the order as it then is, or null while it waits (VB-U7). */
const elect = (turn: Turn, order: WorkingOrder, quote: Quote, untold: UntoldMarks): WorkingOrder | null => {
  const { last } = quotePrices(quote);
  const current = order.orderType === 'trailing_stop' ? follow(turn, order, quote, untold) : order;
  if (!isElected(order.side, electionPrice(current), last)) return null;
  const mark = untold.get(order.orderId);
  if (mark) tellMark(turn, order, mark.waterMark, mark.quoteAt);
  untold.delete(order.orderId);
  turn.happen(
    events.VirtualOrderTriggered(
      {
        ...turn.identity,
        ...turn.idsOf(order, 'trigger'),
        price: quote.last,
        quoteAt: quote.at,
        triggeredAt: turn.env.now,
      },
      { correlationId: order.correlationId },
    ),
  );
  return workingOrder(turn.state, order.orderId);
};

const tradeOf = (order: WorkingOrder) => ({
  symbol: order.symbol,
  asset: assetFieldsOf(order),
  multiplier: order.multiplier,
  marginable: order.marginable,
  side: order.side,
});

const tradeIdOf = ({ env }: Turn, { brokerOrderId, trades }: WorkingOrder) =>
  env.idOf('virtual_trade', brokerOrderId, trades);

const fill = (turn: Turn, order: WorkingOrder, quote: Quote): void => {
  const { state, env } = turn;
  const filled = match(order, quote, {
    probability: state.faults.forcePartialFills ? '1' : state.partialFillProbability,
    draw: (purpose) => draw(state, env, order.brokerOrderId, order.trades, purpose),
    isSizeCapped: state.profile === 'conservative',
    slippageBps: state.slippageBps,
  });
  if (!filled) return;
  const { quantity, price, draws } = filled;
  const remainingQuantity = text(decimal(order.remaining).minus(quantity));
  const booked = bookTrade(turn, {
    ...tradeOf(order),
    cause: 'order',
    order,
    tradeId: tradeIdOf(turn, order),
    quantity,
    price,
    remainingQuantity,
    draws,
    quoteAt: quote.at,
  });
  if (booked) shrinkGroup(turn, order, quantity, remainingQuantity);
};

/** A fault: what was cancelled had been filled already, at its limit when the quote is not better. */
const fillLate = (turn: Turn, order: WorkingOrder, quote: Quote): void => {
  const unlimited = order.side === 'buy' ? quote.ask : quote.bid;
  const price = marketablePrice(order, quote) ?? order.limitPrice ?? unlimited;
  const booked = bookTrade(turn, {
    ...tradeOf(order),
    cause: 'late_fill',
    order,
    tradeId: tradeIdOf(turn, order),
    quantity: order.remaining,
    price,
    remainingQuantity: '0',
    draws: null,
    quoteAt: quote.at,
  });
  if (booked) shrinkGroup(turn, order, order.remaining, '0');
};

/**
 * What one quote does to one order: it moves a trailing stop, elects a stop, fills, takes from the group, and ends what had to be
 * filled at once. Nothing happens to an order that the quote cannot touch.
 */
export const meet = (turn: Turn, orderId: string, quote: Quote, untold: UntoldMarks): void => {
  const late = turn.state.late[orderId];
  if (late) fillLate(turn, late, quote);
  const order = workingOrder(turn.state, orderId);
  const shown = untold.get(orderId);
  if (shown && epochMs(quote.at) < epochMs(shown.quoteAt)) return;
  if (!order || !canFill(order, quote) || !isEligible(turn, order, quote)) return;
  const live = isWaitingStop(order) ? elect(turn, order, quote, untold) : order;
  if (!live) return;
  fill(turn, live, quote);
  const { timeInForce } = live;
  const rest = timeInForce === 'ioc' || timeInForce === 'fok' ? workingOrder(turn.state, orderId) : null;
  // What cannot be filled at once is not filled later (VB-U8).
  if (rest) cancelOrder(turn, rest, timeInForce === 'ioc' ? 'immediate_or_cancel' : 'fill_or_kill');
};

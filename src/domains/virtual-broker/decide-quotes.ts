import type { Due } from '../../core/decider.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { epochMs } from '../../core/instant.ts';
import { isEmpty } from './book.ts';
import type { ApplyQuoteCommand, RunVirtualClockCommand } from './commands.ts';
import type { Refused } from './decide-account.ts';
import { cancelOrder, expireOrder, rejectOrder } from './endings.ts';
import { meet, type UntoldMarks } from './fills.ts';
import { closeUntilCured, newestQuotes, watchMargin } from './margin.ts';
import { ordersMet } from './matching.ts';
import { type VirtualBrokerState, type WorkingOrder, workingOrders } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * Applies quotes in their order; each meets the orders it can touch, the oldest first (VB-U5 to VB-U8, VB-U11). What one order frees
 * another may have waited for, so they meet again until nothing happens: the same quotes again then change nothing (VB-U13).
 */
export const applyQuote = ({ quotes }: ApplyQuoteCommand, turn: Turn): Refused => {
  const untold: UntoldMarks = new Map();
  for (let before = -1; before < turn.size; ) {
    before = turn.size;
    for (const quote of quotes)
      for (const { orderId } of ordersMet(turn.state, quote)) meet(turn, orderId, quote, untold);
  }
  watchMargin(turn, newestQuotes(quotes));
  return null;
};

const isPast = (at: UtcInstant | null, now: UtcInstant): boolean =>
  at !== null && epochMs(at) <= epochMs(now);

const endByClock = (turn: Turn, order: WorkingOrder): void => {
  const { now } = turn.env;
  const { timeInForce } = order;
  if (isPast(order.expiresAt, now)) {
    const isAuction = timeInForce === 'opg' || timeInForce === 'cls';
    expireOrder(turn, order, isAuction ? 'auction_over' : 'day_over');
  } else if (isPast(order.dataDueAt, now)) {
    if (order.trades > 0) cancelOrder(turn, order, 'no_market_data');
    else rejectOrder(turn, order, 'no_market_data', 'no quote has filled it within 60 seconds');
  }
};

/** Ends what time has ended: days, auctions, waiting for data (VB-U5, VB-U10), and margin calls that were not cured (VB-U3). */
export const runVirtualClock = (_command: RunVirtualClockCommand, turn: Turn): Refused => {
  for (const order of workingOrders(turn.state)) endByClock(turn, order);
  if (isPast(turn.state.marginCall?.dueAt ?? null, turn.env.now)) closeUntilCured(turn, new Map());
  return null;
};

// Instants made by the core have one width, so their texts are in the order of time.
const earlier = (at: UtcInstant | null, order: WorkingOrder | undefined): UtcInstant | null => {
  let first = at;
  for (const end of order ? [order.expiresAt, order.dataDueAt] : [])
    if (end !== null && (first === null || end < first)) first = end;
  return first;
};

/** The next thing that time will do: the end of an order, or the close of positions for an open margin call. */
export const nextVirtualDue = (state: VirtualBrokerState): Due<RunVirtualClockCommand> | null => {
  let at: UtcInstant | null = isEmpty(state.holdings) ? null : (state.marginCall?.dueAt ?? null);
  for (const key in state.books)
    for (const page of state.books[key] ?? []) for (const orderId in page) at = earlier(at, page[orderId]);
  return at === null ? null : { at, command: { type: 'RunVirtualClockCommand' } };
};

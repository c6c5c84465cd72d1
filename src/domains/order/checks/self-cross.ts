import { reject } from '../../../core/decider.ts';
import { type Decimal, decimal } from '../../../core/decimal.ts';
import type { OrderSide, OrderType } from '../../shared/trading.ts';
import type { OrderChecks, WorkingOrder } from '../commands-create.ts';
import type { Proposal, Refusal } from './proposal.ts';
import { WORST_CASE_FACTOR } from './reservation.ts';

const TRIGGERED: ReadonlySet<OrderType> = new Set(['stop', 'stop_limit', 'trailing_stop']);

/** An exit of a group that waits for its trigger protects a position; brokers exempt it (brokers 1.6). */
const isProtective = ({ groupId, orderType }: WorkingOrder) => groupId !== null && TRIGGERED.has(orderType);

/** The price up to which an order may trade, 3 % beyond the market for one without a limit; null is any price. */
const reach = ({ terms: { side }, limit, facts: { quote } }: Proposal): Decimal | null => {
  if (limit || !quote) return limit;
  return side === 'buy'
    ? decimal(quote.ask).times(WORST_CASE_FACTOR)
    : decimal(quote.bid).div(WORST_CASE_FACTOR);
};

const meets = (side: OrderSide, ours: Decimal | null, theirs: Decimal | null) => {
  if (!ours || !theirs) return true;
  return side === 'buy' ? ours.gte(theirs) : ours.lte(theirs);
};

/** OR-U13: an order that could trade against the user's own opposite order is refused; a stop counts as taking any price. */
export const selfCrossRefusal = (proposal: Proposal, { workingOrders }: OrderChecks): Refusal => {
  const { side } = proposal.terms;
  const ours = reach(proposal);
  const crossed = workingOrders.find(
    (other) =>
      other.side !== side &&
      !isProtective(other) &&
      meets(side, ours, other.limitPrice === null ? null : decimal(other.limitPrice)),
  );
  return crossed
    ? reject('would_cross_own_order', `it would trade against your own order ${crossed.orderId}`)
    : null;
};

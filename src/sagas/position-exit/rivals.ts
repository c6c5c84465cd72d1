import { type Decimal, decimal } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { done, type Effect, type EffectOutcome, retry, type StepResult } from '../../core/saga.ts';
import { onOrder } from '../effects.ts';
import { askOrderFacts, closableBy, type OrderFacts, orderFactsIn } from '../order-facts.ts';
import { askOrders, cancelProgress, ordersIn, pauseMs } from '../order-states.ts';
import { type Context, firstFactsOf } from './results.ts';

/** A stop must leave soon: whoever has not answered by then may refuse the exit, which is tried again later. */
const CANCEL_PATIENCE_MS = 5_000;
const LEAST_PAUSE_MS = 50;
const MOST_PAUSE_MS = 1_000;
const BOOKING_PAUSE_MS = 100;
const BOOKING_PATIENCE_MS = 5_000;
/** Most opposite orders that the exit is held against, so that facts always fit into one event of the journal. */
const MAX_WORKING = 150;
const MAX_RIVALS = 50;

/** Reads what the closing order is judged by. */
export const askFacts = ({ trigger: { data } }: Context): readonly Effect[] => [
  askOrderFacts({ accountId: data.accountId, symbol: data.symbol, automationId: null, add: null }),
];

/** The facts as they are journaled: only orders that the exit could meet, and those that claim its units. */
export const journaledFacts = (
  { trigger: { data } }: Context,
  outcomes: readonly EffectOutcome[],
): OrderFacts => {
  const [facts] = orderFactsIn(outcomes);
  if (!facts) throw new Error('nobody asked for facts');
  const { basis, closing } = facts;
  const opposite = basis.workingOrders.filter(({ side }) => side !== data.closingSide);
  return {
    ...facts,
    basis: { ...basis, workingOrders: opposite.slice(0, MAX_WORKING) },
    closing: closing.filter(({ side }) => side === data.closingSide).slice(0, MAX_RIVALS),
  };
};

const rivalsOf = (context: Context) => firstFactsOf(context).closing;

/** Cancels other exits of the position: they claim the units, and brokers refuse to sell the same ones twice (brokers 6.3). */
export const cancelRivals = (context: Context): readonly Effect[] =>
  rivalsOf(context).map(({ orderId }) =>
    onOrder(orderId, { type: 'CancelOrderCommand', reason: context.trigger.data.trigger }),
  );

/** Asks them how that went. */
export const askRivals = (context: Context): readonly Effect[] => {
  const orderIds = rivalsOf(context).map(({ orderId }) => orderId);
  return orderIds.length === 0 ? [] : [askOrders({ by: 'ids', orderIds })];
};

/** What the rivals had filled in all. */
interface Rivals {
  readonly filled: Readonly<Record<string, string>>;
}

/** Looks again while cancels are on their way; whatever comes of them, the position must be left. */
export const settleRivals = (_context: Context, outcomes: readonly EffectOutcome[]): StepResult => {
  const answer = ordersIn(outcomes, 'ids');
  if (!answer) return done({ filled: {} } satisfies Rivals);
  const { readAt, orders } = answer;
  const pending = orders.filter((order) => cancelProgress(order, readAt, CANCEL_PATIENCE_MS) === 'pending');
  if (pending.length === 0)
    return done({
      filled: Object.fromEntries(orders.map(({ orderId, filledQuantity }) => [orderId, filledQuantity])),
    } satisfies Rivals);
  const waited = pending.map(
    ({ cancelRequestedAt }) => epochMs(readAt) - epochMs(cancelRequestedAt ?? readAt),
  );
  const afterMs = pauseMs(Math.max(...waited), LEAST_PAUSE_MS, MOST_PAUSE_MS);
  return retry('waiting_for_cancels', `${pending.length} orders are still being cancelled`, { afterMs });
};

/** Units that the rivals have taken since the facts were read. */
const takenMeanwhile = (context: Context): Decimal => {
  const { filled } = context.results['confirm_rivals'] as Rivals;
  return rivalsOf(context).reduce(
    (total, { orderId, filledQuantity }) =>
      total.plus(filled[orderId] ?? filledQuantity).minus(filledQuantity),
    decimal('0'),
  );
};

/** Reads again when there were rivals. */
export const askFactsAgain = (context: Context): readonly Effect[] =>
  rivalsOf(context).length === 0 ? [] : askFacts(context);

/** True while the book still shows units that are known to be gone. */
export const isBehind = (
  { trigger: { data } }: Context,
  before: OrderFacts,
  now: OrderFacts,
  taken: Decimal,
): boolean => {
  const was = closableBy(data.closingSide, before);
  return was !== null && closableBy(data.closingSide, now)?.gt(was.minus(taken)) === true;
};

/** Looks again while the book has not taken in what a rival filled at the last moment. */
export const settleFactsAgain = (context: Context, outcomes: readonly EffectOutcome[]): StepResult => {
  if (rivalsOf(context).length === 0) return done(null);
  const facts = journaledFacts(context, outcomes);
  const ageMs = epochMs(facts.readAt) - epochMs(firstFactsOf(context).readAt);
  const mayWait = ageMs < CANCEL_PATIENCE_MS + BOOKING_PATIENCE_MS;
  return mayWait && isBehind(context, firstFactsOf(context), facts, takenMeanwhile(context))
    ? retry('waiting_for_booking', 'a fill is not booked yet', { afterMs: BOOKING_PAUSE_MS })
    : done(facts);
};

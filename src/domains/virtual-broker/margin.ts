import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import type { Quote } from '../shared/quote.ts';
import { ordersIn } from './book.ts';
import { bookTrade } from './booking.ts';
import { equityOf } from './buying-power.ts';
import { openingRest } from './claims.ts';
import { cancelOrder } from './endings.ts';
import type { PositionMark } from './event-fields.ts';
import { virtualBrokerEvents as events } from './events.ts';
import { withMarks } from './evolve-account.ts';
import { marketValue } from './holdings.ts';
import { hasMoved, isBreached, requirementOf } from './maintenance.ts';
import { quotePrices } from './matching.ts';
import { calendarFor, marginCallDue } from './sessions.ts';
import {
  bookOf,
  type Holding,
  isMarginUsed,
  symbolKey,
  type VirtualBrokerState,
  workingOrders,
} from './state.ts';
import type { Turn } from './turn.ts';
import { moneyText } from './values.ts';

/** Prices of what is held on margin are told once in this time at most. */
const MARK_INTERVAL_MS = 1000;

const marginData = (turn: Turn, state: VirtualBrokerState, marks: readonly PositionMark[]) => ({
  ...turn.identity,
  equity: moneyText(equityOf(state)),
  requirement: moneyText(requirementOf(state)),
  marks: [...marks],
});

const raise = (turn: Turn, marked: VirtualBrokerState, marks: readonly PositionMark[]): void => {
  const { state, env, calendarOf } = turn;
  const data = {
    ...marginData(turn, marked, marks),
    deficit: moneyText(requirementOf(marked).minus(equityOf(marked))),
    dueAt: marginCallDue(calendarFor(state, calendarOf, 'stock'), env.now),
    raisedAt: env.now,
  };
  turn.happenWithFigures((figures) => events.VirtualMarginCallRaised({ ...data, figures }));
  for (const order of workingOrders(turn.state))
    if (openingRest(order).gt(0)) cancelOrder(turn, order, 'margin_call');
};

const cure = (turn: Turn, marked: VirtualBrokerState, marks: readonly PositionMark[]): void => {
  const data = { ...marginData(turn, marked, marks), curedAt: turn.env.now };
  turn.happenWithFigures((figures) => events.VirtualMarginCallCured({ ...data, figures }));
};

/** Prices of a batch by symbol, for what is sold by force. */
export type QuotesBySymbol = ReadonlyMap<string, Quote>;

const closingPrice = ({ symbol, quantity, mark }: Holding, quotes: QuotesBySymbol): DecimalString => {
  const quote = quotes.get(symbol);
  if (!quote) return mark;
  return quantity.startsWith('-') ? quote.ask : quote.bid;
};

const closeByForce = (turn: Turn, holding: Holding, quotes: QuotesBySymbol): void => {
  const { symbol, asset, multiplier, marginable, quantity } = holding;
  for (const order of ordersIn(bookOf(turn.state, symbol))) cancelOrder(turn, order, 'margin_call');
  bookTrade(turn, {
    cause: 'margin_call',
    order: null,
    tradeId: turn.env.newId(),
    symbol,
    asset,
    multiplier,
    marginable,
    side: quantity.startsWith('-') ? 'buy' : 'sell',
    quantity: text(decimal(quantity).abs()),
    price: closingPrice(holding, quotes),
    remainingQuantity: '0',
    draws: null,
    quoteAt: quotes.get(symbol)?.at ?? null,
  });
};

const largest = (state: VirtualBrokerState): Holding | undefined =>
  Object.values(state.holdings).reduce<Holding | undefined>(
    (most, next) => (!most || marketValue(next).abs().gt(marketValue(most).abs()) ? next : most),
    undefined,
  );

/** A call written on shares is bought back before they go, else it would be uncovered. */
const writtenOn = (state: VirtualBrokerState, symbol: string): readonly Holding[] =>
  Object.values(state.holdings).filter(
    ({ asset, quantity }) => asset.optionUnderlyingSymbol === symbol && quantity.startsWith('-'),
  );

/** Closes positions at the market, the largest first, until enough is owned (VB-U3). */
export const closeUntilCured = (turn: Turn, quotes: QuotesBySymbol): void => {
  for (let next = largest(turn.state); next && isBreached(turn.state); next = largest(turn.state)) {
    for (const written of writtenOn(turn.state, next.symbol)) closeByForce(turn, written, quotes);
    closeByForce(turn, next, quotes);
  }
  if (!isBreached(turn.state) && turn.state.status === 'restricted') cure(turn, turn.state, []);
};

const marksOf = (state: VirtualBrokerState, quotes: QuotesBySymbol): readonly PositionMark[] =>
  [...quotes.values()]
    .filter(({ symbol }) => state.holdings[symbolKey(symbol)] !== undefined)
    .map(({ symbol, last }) => ({ symbol, price: last }));

const mayTellMarks = ({ state, env }: Turn): boolean =>
  state.markedAt === null || epochMs(env.now) - epochMs(state.markedAt) >= MARK_INTERVAL_MS;

/**
 * Looks at the margin after something has happened (VB-U3): raises a call, cures it, or closes by force what is lost. Prices that
 * move what is held on margin are told once a second at most.
 */
export const watchMargin = (turn: Turn, quotes: QuotesBySymbol = new Map()): void => {
  const { state } = turn;
  if (!isMarginUsed(state)) return;
  const marks = marksOf(state, quotes);
  const marked = withMarks(state, marks);
  const breached = isBreached(marked);
  if (breached && state.status === 'active') raise(turn, marked, marks);
  else if (!breached && state.status === 'restricted') cure(turn, marked, marks);
  else {
    const moved = marks.filter((mark) => hasMoved(state, mark));
    if (moved.length > 0 && mayTellMarks(turn)) {
      const data = { ...turn.identity, marks: moved, markedAt: turn.env.now };
      turn.happenWithFigures((figures) => events.VirtualPositionsMarked({ ...data, figures }));
    }
  }
  if (equityOf(turn.state).lte(0) && largest(turn.state) && isBreached(turn.state))
    closeUntilCured(turn, quotes);
};

/** Quotes by symbol, the newest of each; those that are not sound are left out. */
export const newestQuotes = (quotes: readonly Quote[]): QuotesBySymbol =>
  new Map(quotes.filter((quote) => quotePrices(quote).isSound).map((quote) => [quote.symbol, quote]));

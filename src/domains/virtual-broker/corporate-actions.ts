import { reject } from '../../core/decider.ts';
import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { ordersIn } from './book.ts';
import { closingRest, openingRest } from './claims.ts';
import type { ApplyCorporateActionCommand } from './commands.ts';
import type { Refused } from './decide-account.ts';
import { cancelOrder } from './endings.ts';
import { virtualBrokerEvents as events } from './events.ts';
import type { CorporateAction } from './events-account.ts';
import { NO_CHANGES, replaceOrder } from './groups.ts';
import { ledgerOf } from './ledger.ts';
import { watchMargin } from './margin.ts';
import {
  bookOf,
  holdingOf,
  symbolKey,
  type VirtualBrokerState,
  type WorkingOrder,
  workingOrders,
} from './state.ts';
import type { Turn } from './turn.ts';
import { MONEY_PLACES, money, moneyText } from './values.ts';
import { withRemaining } from './working-orders.ts';

type Split = Extract<CorporateAction, { kind: 'split' }>;

/** Places that an adjusted price keeps, as exchanges adjust them. */
const PRICE_PLACES = 4;

const isConcerned = (state: VirtualBrokerState, { symbol }: CorporateAction): boolean =>
  holdingOf(state, symbol) !== undefined ||
  state.books[symbolKey(symbol)] !== undefined ||
  Object.values(state.holdings).some(({ asset }) => asset.optionUnderlyingSymbol === symbol) ||
  workingOrders(state).some(({ optionUnderlyingSymbol }) => optionUnderlyingSymbol === symbol);

const scaledPrice = (price: DecimalString | null, { from, to }: Split): DecimalString | null =>
  price && text(decimal(price).times(from).div(to).toDecimalPlaces(PRICE_PLACES));

/**
 * A pending order after a split: more units at a lower price, the same money. Quantities are rounded down, so that orders never close
 * more than is held. Null when a price or the quantity would vanish.
 */
const splitOrder = (order: WorkingOrder, split: Split): WorkingOrder | null => {
  const multiplied = (quantity: Decimal) =>
    quantity.times(split.to).div(split.from).toDecimalPlaces(MONEY_PLACES, Decimal.ROUND_DOWN);
  const prices = {
    limitPrice: scaledPrice(order.limitPrice, split),
    stopPrice: scaledPrice(order.stopPrice, split),
    trailAmount: scaledPrice(order.trailAmount, split),
    waterMark: scaledPrice(order.waterMark, split),
  };
  const opening = multiplied(openingRest(order));
  const remaining = multiplied(closingRest(order)).plus(opening);
  const filled = multiplied(decimal(order.quantity).minus(order.remaining));
  const left = [remaining, ...Object.values(prices).map((price) => (price === null ? null : decimal(price)))];
  if (left.some((amount) => amount !== null && !amount.gt(0))) return null;
  const after = {
    ...order,
    ...prices,
    reserveUnit: text(decimal(order.reserveUnit).times(split.from).div(split.to)),
    openingQuantity: text(opening),
    quantity: text(filled.plus(remaining)),
  };
  return withRemaining(after, text(remaining));
};

const adjustOrder = (turn: Turn, order: WorkingOrder, split: Split): void => {
  const after = splitOrder(order, split);
  if (!after) {
    cancelOrder(turn, order, 'corporate_action');
    return;
  }
  const { quantity, limitPrice, stopPrice, trailAmount } = after;
  const changes = { ...NO_CHANGES, quantity, limitPrice, stopPrice, trailAmount };
  replaceOrder(turn, after, changes, 'corporate_action');
};

const quantityAfter = (quantity: DecimalString, action: CorporateAction): DecimalString =>
  action.kind === 'split' ? moneyText(decimal(quantity).times(action.to).div(action.from)) : quantity;

const record = (turn: Turn, { actionId, action }: ApplyCorporateActionCommand): void => {
  const quantityBefore = holdingOf(turn.state, action.symbol)?.quantity ?? '0';
  const paid = action.kind === 'cash_dividend' ? money(decimal(action.perShare).times(quantityBefore)) : null;
  const ledger = paid
    ? ledgerOf(turn.state.cash, [{ type: 'dividend', amount: paid, reference: actionId }])
    : [];
  const data = {
    ...turn.identity,
    actionId,
    action,
    quantityBefore,
    quantityAfter: quantityAfter(quantityBefore, action),
    ledger,
    appliedAt: turn.env.now,
  };
  turn.happenWithFigures((figures) => events.VirtualCorporateActionApplied({ ...data, figures }));
};

/**
 * Applies a corporate action once (domains 4.4): splits scale quantity and price inversely, of pending orders too; a cash dividend
 * credits what is held long and debits what is short; a new symbol takes the position along and cancels orders for the old one.
 */
export const applyCorporateAction = (command: ApplyCorporateActionCommand, turn: Turn): Refused => {
  const { actionId, action } = command;
  const { state } = turn;
  if (state.actionIds.includes(actionId) || !isConcerned(state, action)) return null;
  if (action.kind === 'symbol_change') {
    const key = symbolKey(action.newSymbol);
    if (state.holdings[key] || state.books[key])
      return reject('symbol_in_use', `${action.newSymbol} is held or on order already`, 'newSymbol');
  }
  const pending = action.kind === 'cash_dividend' ? [] : ordersIn(bookOf(state, action.symbol));
  const onContracts = workingOrders(state).filter(
    ({ optionUnderlyingSymbol }) => optionUnderlyingSymbol === action.symbol,
  );
  if (action.kind !== 'cash_dividend')
    for (const order of onContracts) cancelOrder(turn, order, 'corporate_action');
  record(turn, command);
  for (const order of pending)
    if (action.kind === 'split') adjustOrder(turn, order, action);
    else cancelOrder(turn, order, 'corporate_action');
  watchMargin(turn);
  return null;
};

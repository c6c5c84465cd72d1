import { reject } from '../../core/decider.ts';
import { decimal, text } from '../../core/decimal.ts';
import { assetFieldsOf, assetOf, multiplierOf } from '../shared/derivatives.ts';
import type { BrokerOrder } from '../shared/trading.ts';
import { bookTrade } from './booking.ts';
import { withdrawable } from './buying-power.ts';
import type {
  DepositVirtualFundsCommand,
  SimulateTradeCommand,
  WithdrawVirtualFundsCommand,
} from './commands.ts';
import type { Refused } from './decide-account.ts';
import { virtualBrokerEvents as events } from './events.ts';
import { ledgerOf } from './ledger.ts';
import { watchMargin } from './margin.ts';
import { orderProblem } from './order-checks.ts';
import { isRefusal, reserve } from './reservation.ts';
import { holdingOf } from './state.ts';
import type { Turn } from './turn.ts';

/** Adds funds; that can cure a margin call (VB-U3). */
export const depositVirtualFunds = (
  { amount, reference }: DepositVirtualFundsCommand,
  turn: Turn,
): Refused => {
  const ledger = ledgerOf(turn.state.cash, [{ type: 'deposit', amount: decimal(amount), reference }]);
  const data = { ...turn.identity, amount, reference, ledger, depositedAt: turn.env.now };
  turn.happenWithFigures((figures) => events.VirtualFundsDeposited({ ...data, figures }));
  watchMargin(turn);
  return null;
};

/** Takes funds out: never borrowed ones, and never what positions or orders bind (VB-U4). */
export const withdrawVirtualFunds = (
  { amount, reference }: WithdrawVirtualFundsCommand,
  turn: Turn,
): Refused => {
  const most = withdrawable(turn.state);
  if (decimal(amount).gt(most))
    return reject('insufficient_funds', `${text(most)} can be withdrawn`, 'amount');
  const ledger = ledgerOf(turn.state.cash, [
    { type: 'withdrawal', amount: decimal(amount).neg(), reference },
  ]);
  const data = { ...turn.identity, amount, reference, ledger, withdrawnAt: turn.env.now };
  turn.happenWithFigures((figures) => events.VirtualFundsWithdrawn({ ...data, figures }));
  return null;
};

/** The limit order that a simulated trade would have been. */
const asOrder = (command: SimulateTradeCommand, orderId: string): BrokerOrder => ({
  ...assetFieldsOf(command),
  orderId,
  clientOrderId: 'simulated',
  symbol: command.symbol,
  multiplier: multiplierOf(assetOf(command)),
  side: command.side,
  positionEffect: null,
  orderType: 'limit',
  quantity: command.quantity,
  limitPrice: command.price,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: 'day',
  extendedHours: false,
  ocoGroupId: null,
});

/** Books a trade that no order made, under the same checks of funds and holdings as an order. */
export const simulateTrade = (command: SimulateTradeCommand, turn: Turn): Refused => {
  const { state, env } = turn;
  const tradeId = env.newId();
  const order = asOrder(command, tradeId);
  const held = holdingOf(state, command.symbol);
  const borrowing = { marginable: held?.marginable ?? false, shortable: true };
  const today = turn.calendarOf(command.assetType).dateAt(env.now);
  const problem = orderProblem(order, null, today, held);
  const reserved = problem ?? reserve(state, order, order.quantity, borrowing, null);
  if (isRefusal(reserved)) return reject(reserved[0], reserved[1]);
  const booked = bookTrade(turn, {
    cause: 'simulated',
    order: null,
    tradeId,
    symbol: command.symbol,
    asset: assetFieldsOf(command),
    multiplier: order.multiplier,
    marginable: borrowing.marginable,
    side: command.side,
    quantity: command.quantity,
    price: command.price,
    remainingQuantity: '0',
    draws: null,
    quoteAt: null,
  });
  if (!booked) return reject('insufficient_buying_power', 'the trade would overdraw the account');
  watchMargin(turn);
  return null;
};

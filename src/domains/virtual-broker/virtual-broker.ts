import type { AggregateDefinition } from '../../core/aggregate.ts';
import { accept, type Decision, type DecisionEnv, decideBy, reject } from '../../core/decider.ts';
import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import { isSoundQuote, notional, type Quote } from '../shared/quote.ts';
import type { BrokerOrder } from '../shared/trading.ts';
import type { SubmitVirtualOrderCommand, VirtualBrokerCommand } from './commands.ts';
import { virtualBrokerEvents as events, type VirtualBrokerEvent } from './events.ts';
import { evolveVirtualBroker } from './evolve.ts';
import { match } from './matching.ts';
import {
  availableQuantity,
  buyingPower,
  figuresOf,
  initialVirtualBroker,
  type VirtualBrokerState,
  type WorkingOrder,
} from './state.ts';

/** A market buy reserves the ask and 3 % (brokers 4.1). */
const MARKET_BUY_MARGIN = '1.03';
const NO_COMMISSION: DecimalString = '0';

const identity = (state: VirtualBrokerState, env: DecisionEnv) => ({
  virtualAccountId: env.aggregateId,
  userId: env.userId,
  accountId: state.accountId,
});

const absent = reject('virtual_account_not_found', 'there is no such virtual account');

const brokerOrderIdOf = (clientOrderId: string, env: DecisionEnv) =>
  env.idOf('virtual_order', env.aggregateId, clientOrderId);

const cashNeeded = (order: BrokerOrder, quote: Quote | null): DecimalString | null => {
  if (order.side === 'sell') return '0';
  if (order.limitPrice !== null) return notional(order.limitPrice, order.quantity, order.multiplier);
  if (quote === null) return null;
  return text(new Decimal(quote.ask).times(MARKET_BUY_MARGIN).times(order.quantity).times(order.multiplier));
};

const refusal = (
  state: VirtualBrokerState,
  order: BrokerOrder,
  quote: Quote | null,
): [code: string, detail: string] | null => {
  if (order.orderType === 'market' && quote === null)
    return ['no_market_data', `there is no quote of ${order.symbol}`];
  const needed = cashNeeded(order, quote) ?? '0';
  if (order.side === 'buy' && decimal(needed).gt(buyingPower(state)))
    return ['insufficient_buying_power', `needs ${needed}, ${buyingPower(state)} is available`];
  if (order.side === 'sell' && decimal(order.quantity).gt(availableQuantity(state, order.symbol)))
    return ['insufficient_quantity', `${availableQuantity(state, order.symbol)} ${order.symbol} can be sold`];
  return null;
};

/** The trade that a quote gives an order now, as an event, or null. */
const trade = (
  state: VirtualBrokerState,
  order: WorkingOrder,
  quote: Quote,
  env: DecisionEnv,
): VirtualBrokerEvent | null => {
  const fill = match(order, quote, {
    probability: state.partialFillProbability,
    draw: (purpose) =>
      Number.parseInt(env.idOf(state.seed, order.brokerOrderId, order.trades, purpose).slice(0, 8), 16) /
      2 ** 32,
  });
  if (!fill) return null;
  const value = notional(fill.price, fill.quantity, order.multiplier);
  const amount = text(order.side === 'buy' ? decimal(value).neg() : decimal(value));
  const cashAfter = text(decimal(state.cash).plus(amount));
  const tradeId = env.idOf('virtual_trade', order.brokerOrderId, order.trades);
  const data = {
    ...identity(state, env),
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    brokerOrderId: order.brokerOrderId,
    tradeId,
    symbol: order.symbol,
    assetType: order.assetType,
    multiplier: order.multiplier,
    side: order.side,
    quantity: fill.quantity,
    price: fill.price,
    commission: NO_COMMISSION,
    remainingQuantity: text(decimal(order.remaining).minus(fill.quantity)),
    cashAfter,
    ledger: [{ type: 'trade' as const, amount, balanceAfter: cashAfter, reference: tradeId }],
    quoteAt: quote.at,
    figures: figuresOf(state, env.now),
    tradedAt: env.now,
  };
  const after = evolveVirtualBroker(state, events.TradeSimulatedEvent(data));
  // The ask has run away from what was reserved: the rest waits, because overdrawing is impossible (domains 4.4, users 4).
  if (order.side === 'buy' && decimal(buyingPower(after)).lt(0)) return null;
  const figures = { ...figuresOf(after, env.now), asOf: data.figures.asOf };
  return events.TradeSimulatedEvent({ ...data, figures }, { correlationId: order.correlationId });
};

const submit = (
  { order, quote: seen }: SubmitVirtualOrderCommand,
  state: VirtualBrokerState,
  env: DecisionEnv,
): Decision<VirtualBrokerEvent> => {
  if (state.status === 'absent') return absent;
  const quote = seen && isSoundQuote(seen) ? seen : null;
  const { orderId, clientOrderId } = order;
  const known = state.closed[clientOrderId];
  const cancelledEarly = known?.status === 'cancelled' && known.code === 'cancelled_before_arrival';
  if (state.working[clientOrderId] || (known && !cancelledEarly)) return accept();
  const brokerOrderId = brokerOrderIdOf(clientOrderId, env);
  const refused = known ? ([known.code, known.detail] as [string, string]) : refusal(state, order, quote);
  if (refused) {
    const [code, detail] = refused;
    const ids = { orderId, clientOrderId, brokerOrderId };
    return accept<VirtualBrokerEvent>(
      events.VirtualOrderRejected({ ...identity(state, env), ...ids, code, detail, rejectedAt: env.now }),
    );
  }
  const data = {
    ...identity(state, env),
    brokerOrderId,
    order,
    reservedCash: cashNeeded(order, quote) ?? '0',
    correlationId: env.correlationId,
    figures: figuresOf(state, env.now),
    acceptedAt: env.now,
  };
  const reserved = evolveVirtualBroker(state, events.VirtualOrderAccepted(data));
  const figures = { ...figuresOf(reserved, env.now), asOf: data.figures.asOf };
  const accepted = events.VirtualOrderAccepted({ ...data, figures });
  const after = evolveVirtualBroker(state, accepted);
  const working = after.working[clientOrderId];
  const filled = quote && working ? trade(after, working, quote, env) : null;
  return accept<VirtualBrokerEvent>(accepted, ...(filled ? [filled] : []));
};

const decide = decideBy<VirtualBrokerState, VirtualBrokerCommand, VirtualBrokerEvent>({
  OpenVirtualAccountCommand: (command, state, env) => {
    if (state.status === 'active') return accept();
    const { brokerConnectionId, accountId, name, startingCash, partialFillProbability } = command;
    const deposit = {
      type: 'deposit' as const,
      amount: startingCash,
      balanceAfter: startingCash,
      reference: 'opening',
    };
    return accept<VirtualBrokerEvent>(
      events.VirtualAccountOpened({
        virtualAccountId: env.aggregateId,
        userId: env.userId,
        accountId,
        brokerConnectionId,
        name,
        accountType: 'cash',
        currency: 'USD',
        startingCash,
        profile: 'alpaca_paper',
        partialFillProbability,
        seed: env.aggregateId,
        ledger: [deposit],
        figures: { balance: startingCash, equity: startingCash, buyingPower: startingCash, asOf: env.now },
        openedAt: env.now,
      }),
    );
  },
  SubmitVirtualOrderCommand: submit,
  CancelVirtualOrderCommand: ({ orderId, clientOrderId, reason }, state, env) => {
    if (state.status === 'absent') return absent;
    const closed = state.closed[clientOrderId];
    if (closed?.status === 'cancelled') return accept();
    if (closed) return reject('order_not_open', `the order is ${closed.status}`);
    const data = {
      ...identity(state, env),
      orderId,
      clientOrderId,
      brokerOrderId: brokerOrderIdOf(clientOrderId, env),
      reason,
      beforeArrival: state.working[clientOrderId] === undefined,
      figures: figuresOf(state, env.now),
      cancelledAt: env.now,
    };
    const after = evolveVirtualBroker(state, events.VirtualOrderCancelled(data));
    const figures = { ...figuresOf(after, env.now), asOf: data.figures.asOf };
    return accept<VirtualBrokerEvent>(events.VirtualOrderCancelled({ ...data, figures }));
  },
  ApplyQuoteCommand: ({ quotes }, state, env) => {
    if (state.status === 'absent') return absent;
    let current = state;
    const trades: VirtualBrokerEvent[] = [];
    for (const quote of quotes)
      for (const clientOrderId of Object.keys(current.working)) {
        const order = current.working[clientOrderId];
        const event = order ? trade(current, order, quote, env) : null;
        if (!event) continue;
        trades.push(event);
        current = evolveVirtualBroker(current, event);
      }
    return accept<VirtualBrokerEvent>(...trades);
  },
});

/** Paper trading with the Alpaca-paper profile on a cash account (domains 4.4, brokers 4.1): the one owner of its money. */
export const virtualBrokerAggregate: AggregateDefinition<
  VirtualBrokerState,
  VirtualBrokerCommand,
  VirtualBrokerEvent
> = {
  type: 'virtual_broker',
  decider: { initial: initialVirtualBroker, decide, evolve: evolveVirtualBroker },
  events: eventRegistry<VirtualBrokerEvent>(events),
  stateSchema: 1,
};

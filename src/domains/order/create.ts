import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { decimal } from '../../core/decimal.ts';
import type { CreateOrderCommand } from './commands.ts';
import { OrderCreatedEvent, type OrderEvent } from './events.ts';
import { isMultipleOf, MAX_LIMIT_PRICE, reservationFor } from './values.ts';

const priceRefusal = (command: CreateOrderCommand, tickSize: string): Decision<never> | null => {
  const { orderType, limitPrice } = command;
  if (orderType === 'limit' && limitPrice === null)
    return reject('limit_price_required', 'a limit order needs a limit price', 'limitPrice');
  if (orderType === 'market' && limitPrice !== null)
    return reject('limit_price_not_allowed', 'a market order takes no limit price', 'limitPrice');
  if (limitPrice === null) return null;
  if (decimal(limitPrice).lte(0) || decimal(limitPrice).gt(MAX_LIMIT_PRICE))
    return reject(
      'invalid_price',
      `the limit price must be above 0 and at most ${MAX_LIMIT_PRICE}`,
      'limitPrice',
    );
  if (!isMultipleOf(limitPrice, tickSize))
    return reject('invalid_tick', `the limit price must be a multiple of ${tickSize}`, 'limitPrice');
  return null;
};

const quantityRefusal = (command: CreateOrderCommand, lotSize: string): Decision<never> | null => {
  const { quantity, maxQuantity } = command;
  if (decimal(quantity).lte(0))
    return reject('invalid_quantity', 'the quantity must be greater than zero', 'quantity');
  if (!isMultipleOf(quantity, lotSize))
    return reject('invalid_lot', `the quantity must be a multiple of ${lotSize}`, 'quantity');
  if (decimal(quantity).gt(maxQuantity))
    return reject('quantity_too_large', `an order may not exceed ${maxQuantity}`, 'quantity');
  return null;
};

/** Decides a new order: checks in the fixed order of Order 12, the first failure answers. */
export const createOrder = (command: CreateOrderCommand, env: DecisionEnv): Decision<OrderEvent> => {
  const { account, instrument, quote, side, orderType, quantity, limitPrice } = command;
  if (!account) return reject('account_not_found', 'there is no such account', 'accountId');
  if (account.status !== 'active')
    return reject('account_not_tradable', `the account is ${account.status}`, 'accountId');
  if (!instrument) return reject('unknown_symbol', `${command.symbol} is not a known instrument`, 'symbol');
  const refusal = priceRefusal(command, instrument.tickSize) ?? quantityRefusal(command, instrument.lotSize);
  if (refusal) return refusal;
  const { multiplier, assetType } = instrument;
  const reserved = reservationFor({ side, quantity, limitPrice, multiplier, quote });
  if (reserved === null || (orderType === 'market' && !quote))
    return reject('no_market_data', `there is no quote for ${command.symbol}`, 'symbol');
  if (side === 'buy') {
    const available = account.availableBuyingPower;
    if (available === null)
      return reject('buying_power_unknown', "the account's buying power is not known yet");
    if (decimal(reserved).gt(available))
      return reject(
        'insufficient_buying_power',
        `the order needs ${reserved}, ${available} is available`,
        'quantity',
      );
  }
  return accept(
    OrderCreatedEvent({
      orderId: command.orderId,
      userId: env.userId,
      accountId: command.accountId,
      connectionId: command.connectionId,
      brokerId: command.brokerId,
      brokerAccountId: command.brokerAccountId,
      automationId: null,
      signalId: null,
      symbol: command.symbol,
      assetType,
      multiplier,
      side,
      orderType,
      quantity,
      limitPrice,
      stopPrice: null,
      timeInForce: command.timeInForce,
      extendedHours: false,
      clientOrderId: command.clientOrderId,
      submission: 'immediate',
      reservedBuyingPower: reserved,
      createdAt: env.now,
    }),
  );
};

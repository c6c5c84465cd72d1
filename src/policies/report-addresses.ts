import type { AddressedCommand } from '../core/policy.ts';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { PositionCommand } from '../domains/position/commands.ts';
import type { AccountFigures } from '../domains/shared/trading.ts';
import { positionBookKey } from './position-books.ts';

/** Tells an order. */
export const toOrder = (orderId: string, command: OrderCommand): AddressedCommand => ({
  target: { type: 'order', key: orderId },
  command,
});

/** Has the account mirror these figures. */
export const toAccount = (accountId: string, figures: AccountFigures): AddressedCommand => {
  const command: BrokerAccountCommand = { type: 'RefreshAccountDataFromBrokerCommand', figures };
  return { target: { type: 'broker_account', key: accountId }, command, isMirror: true };
};

/** Tells the book that holds the positions of a symbol on an account. */
export const toBook = (accountId: string, symbol: string, command: PositionCommand): AddressedCommand => ({
  target: { type: 'position', key: positionBookKey(accountId, symbol) },
  command,
});

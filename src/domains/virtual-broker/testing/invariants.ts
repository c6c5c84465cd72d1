import { expect } from 'vitest';
import { Decimal, decimal, text } from '../../../core/decimal.ts';
import { figuresAt, spendable } from '../buying-power.ts';
import { claimedQuantity, closable } from '../claims.ts';
import type { VirtualBrokerEvent } from '../events.ts';
import { isFuture } from '../holdings.ts';
import { type VirtualBrokerState, workingOrders } from '../state.ts';

/** Equality of decimals; much faster than an assertion, which is made only when it fails. */
const same = (what: string, found: Decimal, wanted: Decimal): void => {
  if (!found.eq(wanted)) expect(`${what}: ${text(found)}`).toBe(`${what}: ${text(wanted)}`);
};

const atLeastZero = (what: string, found: Decimal): void => {
  if (found.lt(0)) expect(`${what}: ${text(found)}`).toBe(`${what}: zero or more`);
};

/** Invariant 8: cash is what came in and was realized, less what open positions cost. */
const expectCashConserved = ({ cash, netDeposits, netRealizedPnl, holdings }: VirtualBrokerState): void => {
  let wanted = decimal(netDeposits).plus(netRealizedPnl);
  for (const held of Object.values(holdings)) if (!isFuture(held.asset)) wanted = wanted.minus(held.cost);
  same('cash', decimal(cash), wanted);
};

/** Brokers 4.2, rule 5: what is reserved in all is what working orders reserve. */
const expectReserved = (state: VirtualBrokerState): void => {
  const reserved = { marginable: new Decimal(0), full: new Decimal(0) };
  for (const order of [...workingOrders(state), ...Object.values(state.late)]) {
    const bucket = order.marginable ? 'marginable' : 'full';
    reserved[bucket] = reserved[bucket].plus(order.reservedCash);
    atLeastZero('what is left less one ten-billionth', decimal(order.remaining).minus('1e-10'));
    atLeastZero('what is filled', decimal(order.quantity).minus(order.remaining));
  }
  same('reserved on margin', decimal(state.reserved.marginable), reserved.marginable);
  same('reserved in full', decimal(state.reserved.full), reserved.full);
};

/** Brokers 4.1: orders that close never close more than is held. */
const expectClaimsHeld = (state: VirtualBrokerState): void => {
  for (const { symbol } of [...workingOrders(state), ...Object.values(state.late)])
    for (const side of ['buy', 'sell'] as const)
      atLeastZero(
        `${symbol} held for what will ${side}`,
        closable(state, symbol, side).minus(claimedQuantity(state, symbol, side)),
      );
};

/** VB-U2, VB-U4: a cash account owes nothing, neither money nor shares, and has not promised what it has not. */
const expectSolvent = (state: VirtualBrokerState): void => {
  if (state.accountType === 'margin') return;
  atLeastZero('cash', decimal(state.cash));
  atLeastZero('buying power', spendable(state));
  for (const { asset, quantity, symbol } of Object.values(state.holdings))
    if (asset.optionType === null) atLeastZero(`held of ${symbol}`, decimal(quantity));
};

/** The newest event of a kind tells what the state is: the figures after it, and the cash after its ledger. */
const expectToldRight = (state: VirtualBrokerState, history: readonly VirtualBrokerEvent[]): void => {
  const last = history.at(-1);
  const told = last && 'figures' in last.data ? last.data.figures : null;
  if (told) {
    const { balance, equity, buyingPower } = figuresAt(state, told.asOf);
    if (told.balance !== balance || told.equity !== equity || told.buyingPower !== buyingPower)
      expect(told).toEqual(figuresAt(state, told.asOf));
  }
  const moved = history.findLast((event) => 'ledger' in event.data && event.data.ledger.length > 0);
  const entry = moved && 'ledger' in moved.data ? moved.data.ledger.at(-1) : undefined;
  if (entry) same('cash after the ledger', decimal(entry.balanceAfter), decimal(state.cash));
};

/** What can never be otherwise in a virtual account. */
export const expectSound = (state: VirtualBrokerState, history: readonly VirtualBrokerEvent[]): void => {
  if (state.status === 'deleted') return;
  expectCashConserved(state);
  expectReserved(state);
  expectClaimsHeld(state);
  expectSolvent(state);
  expectToldRight(state, history);
  if ((state.marginCall !== null) !== (state.status === 'restricted'))
    expect(state.status).toBe('restricted exactly while a margin call is open');
};

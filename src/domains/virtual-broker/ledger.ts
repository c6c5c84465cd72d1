import { type Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { LedgerEntry } from './event-fields.ts';

/** A movement of cash before it is written into the ledger. */
export interface Movement {
  readonly type: LedgerEntry['type'];
  readonly amount: Decimal;
  readonly reference: string;
}

/** Entries of what moves, one after the other; nothing is written for nothing. */
export const ledgerOf = (cash: DecimalString, movements: readonly Movement[]): LedgerEntry[] => {
  let balance = decimal(cash);
  return movements
    .filter(({ amount }) => !amount.isZero())
    .map(({ type, amount, reference }) => {
      balance = balance.plus(amount);
      return { type, amount: text(amount), balanceAfter: text(balance), reference };
    });
};

/** Cash after these entries. */
export const cashAfter = (cash: DecimalString, ledger: readonly LedgerEntry[]): DecimalString => {
  let after = decimal(cash);
  for (const { amount } of ledger) after = after.plus(amount);
  return text(after);
};

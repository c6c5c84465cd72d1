import type { DecimalString } from '../core/decimal.ts';
import type { Effect, EffectOutcome } from '../core/saga.ts';
import type { FillInFlight } from '../domains/position/reconciliation.ts';
import type { AssetFields } from '../domains/shared/derivatives.ts';

/** What the port `account_books` is asked: books of these symbols, and of whatever else is open on the account. */
export interface AccountBooksRequest {
  readonly accountId: string;
  readonly symbols: readonly string[];
}

/** What a position is compared with, besides the broker's own figures. */
export interface BookFacts {
  readonly symbol: string;
  readonly asset: AssetFields;
  readonly multiplier: DecimalString;
  readonly tickSize: DecimalString | null;
  /** Fills of the account's orders in the last half minute. */
  readonly fillsInFlight: readonly FillInFlight[];
}

const BOOKS = 'books';

/** Asks for the books of an account; a symbol that is open nowhere and that nobody knows is left out of the answer. */
export const askBooks = (request: AccountBooksRequest): Effect => ({
  kind: 'call',
  key: BOOKS,
  port: 'account_books',
  request,
});

/** The books that were asked for. */
export const booksIn = (outcomes: readonly EffectOutcome[]): readonly BookFacts[] => {
  const outcome = outcomes.find(({ key }) => key === BOOKS);
  return outcome?.kind === 'call' ? (outcome.value as readonly BookFacts[]) : [];
};

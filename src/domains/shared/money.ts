import { type Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { canonicalDecimal } from './canonical.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** An amount of a currency, of either sign: profit and loss, cash on margin. Amount in canonical form, currency as ISO 4217 writes it. */
export interface SignedMoney {
  readonly amount: DecimalString;
  readonly currency: string;
}

/** An amount of zero or more. */
export type Money = SignedMoney & { readonly __brand: 'Money' };

const CURRENCY = /^[A-Z]{3}$/;
const DEFAULT_CURRENCY = 'USD';

const signed = (amount: string, currency: string): Parsed<SignedMoney> => {
  const canonical = canonicalDecimal(amount);
  if (canonical === null) return invalid('invalid_amount', 'an amount is a decimal in a string');
  if (!CURRENCY.test(currency)) return invalid('invalid_currency', 'a currency is three capital letters');
  return valid(Object.freeze({ amount: canonical, currency }));
};

const combined = (a: SignedMoney, b: SignedMoney, amount: () => Decimal): Parsed<SignedMoney> =>
  a.currency === b.currency
    ? signed(text(amount()), a.currency)
    : invalid('currency_mismatch', `${a.currency} and ${b.currency} are never added`);

const areEqual = (a: SignedMoney, b: SignedMoney): boolean =>
  a.amount === b.amount && a.currency === b.currency;

/** The amount with two decimals, halves to even, and its currency: `1234.50 USD`. */
const written = ({ amount, currency }: SignedMoney): string => `${decimal(amount).toFixed(2)} ${currency}`;

/** Amounts of either sign; only amounts of one currency are added. */
export const SignedMoney = {
  create: (amount: string, currency = DEFAULT_CURRENCY) => signed(amount, currency),
  add: (a: SignedMoney, b: SignedMoney) => combined(a, b, () => decimal(a.amount).plus(b.amount)),
  minus: (a: SignedMoney, b: SignedMoney) => combined(a, b, () => decimal(a.amount).minus(b.amount)),
  equals: areEqual,
  text: written,
};

const isMoney = (money: SignedMoney): money is Money => !money.amount.startsWith('-');

const notNegative = (parsed: Parsed<SignedMoney>): Parsed<Money> => {
  if (!parsed.ok) return parsed;
  return isMoney(parsed.value)
    ? valid(parsed.value)
    : invalid('negative_amount', 'an amount of money is zero or more');
};

/** Amounts of zero or more; only amounts of one currency are added, and nothing is taken below zero. */
export const Money = {
  create: (amount: string, currency = DEFAULT_CURRENCY) => notNegative(signed(amount, currency)),
  add: (a: Money, b: Money) => notNegative(SignedMoney.add(a, b)),
  minus: (a: Money, b: Money) => notNegative(SignedMoney.minus(a, b)),
  equals: areEqual,
  text: written,
};

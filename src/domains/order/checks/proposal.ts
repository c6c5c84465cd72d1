import type { Decision } from '../../../core/decider.ts';
import { Decimal, type DecimalString, decimal } from '../../../core/decimal.ts';
import type { UtcInstant } from '../../../core/instant.ts';
import { alwaysOpen, calendarOf, type MarketCalendar } from '../../shared/calendar.ts';
import type { Instrument } from '../../shared/instrument.ts';
import type { Quote } from '../../shared/quote.ts';
import type { OrderSide, OrderType, PositionEffect, TimeInForce } from '../../shared/trading.ts';

/** Why terms are refused, or null when a check has nothing against them. */
export type Refusal = Decision<never> | null;

/** Terms as they are wished, prices still unjudged. */
export interface WishedTerms {
  readonly side: OrderSide;
  readonly orderType: OrderType;
  readonly quantity: DecimalString;
  readonly limitPrice: DecimalString | null;
  readonly stopPrice: DecimalString | null;
  readonly trailAmount: DecimalString | null;
  readonly trailPercent: DecimalString | null;
  readonly timeInForce: TimeInForce;
  readonly extendedHours: boolean;
}

/** What terms are judged by. */
export interface TermFacts {
  readonly instrument: Instrument;
  readonly quote: Quote | null;
  readonly hours: 'exchange' | 'always_open';
  readonly initialMargin: DecimalString | null;
  readonly maxQuantity: DecimalString;
  readonly confirmed: boolean;
}

/** Wished terms with their numbers parsed once, and what they do to the account's holding. */
export interface Proposal {
  readonly terms: WishedTerms;
  readonly facts: TermFacts;
  readonly quantity: Decimal;
  readonly limit: Decimal | null;
  readonly stop: Decimal | null;
  readonly effect: PositionEffect | null;
  /** Units that add to the holding; the rest reduces it. */
  readonly opening: Decimal;
  readonly calendar: MarketCalendar;
  readonly now: UtcInstant;
  /** Prepended to the field a refusal blames, for example `changes.`. */
  readonly at: string;
}

const parsed = (text: DecimalString | null) => (text === null ? null : decimal(text));

/** Parses wished terms; `effect` and `opening` come from the account's holding. */
export const proposalOf = (
  terms: WishedTerms,
  facts: TermFacts,
  holding: Pick<Proposal, 'effect' | 'opening'>,
  now: UtcInstant,
  at = '',
): Proposal => ({
  terms,
  facts,
  quantity: decimal(terms.quantity),
  limit: parsed(terms.limitPrice),
  stop: parsed(terms.stopPrice),
  ...holding,
  calendar: facts.hours === 'always_open' ? alwaysOpen : calendarOf(facts.instrument.assetType),
  now,
  at,
});

/** What the check that is asked first has against the terms. */
export const firstRefusal = <Subject>(
  checks: readonly ((subject: Subject) => Refusal)[],
  subject: Subject,
): Refusal => {
  for (const check of checks) {
    const refusal = check(subject);
    if (refusal) return refusal;
  }
  return null;
};

const NOTHING = new Decimal(0);

/**
 * What an order does to a holding (OR-U3): as its command says, else closing what is opposite and opening what is not. Null is an order
 * that crosses zero, or one on a holding that nobody knows; unless told otherwise a sell is then taken to sell what is held.
 */
export const holdingEffect = (
  side: OrderSide,
  wished: PositionEffect | null,
  quantity: Decimal,
  heldQuantity: DecimalString | null,
): Pick<Proposal, 'effect' | 'opening'> => {
  if (wished !== null) return { effect: wished, opening: wished === 'open' ? quantity : NOTHING };
  if (heldQuantity === null) return { effect: null, opening: side === 'buy' ? quantity : NOTHING };
  const held = decimal(heldQuantity);
  const isOpposite = side === 'buy' ? held.lt(0) : held.gt(0);
  if (!isOpposite) return { effect: 'open', opening: quantity };
  const beyond = quantity.minus(held.abs());
  return beyond.gt(0) ? { effect: null, opening: beyond } : { effect: 'close', opening: NOTHING };
};

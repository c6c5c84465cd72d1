import { reject } from '../../../core/decider.ts';
import { decimal } from '../../../core/decimal.ts';
import type { OrderChecks } from '../commands-create.ts';
import type { Proposal, Refusal } from './proposal.ts';

/**
 * OR-U3: what an order says it does to the holding must fit it. Both sides of a symbol are never held at once, nothing closes more
 * than there is, and an order that turns a position round is for brokers that take it; else it is split into a close and an open.
 */
export const effectRefusal = (
  { terms: { side }, quantity, effect, opening }: Proposal,
  { heldQuantity, crossZero }: OrderChecks,
): Refusal => {
  if (heldQuantity === null) return null;
  const held = decimal(heldQuantity);
  const closable = side === 'buy' ? held.neg() : held;
  if (effect === 'open' && closable.gt(0))
    return reject(
      'opposite_position',
      `the account holds ${heldQuantity}: close that first`,
      'positionEffect',
    );
  if (effect === 'close' && quantity.gt(closable))
    return reject('exceeds_position', `the account holds ${heldQuantity}`, 'quantity');
  if (effect === null && opening.gt(0) && !crossZero)
    return reject(
      'order_crosses_zero',
      `the account holds ${heldQuantity}: close that first, then open`,
      'quantity',
    );
  return null;
};

/** OR-U3: a short needs a margin account; of stocks and crypto also a symbol that can be borrowed, and whole units. */
export const shortRefusal = (
  { terms, facts: { instrument }, quantity, opening }: Proposal,
  { account }: OrderChecks,
): Refusal => {
  if (terms.side === 'buy' || opening.isZero()) return null;
  if (!account?.margin) return reject('shorting_not_allowed', 'a cash account cannot sell short', 'side');
  if (instrument.assetType !== 'stock' && instrument.assetType !== 'crypto') return null;
  if (!instrument.shortable)
    return reject('not_shortable', `${instrument.symbol} cannot be borrowed`, 'symbol');
  return quantity.isInteger()
    ? null
    : reject('short_needs_whole_units', 'what is sold short must be whole units', 'quantity');
};

import { reject } from '../../../core/decider.ts';
import { type Decimal, decimal } from '../../../core/decimal.ts';
import type { OrderChecks } from '../commands-create.ts';
import type { Proposal, Refusal } from './proposal.ts';
import { multiplierFor } from './reservation.ts';

const priceOf = ({ limit, stop, facts: { quote }, terms }: Proposal): Decimal | null => {
  if (limit || stop) return limit ?? stop;
  return quote && decimal(terms.side === 'buy' ? quote.ask : quote.bid);
};

/** OR-U12: the user's limits. What only closes is always taken, also while entries are blocked (brokers 6.3). */
export const riskRefusal = (proposal: Proposal, { risk }: OrderChecks): Refusal => {
  if (proposal.opening.isZero()) return null;
  if (risk.entriesBlocked) return reject('entries_blocked', 'new positions are switched off');
  const price = priceOf(proposal);
  if (risk.maxOrderValue !== null && price !== null) {
    const value = price.times(proposal.quantity).times(multiplierFor(proposal.facts.instrument));
    if (value.gt(risk.maxOrderValue))
      return reject(
        'order_value_too_large',
        `the order is worth ${value.toFixed()}, at most ${risk.maxOrderValue} is allowed`,
        'quantity',
      );
  }
  const broken = risk.limits.find(({ limit, value }) => decimal(value).gt(limit));
  return broken
    ? reject('risk_limit_exceeded', `${broken.name}: ${broken.value} exceeds ${broken.limit}`)
    : null;
};

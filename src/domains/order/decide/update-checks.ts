import { type DecisionEnv, reject } from '../../../core/decider.ts';
import { type DecimalString, decimal, text, ZERO } from '../../../core/decimal.ts';
import { buyingPowerRefusal, reservationMissing } from '../checks/buying-power.ts';
import { priceFieldsRefusal } from '../checks/price-fields.ts';
import { firstRefusal, holdingEffect, proposalOf, type Refusal } from '../checks/proposal.ts';
import { reservationFor } from '../checks/reservation.ts';
import { sanityRefusal } from '../checks/sanity.ts';
import { extendedHoursRefusal, timeInForceRefusal } from '../checks/session.ts';
import { quantityRefusal, ticksRefusal } from '../checks/tick-lot.ts';
import type { UpdateOrderCommand } from '../commands.ts';
import type { UpdateChecks } from '../commands-create.ts';
import type { OrderTerms } from '../intent.ts';
import type { OrderState } from '../state.ts';

const AT = 'changes.';
const SHAPE = [timeInForceRefusal, extendedHoursRefusal];
const MARKET = [ticksRefusal, quantityRefusal];

/** What speaks against new terms, and the buying power the order holds with them. */
interface Judgement {
  readonly refusal: Refusal;
  readonly reservedBuyingPower: DecimalString;
}

const checked = (order: OrderState, terms: OrderTerms, checks: UpdateChecks, env: DecisionEnv): Judgement => {
  const refused = (refusal: Refusal) => ({ refusal, reservedBuyingPower: order.reservedBuyingPower });
  const { instrument } = checks;
  if (instrument?.symbol !== order.symbol)
    return refused(reject('unknown_symbol', `${order.symbol} is not a known instrument`));
  const { side, orderType, positionEffect, extendedHours } = order;
  const proposal = (wished: OrderTerms) => {
    const holding = holdingEffect(side, positionEffect, decimal(wished.quantity), null);
    return proposalOf(
      { ...wished, side, orderType, extendedHours },
      { ...checks, instrument },
      holding,
      env.now,
      AT,
    );
  };
  const wished = proposal(terms);
  // An exit that waits for its entry is measured by the entry, not by today's market.
  const market = order.release === 'awaiting_parent' ? MARKET : [...MARKET, sanityRefusal];
  const wrong =
    firstRefusal(SHAPE, wished) ?? priceFieldsRefusal(wished.terms, AT) ?? firstRefusal(market, wished);
  if (wrong) return refused(wrong);
  const needed = reservationFor(wished);
  if (needed === null) return refused(reservationMissing(wished));
  const more = decimal(needed).minus(reservationFor(proposal(order)) ?? ZERO);
  const missing = more.gt(0)
    ? buyingPowerRefusal(text(more), checks.availableBuyingPower, `${AT}quantity`)
    : null;
  return { refusal: missing, reservedBuyingPower: needed };
};

/** Judges new terms like those of a new order, buying power by what they need more; given ones need only make sense for the type. */
export const judgeUpdate = (
  order: OrderState,
  terms: OrderTerms,
  basis: UpdateOrderCommand['basis'],
  env: DecisionEnv,
): Judgement => {
  if (basis.kind === 'checks') return checked(order, terms, basis, env);
  const { orderType, reservedBuyingPower } = order;
  return { refusal: priceFieldsRefusal({ ...terms, orderType }, AT), reservedBuyingPower };
};

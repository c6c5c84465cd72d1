import { reject } from '../../../core/decider.ts';
import { Decimal, decimal } from '../../../core/decimal.ts';
import type { Attached, AttachedLeg } from '../commands-create.ts';
import { priceFieldsRefusal } from './price-fields.ts';
import type { Proposal, Refusal } from './proposal.ts';
import { tickRefusal } from './tick-lot.ts';

const STOPS: ReadonlySet<string> = new Set(['stop', 'stop_limit', 'trailing_stop']);
const STAYS: ReadonlySet<string> = new Set(['day', 'gtc']);

const refuse = (detail: string, field = 'attached') => reject('invalid_group', detail, field);

/** brokers 1.4: a bracket is an entry with one target and one stop, oto an entry with one of them, oco a target with a stop. */
const shapeRefusal = ({ orderClass, legs }: Attached, { effect, terms }: Proposal): Refusal => {
  const roles = legs.map(({ role }) => role).toSorted();
  if (orderClass === 'bracket' && roles.join() !== 'stop_loss,take_profit')
    return refuse('a bracket has one stop loss and one take profit', 'attached.legs');
  if (orderClass === 'oto' && roles.length !== 1)
    return refuse('an oto order has one stop loss or one take profit', 'attached.legs');
  if (orderClass !== 'oco')
    return effect === 'close'
      ? refuse(`an order that closes cannot be a ${orderClass} entry`, 'positionEffect')
      : null;
  if (terms.orderType !== 'limit' || roles.join() !== 'stop_loss')
    return refuse('an oco order is a limit order with one stop loss', 'attached.legs');
  return effect === 'open' ? refuse('an oco order closes a position', 'positionEffect') : null;
};

const termsRefusal = ({ terms, quantity }: Proposal): Refusal => {
  if (!STAYS.has(terms.timeInForce)) return refuse('a group is day or gtc', 'timeInForce');
  if (terms.extendedHours) return refuse('a group keeps regular hours', 'extendedHours');
  return quantity.isInteger() ? null : reject('fraction_not_allowed', 'a group has whole units', 'quantity');
};

/** The price the exits are measured by: the entry's, else the market's (brokers 1.4). */
const baseOf = ({ limit, stop, terms: { side }, facts: { quote } }: Proposal): Decimal | null => {
  if (limit || stop) return limit ?? stop;
  return quote && decimal(side === 'buy' ? quote.ask : quote.bid);
};

const sideRefusal = (leg: AttachedLeg, isLong: boolean, base: Decimal | null, at: string): Refusal => {
  if (!base) return null;
  const price = leg.role === 'take_profit' ? leg.limitPrice : leg.stopPrice;
  if (price === null) return null;
  const isAbove = decimal(price).gt(base);
  const isBelow = decimal(price).lt(base);
  const isRight = (leg.role === 'take_profit') === isLong ? isAbove : isBelow;
  return isRight
    ? null
    : refuse(
        `the ${leg.role.replace('_', ' ')} is on the wrong side of ${base.toFixed()}`,
        `${at}${leg.role === 'take_profit' ? 'limitPrice' : 'stopPrice'}`,
      );
};

const legRefusal = (
  leg: AttachedLeg,
  at: string,
  isLong: boolean,
  base: Decimal | null,
  proposal: Proposal,
): Refusal => {
  const { instrument } = proposal.facts;
  const isType = leg.role === 'take_profit' ? leg.orderType === 'limit' : STOPS.has(leg.orderType);
  if (!isType)
    return refuse(`a ${leg.orderType} order is no ${leg.role.replace('_', ' ')}`, `${at}orderType`);
  if (!STAYS.has(leg.timeInForce)) return refuse('an exit is day or gtc', `${at}timeInForce`);
  return (
    priceFieldsRefusal(leg, at) ??
    tickRefusal(instrument, leg.limitPrice, `${at}limitPrice`) ??
    tickRefusal(instrument, leg.stopPrice, `${at}stopPrice`) ??
    tickRefusal(instrument, leg.trailAmount, `${at}trailAmount`) ??
    sideRefusal(leg, isLong, base, at)
  );
};

/** The stop of an oco works at once, so it waits beyond the target and beyond the market. */
const ocoBase = ({ limit, terms: { side }, facts: { quote } }: Proposal): Decimal | null => {
  if (!limit || !quote) return limit;
  return side === 'sell' ? Decimal.min(limit, quote.last) : Decimal.max(limit, quote.last);
};

/** OR-U9: the exits that come with an order are complete, close what it opens, and stand on the right sides of it. */
export const attachedRefusal = (proposal: Proposal, attached: Attached | null): Refusal => {
  if (!attached) return null;
  const refusal = shapeRefusal(attached, proposal) ?? termsRefusal(proposal);
  if (refusal) return refusal;
  const isOco = attached.orderClass === 'oco';
  // The position that is protected is long after a buy, and before a sell that is itself an exit.
  const isLong = (proposal.terms.side === 'buy') !== isOco;
  const base = isOco ? ocoBase(proposal) : baseOf(proposal);
  for (const [n, leg] of attached.legs.entries()) {
    const wrong = legRefusal(leg, `attached.legs.${n}.`, isLong, base, proposal);
    if (wrong) return wrong;
  }
  return null;
};

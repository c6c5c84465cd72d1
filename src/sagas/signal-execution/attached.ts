import type { Protection } from '../../domains/automation/signals/plan.ts';
import type { Attached, AttachedLeg } from '../../domains/order/commands-create.ts';

const NO_PRICES = { limitPrice: null, stopPrice: null, trailAmount: null, trailPercent: null };
/** Exits outlive the day of their entry. */
const STAYS = { timeInForce: 'gtc' } as const;

const stopLeg = ({ rule, orderType, stopPrice, limitPrice }: NonNullable<Protection['stop']>): AttachedLeg =>
  rule.type === 'trailing' && orderType === 'trailing_stop'
    ? {
        ...NO_PRICES,
        ...STAYS,
        role: 'stop_loss',
        orderType,
        trailAmount: rule.trailAmount,
        trailPercent: rule.trailPercentage,
      }
    : {
        ...NO_PRICES,
        ...STAYS,
        role: 'stop_loss',
        orderType: limitPrice === null ? 'stop' : 'stop_limit',
        stopPrice,
        limitPrice,
      };

/** A target rests as a limit order, whatever the preference: no broker has one that turns into a market order. */
const targetLeg = ({ price }: NonNullable<Protection['target']>): AttachedLeg => ({
  ...NO_PRICES,
  ...STAYS,
  role: 'take_profit',
  orderType: 'limit',
  limitPrice: price,
});

/** Stop and target as orders that come with the entry (AU-U12); null when the plan protects nothing. */
export const attachedTo = ({ stop, target }: Protection, native: boolean): Attached | null => {
  const legs = [...(stop ? [stopLeg(stop)] : []), ...(target ? [targetLeg(target)] : [])];
  return legs.length === 0 ? null : { orderClass: legs.length > 1 ? 'bracket' : 'oto', native, legs };
};

/** A target with a stop for a position that exists already: whichever is filled first ends the other. */
export const stopBeside = (stopPrice: string, native: boolean): Attached => ({
  orderClass: 'oco',
  native,
  legs: [{ ...NO_PRICES, ...STAYS, role: 'stop_loss', orderType: 'stop', stopPrice }],
});

import { type DecimalString, decimal, text } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import { takeShare } from './values.ts';

/** An entry, or what is left of one: `value` and `commission` are those of the quantity that is left. */
export interface Lot {
  readonly entryId: string;
  readonly openedAt: UtcInstant;
  readonly quantity: DecimalString;
  readonly value: DecimalString;
  readonly commission: DecimalString;
}

const divide = (lot: Lot, quantity: DecimalString): { readonly taken: Lot; readonly left: Lot } => {
  const value = takeShare(lot.value, quantity, lot.quantity);
  const commission = takeShare(lot.commission, quantity, lot.quantity);
  const rest = text(decimal(lot.quantity).minus(quantity));
  return {
    taken: { ...lot, quantity, value: value.share, commission: commission.share },
    left: { ...lot, quantity: rest, value: value.rest, commission: commission.rest },
  };
};

/** Lots in the order in which they were entered. */
export class LotQueue {
  #lots: Lot[] = [];
  #first = 0;

  add(lot: Lot): void {
    this.#lots.push(lot);
  }

  /** What is left, the oldest first. */
  left(): readonly Lot[] {
    return this.#lots.slice(this.#first);
  }

  /** Puts other lots in place of those that are left; answers what was there. */
  replace(lots: readonly Lot[]): readonly Lot[] {
    const before = this.left();
    this.#lots = [...lots];
    this.#first = 0;
    return before;
  }

  /** Takes a quantity out, the oldest lots first; the lot where it ends is divided. */
  take(quantity: DecimalString): readonly Lot[] {
    const parts: Lot[] = [];
    let wanted = decimal(quantity);
    for (let lot = this.#lots[this.#first]; lot && wanted.gt(0); lot = this.#lots[this.#first]) {
      const whole = wanted.gte(lot.quantity);
      const { taken, left } = whole ? { taken: lot, left: null } : divide(lot, text(wanted));
      parts.push(taken);
      if (left) this.#lots[this.#first] = left;
      else this.#first += 1;
      wanted = wanted.minus(taken.quantity);
    }
    return parts;
  }
}

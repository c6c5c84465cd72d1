import type { MarketSide, Sentiment, SignalAction } from '../values.ts';
import { oppositeOf } from '../values.ts';

/** What a signal comes to, given the position that is there. */
export type Intent =
  /** Enter on `side`, after the opposite position is closed if there is one. */
  | { readonly kind: 'open'; readonly side: MarketSide; readonly closeFirst: boolean }
  /** Close the position; `entirely` or by what the signal says. */
  | { readonly kind: 'close'; readonly entirely: boolean }
  /** Take some of the position, sized like an entry and never more than there is. */
  | { readonly kind: 'reduce' }
  | { readonly kind: 'add'; readonly side: MarketSide }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'breakeven' }
  | { readonly kind: 'none'; readonly code: string; readonly detail: string };

const none = (code: string, detail: string): Intent => ({ kind: 'none', code, detail });

const NO_EFFECT = 'signal_without_effect';

/** Buy for `long`, sell for `short` (AU-U1, AU-U2). */
const direction = (side: MarketSide, sentiment: Sentiment | null, held: MarketSide | null): Intent => {
  const opposite = held === oppositeOf(side);
  if (sentiment === null || sentiment === side) {
    if (held === side) return none(`already_${side}`, `the position is already ${side}`);
    return { kind: 'open', side, closeFirst: opposite };
  }
  if (!opposite) return none(NO_EFFECT, `there is no ${oppositeOf(side)} position that it could reduce`);
  return sentiment === 'flat' ? { kind: 'close', entirely: true } : { kind: 'reduce' };
};

const exit = (sentiment: Sentiment | null, held: MarketSide | null, openOrders: number): Intent => {
  if (held === null) return openOrders > 0 ? { kind: 'cancel' } : none('no_position', 'there is no position');
  if (held === sentiment) return none(NO_EFFECT, `the position is ${held}, as it is wanted`);
  return { kind: 'close', entirely: false };
};

const add = (sentiment: Sentiment | null, held: MarketSide | null): Intent => {
  if (held === null) return none('no_position', 'there is no position to add to');
  if (sentiment !== null && sentiment !== held)
    return none('side_mismatch', `the position is ${held} and the signal wants it ${sentiment}`);
  return { kind: 'add', side: held };
};

const reverse = (sentiment: Sentiment | null, held: MarketSide | null): Intent => {
  if (held === null) return none('no_position', 'there is no position to reverse');
  const side = oppositeOf(held);
  if (sentiment !== null && sentiment !== side)
    return none('side_mismatch', `reversing ends ${side} and the signal wants it ${sentiment}`);
  return { kind: 'open', side, closeFirst: true };
};

/**
 * What an action means for the position that is there (AU-U1 to AU-U3, brokers 6.2). The sentiment is the position wanted
 * afterwards: a pair that contradicts itself only reduces and never flips, and what would change nothing is told apart.
 */
export const intentOf = (
  action: SignalAction,
  sentiment: Sentiment | null,
  held: MarketSide | null,
  openOrders: number,
): Intent => {
  switch (action) {
    case 'buy':
      return direction('long', sentiment, held);
    case 'sell':
      return direction('short', sentiment, held);
    case 'exit':
      return exit(sentiment, held, openOrders);
    case 'add':
      return add(sentiment, held);
    case 'reverse':
      return reverse(sentiment, held);
    case 'cancel':
      return openOrders > 0 ? { kind: 'cancel' } : none('no_open_orders', 'there are no open orders');
    case 'breakeven':
      return held ? { kind: 'breakeven' } : none('no_position', 'there is no position');
  }
};

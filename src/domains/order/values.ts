import { Decimal, type DecimalString, decimal, text, ZERO } from '../../core/decimal.ts';
import type { Fill } from '../shared/trading.ts';

/** Every status of an order (state machine of domains 4.6). */
export const ORDER_STATUSES = [
  'pending',
  'placed',
  'partially_filled',
  'filled',
  'cancel_pending',
  'cancelled',
  'rejected',
  'expired',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Statuses that nothing leaves. */
export const TERMINAL_STATUSES = ['filled', 'cancelled', 'rejected', 'expired'] as const;
export type TerminalOrderStatus = (typeof TERMINAL_STATUSES)[number];

const TERMINAL: ReadonlySet<string> = new Set(TERMINAL_STATUSES);

/** True for a status that nothing leaves. */
export const isTerminal = (status: OrderStatus): status is TerminalOrderStatus => TERMINAL.has(status);

/**
 * When an order goes to its broker (DESIGN 4): at once, after someone approved it, after its parent was filled, or never, because it
 * was found there.
 */
export const SUBMISSIONS = ['immediate', 'on_approval', 'on_parent_fill', 'adopted'] as const;
export type Submission = (typeof SUBMISSIONS)[number];

/** What still holds a pending order back; an order that is held has never left the house. */
export const RELEASES = ['immediate', 'awaiting_approval', 'awaiting_parent', 'released', 'adopted'] as const;
export type Release = (typeof RELEASES)[number];

/** The release an order starts with. */
export const INITIAL_RELEASE: Readonly<Record<Submission, Release>> = {
  immediate: 'immediate',
  on_approval: 'awaiting_approval',
  on_parent_fill: 'awaiting_parent',
  adopted: 'adopted',
};

/** What lets a held order go. */
export const RELEASED_BY = ['approval', 'parent_fill'] as const;

/** Orders that belong together: entry with two exits, two exits that exclude each other, entry with one exit. */
export const ORDER_CLASSES = ['bracket', 'oco', 'oto'] as const;
export type OrderClass = (typeof ORDER_CLASSES)[number];

/** What an order is to its group. */
export const GROUP_ROLES = ['parent', 'stop_loss', 'take_profit', 'leg'] as const;

/** Who wanted an order (OR-U15). */
export const ORDER_CREATORS = ['user', 'automation', 'signal', 'system'] as const;

/** How long an order waits for approval unless its command says otherwise (AU-R7). */
export const APPROVAL_WINDOW_MS = 15 * 60_000;

/** A gtc order ends after 90 days (OR-U2). */
export const GTC_DAYS = 90;

/** Highest quantity and highest price, in units and in the instrument's currency (OR-R5, OR-R6). */
export const MAX_QUANTITY: DecimalString = '1000000';
export const MAX_PRICE: DecimalString = '1000000';

/** Most decimals of a fractional quantity (OR-U4). */
export const MAX_FRACTION_DIGITS = 9;

/** True when `value` is a whole number of `step`s (ticks or lots; OR-R5). */
export const isMultipleOf = (value: Decimal, step: DecimalString): boolean => value.modulo(step).isZero();

/** Σ(price × quantity) of fills; zero for none. */
export const tradedValue = (fills: readonly Pick<Fill, 'price' | 'quantity'>[]): Decimal => {
  let value = new Decimal(0);
  for (const fill of fills) value = value.plus(decimal(fill.price).times(fill.quantity));
  return value;
};

/** Average price: value over quantity (OR-R3); zero when there is no quantity. */
export const averageOf = (value: Decimal, quantity: Decimal): DecimalString =>
  quantity.isZero() ? ZERO : text(value.div(quantity));

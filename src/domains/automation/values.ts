/** Where an automation stands (domains 4.5). Deleted is terminal. */
export const AUTOMATION_STATUSES = ['inactive', 'active', 'suspended', 'deleted'] as const;
export type AutomationStatus = (typeof AUTOMATION_STATUSES)[number];

/** Sides on which an automation may open positions. */
export const SIDE_PREFERENCES = ['both', 'long_only', 'short_only'] as const;
export type SidePreference = (typeof SIDE_PREFERENCES)[number];

/** A position profits from rising (long) or falling (short) prices. */
export const MARKET_SIDES = ['long', 'short'] as const;
export type MarketSide = (typeof MARKET_SIDES)[number];

/** What a signal asks for (AU-R4, and `reverse` and `breakeven` of brokers 6.2). */
export const SIGNAL_ACTIONS = ['buy', 'sell', 'exit', 'cancel', 'add', 'reverse', 'breakeven'] as const;
export type SignalAction = (typeof SIGNAL_ACTIONS)[number];

/** The position a signal wants to see after it was executed (AU-R4). */
export const SENTIMENTS = ['long', 'short', 'flat'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

/** What a signal's quantity counts: units, money, percent of equity or of the position, or money or percent of equity at risk. */
export const QUANTITY_TYPES = [
  'shares',
  'dollars',
  'percent_equity',
  'percent_position',
  'risk_dollars',
  'risk_percent',
] as const;
export type QuantityType = (typeof QUANTITY_TYPES)[number];

/** Whether orders of a signal leave at once or wait for the user (AU-R7). */
export const SIGNAL_SUBMISSIONS = ['immediate', 'on_approval'] as const;

/** Why an automation is suspended; one that a risk limit suspended may still close what is open. */
export const SUSPENSION_CAUSES = ['requested', 'risk_limit', 'no_accounts'] as const;
export type SuspensionCause = (typeof SUSPENSION_CAUSES)[number];

/** Who suspended it. */
export const SUSPENDERS = ['user', 'system'] as const;
export type Suspender = (typeof SUSPENDERS)[number];

/** Accounts one automation may serve, so that the plan of a signal always fits into one event. */
export const MAX_ACCOUNTS = 10;

/** Open orders per account that a signal is judged with. */
export const MAX_OPEN_ORDERS = 30;

/** Characters of a webhook's body (DESIGN 8: 16 KiB). */
export const MAX_RAW_LENGTH = 16_384;

/** The side opposite to `side`. */
export const oppositeOf = (side: MarketSide): MarketSide => (side === 'long' ? 'short' : 'long');

/** True when the preference lets positions be opened on that side. */
export const allowsSide = (preference: SidePreference, side: MarketSide): boolean =>
  preference === 'both' || preference === `${side}_only`;

import { Decimal, type DecimalString, sum, text } from '../core/decimal.ts';
import type { UtcInstant } from '../core/instant.ts';
import type { RiskFigures } from '../domains/automation/signals/risk.ts';
import type { AutomationProfile } from '../domains/automation/state.ts';
import type { OrderState } from '../domains/order/state.ts';
import type { PositionDoc } from '../domains/position/state.ts';
import { dayPnl } from '../domains/position/valuation.ts';
import type { AssetType } from '../domains/shared/asset-type.ts';
import { calendarOf } from '../domains/shared/calendar.ts';
import { markPrice, notional, type Quote } from '../domains/shared/quote.ts';
import { hubStub } from '../platform/stubs.ts';
import type { Owner } from './owner.ts';
import { quotesOf } from './quotes.ts';

type Quotes = ReadonlyMap<string, Quote>;

const priceOf = ({ symbol, status, exitPrice }: PositionDoc, quotes: Quotes): DecimalString | null => {
  if (status === 'closed') return exitPrice;
  const quote = quotes.get(symbol);
  return quote ? markPrice(quote) : null;
};

/** What positions brought today, net; null as soon as one cannot be told, such as one held overnight whose last close is not known. */
const broughtToday = (
  positions: readonly PositionDoc[],
  quotes: Quotes,
  now: UtcInstant,
): DecimalString | null => {
  const results: DecimalString[] = [];
  for (const position of positions) {
    const price = priceOf(position, quotes);
    const result = price === null ? null : dayPnl(position, price, null, now);
    if (result === null) return null;
    results.push(result.dayPnlNet);
  }
  return sum(results);
};

const largestValue = (open: readonly PositionDoc[], quotes: Quotes): DecimalString | null => {
  const values = open.flatMap((position) => {
    const price = priceOf(position, quotes);
    return price === null ? [] : [notional(price, position.quantity, position.multiplier)];
  });
  return values.length > 0 ? text(Decimal.max(...values)) : null;
};

/** What an automation has in its user's hub: its orders, its open positions, and those that were closed today. */
export interface AutomationRecord {
  readonly orders: readonly Pick<OrderState, 'createdAt' | 'positionEffect'>[];
  readonly open: readonly PositionDoc[];
  readonly closedToday: readonly PositionDoc[];
}

/**
 * What an automation did since its exchange's day began. Orders that only close are not counted: exits are never limited (domains
 * 4.5, limits).
 */
export const figuresOf = (
  { orders, open, closedToday }: AutomationRecord,
  assetType: AssetType,
  quotes: Quotes,
  now: UtcInstant,
): RiskFigures => {
  const { dateAt } = calendarOf(assetType);
  const today = dateAt(now);
  const realized = broughtToday(closedToday, quotes, now);
  return {
    ordersToday: orders.filter(
      ({ createdAt, positionEffect }) => positionEffect !== 'close' && dateAt(createdAt) === today,
    ).length,
    openPositions: open.length,
    largestPositionValue: largestValue(open, quotes),
    realizedPnl: realized ?? '0',
    // The day's loss is the sum of both: what is not known of one is not known of it.
    unrealizedPnl: realized === null ? null : broughtToday(open, quotes, now),
  };
};

/** Reads what an automation did today; null when it has no limits to hold that against. */
export const riskFigures = async (
  { env, userId, region }: Owner,
  { automationId, configuration: { assetType, riskLimits } }: AutomationProfile,
  now: UtcInstant,
): Promise<RiskFigures | null> => {
  if (Object.values(riskLimits).every((limit) => limit === null)) return null;
  const hub = hubStub(env, userId, region);
  const mine = { automationId: [automationId] };
  const today = calendarOf(assetType).dateAt(now);
  const [orderRows, openRows, closedRows] = await Promise.all([
    hub.find('orders', mine),
    hub.find('positions', { ...mine, status: ['open'] }),
    hub.find('positions', { ...mine, status: ['closed'], 'day.date': [today] }),
  ]);
  const record = {
    orders: orderRows.map(({ doc }) => doc as OrderState),
    open: openRows.map(({ doc }) => doc as PositionDoc),
    closedToday: closedRows.map(({ doc }) => doc as PositionDoc),
  };
  const symbols = record.open.map(({ symbol }) => symbol);
  return figuresOf(record, assetType, await quotesOf(env, symbols), now);
};

import { epochMs, instant, type UtcInstant } from '../../core/instant.ts';
import type { AssetType } from '../shared/asset-type.ts';
import {
  alwaysOpen,
  type MarketCalendar,
  type MarketPhase,
  phaseAt,
  sessionFor,
  type TradingSession,
} from '../shared/calendar.ts';
import type { BrokerOrder } from '../shared/trading.ts';
import type { VirtualBrokerState } from './state.ts';

/** The calendar of an asset type; injected, so that tests choose the hours. */
export type CalendarOf = (assetType: AssetType) => MarketCalendar;

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** An order at the open is filled in the first minutes of a session, one at the close in the last. */
const AUCTION_MS = 2 * MINUTE_MS;
/** So long before the close, orders for it are refused by exchanges; a later one is for the next session. */
const CLOSING_CUTOFF_MS = 10 * MINUTE_MS;
/** How long a market order waits for market data (VB-U5). */
const DATA_WAIT_MS = MINUTE_MS;

/** The hours that count for an account: none when it is always open. */
export const calendarFor = (
  { session }: Pick<VirtualBrokerState, 'session'>,
  calendarOf: CalendarOf,
  assetType: AssetType,
): MarketCalendar => (session === 'always_open' ? alwaysOpen : calendarOf(assetType));

/** When quotes may fill an order, when it ends by itself, and until when it waits for the first fill. */
export interface OrderTimes {
  readonly notBefore: UtcInstant | null;
  readonly expiresAt: UtcInstant | null;
  readonly dataDueAt: UtcInstant | null;
}

type Terms = Pick<BrokerOrder, 'orderType' | 'timeInForce' | 'extendedHours'>;

const sessionAfter = (calendar: MarketCalendar, session: TradingSession): TradingSession =>
  sessionFor(calendar, session.close);

/** The session a day order is for: today's until it closes, with extended hours until they end. */
const daySession = (calendar: MarketCalendar, { extendedHours }: Terms, now: UtcInstant): TradingSession => {
  const today = extendedHours ? calendar.sessionOn(calendar.dateAt(now)) : null;
  return today && epochMs(now) < epochMs(today.postClose) ? today : sessionFor(calendar, now);
};

const auctionWindow = (calendar: MarketCalendar, { timeInForce }: Terms, now: UtcInstant) => {
  const session = sessionFor(calendar, now);
  if (timeInForce === 'opg') {
    const next = epochMs(now) < epochMs(session.open) ? session : sessionAfter(calendar, session);
    return { from: epochMs(next.open), until: epochMs(next.open) + AUCTION_MS };
  }
  const inTime = epochMs(now) <= epochMs(session.close) - CLOSING_CUTOFF_MS;
  const until = epochMs((inTime ? session : sessionAfter(calendar, session)).close);
  return { from: until - AUCTION_MS, until };
};

/** When a day order ends: at the close, or when the extended hours end; other orders have no day. */
export const dayEnd = (calendar: MarketCalendar, terms: Terms, now: UtcInstant): UtcInstant => {
  const session = daySession(calendar, terms, now);
  return terms.extendedHours ? session.postClose : session.close;
};

/**
 * The times of an order accepted now (VB-U5, VB-U9, VB-U10). `waitMs` is what passes before the first quote that may fill it. A
 * market that never closes has no auctions: orders for them are day orders there.
 */
export const orderTimes = (
  calendar: MarketCalendar,
  terms: Terms,
  now: UtcInstant,
  waitMs: number,
): OrderTimes => {
  const { timeInForce, orderType } = terms;
  const earliest = waitMs > 0 ? instant(epochMs(now) + waitMs) : null;
  if ((timeInForce === 'opg' || timeInForce === 'cls') && calendar.name !== alwaysOpen.name) {
    const { from, until } = auctionWindow(calendar, terms, now);
    return { notBefore: instant(from), expiresAt: instant(until), dataDueAt: null };
  }
  const atOnce = timeInForce === 'ioc' || timeInForce === 'fok';
  const lasts = timeInForce === 'gtc' || atOnce;
  const opens = Math.max(epochMs(now), epochMs(sessionFor(calendar, now).open));
  return {
    notBefore: earliest,
    expiresAt: lasts ? null : dayEnd(calendar, terms, now),
    dataDueAt: atOnce || orderType === 'market' ? instant(opens + waitMs + DATA_WAIT_MS) : null,
  };
};

/** Whether an order may be filled in this phase: outside regular hours only a limit order that asks for it (VB-U10). */
export const worksIn = (phase: MarketPhase, { orderType, timeInForce, extendedHours }: Terms): boolean => {
  if (phase === 'regular' || phase === 'closed') return phase === 'regular';
  return extendedHours && orderType === 'limit' && (timeInForce === 'day' || timeInForce === 'gtc');
};

/** When a margin call is due: at the close of the trading day after the one it is raised in or before (VB-U3). */
export const marginCallDue = (calendar: MarketCalendar, now: UtcInstant): UtcInstant =>
  sessionAfter(calendar, sessionFor(calendar, now)).close;

/** What the market of an asset type is doing, asked once per decision. */
export const phases = (
  state: Pick<VirtualBrokerState, 'session'>,
  calendarOf: CalendarOf,
  now: UtcInstant,
): ((assetType: AssetType) => MarketPhase) => {
  const known = new Map<AssetType, MarketPhase>();
  return (assetType) => {
    const before = known.get(assetType);
    if (before) return before;
    const phase = phaseAt(calendarFor(state, calendarOf, assetType), now);
    known.set(assetType, phase);
    return phase;
  };
};

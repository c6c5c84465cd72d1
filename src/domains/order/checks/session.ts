import { reject } from '../../../core/decider.ts';
import { epochMs, plusMs, type UtcInstant } from '../../../core/instant.ts';
import type { AssetType } from '../../shared/asset-type.ts';
import { type MarketCalendar, phaseAt, sessionFor } from '../../shared/calendar.ts';
import type { OrderType, TimeInForce } from '../../shared/trading.ts';
import { GTC_DAYS } from '../values.ts';
import type { Proposal, Refusal } from './proposal.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Times in force an asset type takes (OR-U2); one that is not named takes all. */
const TIMES_OF_ASSET: Partial<Record<AssetType, readonly TimeInForce[]>> = {
  option: ['day', 'gtc'],
  future_option: ['day', 'gtc'],
  crypto: ['gtc', 'ioc'],
};

/** An order that waits for a trigger cannot be immediate or part of an auction. */
const WAITS_FOR_TRIGGER: ReadonlySet<OrderType> = new Set(['stop', 'stop_limit', 'trailing_stop']);
const STAYS: ReadonlySet<TimeInForce> = new Set(['day', 'gtc']);

/** Before which moment an auction takes orders, and that from 19:00 New York on they are for the next session (brokers 1.4). */
const OPENING_CUTOFF_MS = 2 * MINUTE_MS;
const CLOSING_CUTOFF_MS = 10 * MINUTE_MS;
const EVENING_AFTER_PRE_OPEN_MS = 15 * 60 * MINUTE_MS;

const isAuctionClosed = ({ terms, calendar, now }: Proposal): boolean => {
  const session = calendar.sessionOn(calendar.dateAt(now));
  if (!session) return false;
  const cutoff =
    terms.timeInForce === 'opg'
      ? plusMs(session.open, -OPENING_CUTOFF_MS)
      : plusMs(session.close, -CLOSING_CUTOFF_MS);
  const evening = epochMs(session.preOpen) + EVENING_AFTER_PRE_OPEN_MS;
  return epochMs(now) >= epochMs(cutoff) && epochMs(now) < evening;
};

/** OR-U2: the time in force suits the asset, the type and the hour; a day or market order outside the session is for the next one. */
export const timeInForceRefusal = (proposal: Proposal): Refusal => {
  const { terms, facts, calendar, now, at } = proposal;
  const { timeInForce, orderType } = terms;
  const { assetType } = facts.instrument;
  const refuse = (code: string, detail: string) => reject(code, detail, `${at}timeInForce`);
  if (TIMES_OF_ASSET[assetType]?.includes(timeInForce) === false)
    return refuse('time_in_force_not_allowed', `${assetType} orders cannot be ${timeInForce}`);
  if (STAYS.has(timeInForce)) return null;
  if (WAITS_FOR_TRIGGER.has(orderType))
    return refuse('time_in_force_not_allowed', `a ${orderType} order is day or gtc`);
  if (timeInForce === 'ioc' || timeInForce === 'fok')
    return phaseAt(calendar, now) === 'regular'
      ? null
      : refuse('market_closed', `a ${timeInForce} order needs an open market`);
  return facts.hours === 'exchange' && isAuctionClosed(proposal)
    ? refuse(
        'auction_closed',
        `it is too late for the ${timeInForce === 'opg' ? 'opening' : 'closing'} auction`,
      )
    : null;
};

/** brokers 1.4: extended hours take limit orders of stocks only, for the day or until cancelled. */
export const extendedHoursRefusal = ({ terms, facts, at }: Proposal): Refusal => {
  if (!terms.extendedHours) return null;
  const isTaken =
    facts.instrument.assetType === 'stock' && terms.orderType === 'limit' && STAYS.has(terms.timeInForce);
  return isTaken
    ? null
    : reject(
        'extended_hours_not_allowed',
        'extended hours take day and gtc limit orders of stocks',
        `${at}extendedHours`,
      );
};

/** When an order ends by itself, as far as that is known; null for one that is done at once. */
export const expiryOf = (
  { timeInForce, extendedHours }: Pick<Proposal['terms'], 'timeInForce' | 'extendedHours'>,
  calendar: MarketCalendar,
  now: UtcInstant,
): UtcInstant | null => {
  if (timeInForce === 'gtc') return plusMs(now, GTC_DAYS * DAY_MS);
  if (timeInForce === 'ioc' || timeInForce === 'fok') return null;
  const session = sessionFor(calendar, now);
  if (timeInForce === 'opg') return session.open;
  return timeInForce === 'day' && extendedHours ? session.postClose : session.close;
};

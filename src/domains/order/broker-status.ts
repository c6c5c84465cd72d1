import type { OrderStatus } from './values.ts';

/** Statuses of an order in the normalised model of all brokers (brokers 3). */
export const NORMALISED_STATUSES = [
  'pending',
  'unknown',
  'accepted',
  'working',
  'held',
  'pending_replace',
  'partially_filled',
  'pending_cancel',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
] as const;
export type NormalisedStatus = (typeof NORMALISED_STATUSES)[number];

/** `working` is placed or, once something is filled, partially filled. */
type Target = OrderStatus | 'working';

/** OR-U14: what a normalised status means here. */
const TARGETS: Readonly<Record<NormalisedStatus, Target>> = {
  pending: 'pending',
  unknown: 'pending',
  accepted: 'working',
  working: 'working',
  held: 'working',
  pending_replace: 'working',
  replaced: 'working',
  partially_filled: 'partially_filled',
  pending_cancel: 'cancel_pending',
  filled: 'filled',
  canceled: 'cancelled',
  expired: 'expired',
  rejected: 'rejected',
};

const isNormalised = (status: string): status is NormalisedStatus => Object.hasOwn(TARGETS, status);

/** The order status a normalised one stands for; null for text that nobody knows, which changes nothing and is looked at. */
export const statusFromBroker = (status: string, hasFills: boolean): OrderStatus | null => {
  if (!isNormalised(status)) return null;
  const target = TARGETS[status];
  if (target !== 'working') return target;
  return hasFills ? 'partially_filled' : 'placed';
};

/** Names a broker gives, by the normalised status they stand for (brokers 3). */
type BrokerStatuses = Readonly<Partial<Record<NormalisedStatus, readonly string[]>>>;

const ALPACA: BrokerStatuses = {
  pending: ['pending_new', 'pending_review'],
  accepted: ['accepted', 'accepted_for_bidding'],
  working: ['new', 'stopped', 'suspended', 'calculated'],
  held: ['held'],
  partially_filled: ['partially_filled'],
  pending_cancel: ['pending_cancel'],
  pending_replace: ['pending_replace'],
  filled: ['filled'],
  canceled: ['canceled', 'done_for_day'],
  expired: ['expired'],
  replaced: ['replaced'],
  rejected: ['rejected'],
};

/** A refused change (RJR) leaves the order working; a broken trade (BRO) is a correction of a fill and says nothing of the order. */
const TRADESTATION: BrokerStatuses = {
  pending: ['PLA', 'DIS'],
  accepted: ['DON'],
  working: ['ACK', 'OPN', 'CND', 'STP', 'STT', 'RJC', 'LAT', 'CHG', 'SUS', 'REC', 'OTHER', 'RJR'],
  held: ['OSO'],
  partially_filled: ['FPR'],
  pending_cancel: ['UCN', 'ECN'],
  pending_replace: ['RPD', 'RSN'],
  filled: ['FLL', 'BRF'],
  canceled: ['OUT', 'CAN', 'TSC', 'SCN', 'BRC', 'DOA', 'FLP'],
  expired: ['EXP'],
  replaced: ['UCH'],
  rejected: ['REJ'],
};

const byName = (statuses: BrokerStatuses): ReadonlyMap<string, NormalisedStatus> =>
  new Map(
    NORMALISED_STATUSES.flatMap((status) => (statuses[status] ?? []).map((name) => [name, status] as const)),
  );

const NAMES: ReadonlyMap<string, ReadonlyMap<string, NormalisedStatus>> = new Map([
  ['alpaca', byName(ALPACA)],
  ['tradestation', byName(TRADESTATION)],
]);

/** The normalised status of a name that a broker gives; a name that is not known is answered as it is, and so kept word for word. */
export const normalisedStatus = (brokerId: string, name: string): string =>
  NAMES.get(brokerId)?.get(name) ?? name;

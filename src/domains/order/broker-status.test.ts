import { describe, expect, it } from 'vitest';
import { NORMALISED_STATUSES, normalisedStatus, statusFromBroker } from './broker-status.ts';

/** The two tables of brokers 3 in one: broker, its name, the normalised status, and ours without and with fills. */
const TABLE = [
  ['alpaca', 'pending_new', 'pending', 'pending', 'pending'],
  ['alpaca', 'pending_review', 'pending', 'pending', 'pending'],
  ['alpaca', 'accepted', 'accepted', 'placed', 'partially_filled'],
  ['alpaca', 'accepted_for_bidding', 'accepted', 'placed', 'partially_filled'],
  ['alpaca', 'new', 'working', 'placed', 'partially_filled'],
  ['alpaca', 'stopped', 'working', 'placed', 'partially_filled'],
  ['alpaca', 'suspended', 'working', 'placed', 'partially_filled'],
  ['alpaca', 'calculated', 'working', 'placed', 'partially_filled'],
  ['alpaca', 'held', 'held', 'placed', 'partially_filled'],
  ['alpaca', 'partially_filled', 'partially_filled', 'partially_filled', 'partially_filled'],
  ['alpaca', 'pending_cancel', 'pending_cancel', 'cancel_pending', 'cancel_pending'],
  ['alpaca', 'pending_replace', 'pending_replace', 'placed', 'partially_filled'],
  ['alpaca', 'filled', 'filled', 'filled', 'filled'],
  ['alpaca', 'canceled', 'canceled', 'cancelled', 'cancelled'],
  ['alpaca', 'done_for_day', 'canceled', 'cancelled', 'cancelled'],
  ['alpaca', 'expired', 'expired', 'expired', 'expired'],
  ['alpaca', 'replaced', 'replaced', 'placed', 'partially_filled'],
  ['alpaca', 'rejected', 'rejected', 'rejected', 'rejected'],
  ['tradestation', 'PLA', 'pending', 'pending', 'pending'],
  ['tradestation', 'DIS', 'pending', 'pending', 'pending'],
  ['tradestation', 'DON', 'accepted', 'placed', 'partially_filled'],
  ['tradestation', 'ACK', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'OPN', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'CND', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'STP', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'STT', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'RJC', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'LAT', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'CHG', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'SUS', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'REC', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'OTHER', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'RJR', 'working', 'placed', 'partially_filled'],
  ['tradestation', 'OSO', 'held', 'placed', 'partially_filled'],
  ['tradestation', 'FPR', 'partially_filled', 'partially_filled', 'partially_filled'],
  ['tradestation', 'UCN', 'pending_cancel', 'cancel_pending', 'cancel_pending'],
  ['tradestation', 'ECN', 'pending_cancel', 'cancel_pending', 'cancel_pending'],
  ['tradestation', 'RPD', 'pending_replace', 'placed', 'partially_filled'],
  ['tradestation', 'RSN', 'pending_replace', 'placed', 'partially_filled'],
  ['tradestation', 'FLL', 'filled', 'filled', 'filled'],
  ['tradestation', 'BRF', 'filled', 'filled', 'filled'],
  ['tradestation', 'OUT', 'canceled', 'cancelled', 'cancelled'],
  ['tradestation', 'CAN', 'canceled', 'cancelled', 'cancelled'],
  ['tradestation', 'TSC', 'canceled', 'cancelled', 'cancelled'],
  ['tradestation', 'SCN', 'canceled', 'cancelled', 'cancelled'],
  ['tradestation', 'BRC', 'canceled', 'cancelled', 'cancelled'],
  ['tradestation', 'DOA', 'canceled', 'cancelled', 'cancelled'],
  ['tradestation', 'FLP', 'canceled', 'cancelled', 'cancelled'],
  ['tradestation', 'EXP', 'expired', 'expired', 'expired'],
  ['tradestation', 'UCH', 'replaced', 'placed', 'partially_filled'],
  ['tradestation', 'REJ', 'rejected', 'rejected', 'rejected'],
] as const;

describe('the statuses of brokers', () => {
  it.each(TABLE)('OR-U14: %s %s is %s, here %s or %s', (broker, name, normalised, without, withFills) => {
    expect(normalisedStatus(broker, name)).toBe(normalised);
    expect(statusFromBroker(normalised, false)).toBe(without);
    expect(statusFromBroker(normalised, true)).toBe(withFills);
  });

  it('OR-U14: an ambiguous submission is pending', () => {
    expect(statusFromBroker('unknown', false)).toBe('pending');
  });

  it('OR-U14: a name that nobody knows is kept word for word and means nothing here', () => {
    expect(normalisedStatus('tradestation', 'XYZ')).toBe('XYZ');
    expect(normalisedStatus('another broker', 'FLL')).toBe('FLL');
    for (const name of ['XYZ', 'BRO', 'constructor', ''])
      expect(statusFromBroker(normalisedStatus('tradestation', name), false)).toBeNull();
  });

  it('OR-U14: every normalised status has a meaning, and names itself for brokers that speak our words', () => {
    for (const status of NORMALISED_STATUSES) {
      expect(statusFromBroker(status, false)).not.toBeNull();
      expect(normalisedStatus('virtual', status)).toBe(status);
    }
  });
});

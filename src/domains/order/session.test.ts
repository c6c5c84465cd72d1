import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { orderAggregate } from './order.ts';
import { at, create, limit } from './testing/fixtures.ts';
import { CRYPTO, FUTURE, OPTION } from './testing/instruments.ts';

const order = specification(orderAggregate);

/** Monday, 24 November 2025, in New York (UTC-5). */
const PRE = at('2025-11-24T14:00:00.000Z');
const OPEN = at('2025-11-24T14:30:00.000Z');
const NOON = at('2025-11-24T17:00:00.000Z');
const AFTER_CLOSE = at('2025-11-24T21:00:00.000Z');
const EVENING = at('2025-11-25T00:00:00.000Z');
const SATURDAY = at('2025-11-22T15:00:00.000Z');

const giving = (command: ReturnType<typeof create>, now = NOON) => order.given().when(command, { now });
const expiresAt = (command: ReturnType<typeof create>, now = NOON) => giving(command, now).state?.expiresAt;

describe('times in force by asset', () => {
  const option = { symbol: OPTION.symbol, quantity: '1' };
  const coin = { symbol: CRYPTO.symbol, quantity: '1' };

  it.each(['day', 'gtc'] as const)('OR-U2: options are %s', (timeInForce) => {
    giving(limit('5', { ...option, timeInForce }, { instrument: OPTION, quote: null })).thenTypes(
      'OrderCreatedEvent',
    );
  });

  it.each(['ioc', 'fok', 'opg', 'cls'] as const)('OR-U2: options are not %s', (timeInForce) => {
    giving(limit('5', { ...option, timeInForce }, { instrument: OPTION, quote: null })).thenRejected(
      'time_in_force_not_allowed',
      'timeInForce',
    );
  });

  it.each(['gtc', 'ioc'] as const)('OR-U2: crypto is %s, around the clock', (timeInForce) => {
    giving(limit('5', { ...coin, timeInForce }, { instrument: CRYPTO, quote: null }), SATURDAY).thenTypes(
      'OrderCreatedEvent',
    );
  });

  it.each(['day', 'fok', 'opg', 'cls'] as const)('OR-U2: crypto is not %s', (timeInForce) => {
    giving(limit('5', { ...coin, timeInForce }, { instrument: CRYPTO, quote: null })).thenRejected(
      'time_in_force_not_allowed',
      'timeInForce',
    );
  });

  it.each(['ioc', 'fok', 'opg', 'cls'] as const)(
    'OR-U2: what waits for a trigger is not %s',
    (timeInForce) => {
      giving(create({ orderType: 'stop', stopPrice: '151', timeInForce })).thenRejected(
        'time_in_force_not_allowed',
        'timeInForce',
      );
    },
  );
});

describe('times in force by the hour', () => {
  it.each(['ioc', 'fok'] as const)('OR-U2: %s needs an open market', (timeInForce) => {
    giving(create({ timeInForce })).thenTypes('OrderCreatedEvent');
    giving(create({ timeInForce }), OPEN).thenTypes('OrderCreatedEvent');
    for (const closed of [PRE, AFTER_CLOSE, EVENING, SATURDAY])
      giving(create({ timeInForce }), closed).thenRejected('market_closed', 'timeInForce');
    giving(create({ timeInForce }, { hours: 'always_open' }), SATURDAY).thenTypes('OrderCreatedEvent');
  });

  it('OR-U2: the opening auction takes orders from the evening until two minutes before the open', () => {
    const command = create({ timeInForce: 'opg' });
    for (const open of [EVENING, PRE, at('2025-11-24T14:27:59.999Z'), SATURDAY])
      giving(command, open).thenTypes('OrderCreatedEvent');
    for (const closed of [at('2025-11-24T14:28:00.000Z'), NOON, at('2025-11-24T23:59:59.999Z')])
      giving(command, closed).thenRejected('auction_closed', 'timeInForce');
  });

  it('OR-U2: the closing auction takes orders from the evening until ten minutes before the close', () => {
    const command = create({ timeInForce: 'cls' });
    for (const open of [EVENING, PRE, NOON, at('2025-11-24T20:49:59.999Z')])
      giving(command, open).thenTypes('OrderCreatedEvent');
    for (const closed of [at('2025-11-24T20:50:00.000Z'), AFTER_CLOSE])
      giving(command, closed).thenRejected('auction_closed', 'timeInForce');
  });

  it('OR-U2: extended hours take day and gtc limit orders of stocks', () => {
    const extended = { extendedHours: true };
    giving(limit('150', extended)).thenTypes('OrderCreatedEvent');
    giving(limit('150', { ...extended, timeInForce: 'gtc' })).thenTypes('OrderCreatedEvent');
    for (const command of [
      create(extended),
      limit('150', { ...extended, timeInForce: 'ioc' }),
      create({ ...extended, orderType: 'stop', stopPrice: '151' }),
      limit('5', { ...extended, symbol: OPTION.symbol, quantity: '1' }, { instrument: OPTION, quote: null }),
    ])
      giving(command).thenRejected('extended_hours_not_allowed', 'extendedHours');
  });
});

describe('when an order ends by itself', () => {
  it('OR-U2: a day order ends with the session, one after the close with the next', () => {
    expect(expiresAt(create())).toBe('2025-11-24T21:00:00.000Z');
    expect(expiresAt(create(), PRE)).toBe('2025-11-24T21:00:00.000Z');
    expect(expiresAt(create(), AFTER_CLOSE)).toBe('2025-11-25T21:00:00.000Z');
    expect(expiresAt(create(), SATURDAY)).toBe('2025-11-24T21:00:00.000Z');
    expect(expiresAt(create(), at('2025-11-28T15:00:00.000Z'))).toBe('2025-11-28T18:00:00.000Z');
  });

  it('OR-U2: in extended hours it ends with them', () => {
    expect(expiresAt(limit('150', { extendedHours: true }))).toBe('2025-11-25T01:00:00.000Z');
  });

  it('OR-U2: gtc ends after 90 days, an auction order with its auction, the rest at once', () => {
    expect(expiresAt(create({ timeInForce: 'gtc' }))).toBe('2026-02-22T17:00:00.000Z');
    expect(expiresAt(create({ timeInForce: 'opg' }), PRE)).toBe('2025-11-24T14:30:00.000Z');
    expect(expiresAt(create({ timeInForce: 'cls' }))).toBe('2025-11-24T21:00:00.000Z');
    expect(expiresAt(create({ timeInForce: 'ioc' }))).toBeNull();
  });
});

describe('contracts', () => {
  it('G-R6: trade until the day they expire and not after it', () => {
    const last = limit('5', { symbol: OPTION.symbol, quantity: '1' }, { instrument: OPTION, quote: null });
    giving(last, at('2026-01-16T15:00:00.000Z')).thenTypes('OrderCreatedEvent');
    giving(last, at('2026-01-17T15:00:00.000Z')).thenRejected('contract_expired', 'symbol');
  });

  it('are known by details that fit their type', () => {
    const broken = { ...FUTURE, future: null };
    giving(limit('5000', { symbol: FUTURE.symbol }, { instrument: broken, quote: null })).thenRejected(
      'invalid_instrument',
      'symbol',
    );
  });
});

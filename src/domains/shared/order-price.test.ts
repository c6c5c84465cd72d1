import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { OrderPrice } from './order-price.ts';
import { TickSize } from './tick-size.ts';
import { ORDER_TYPES } from './trading.ts';
import { known } from './value.ts';

const tick = (size: string) => known(TickSize.create(size));
const CENT = tick('0.01');

describe('a tick size (OR-U5)', () => {
  it('is above zero, and equal ticks are the same text', () => {
    expect(tick('0.010')).toBe('0.01');
    for (const input of ['0', '-0.01', 'x']) expect(TickSize.create(input).ok).toBe(false);
  });

  it.each([
    ['stock', '0.01', '190', '0.01'],
    ['stock', '0.01', '1', '0.01'],
    ['stock', '0.01', '0.9999', '0.0001'],
    ['stock', '0.00001', '0.5', '0.00001'],
    ['stock', '0.005', '20', '0.005'],
    ['option', '0.01', '2.99', '0.01'],
    ['option', '0.01', '3', '0.05'],
    ['option', '0.05', '2.95', '0.05'],
    ['option', '0.05', '3', '0.1'],
    ['option', '0.25', '12', '0.25'],
    ['future', '0.25', '0.5', '0.25'],
    ['crypto', '0.00000001', '0.5', '0.00000001'],
  ] as const)('of a %s with %s, at %s, is %s', (assetType, tickSize, price, expected) => {
    expect(TickSize.at({ assetType, tickSize }, price)).toBe(expected);
  });

  it('tells whether a price stands on it', () => {
    expect(TickSize.isMultiple('190.01', CENT)).toBe(true);
    expect(TickSize.isMultiple('190.015', CENT)).toBe(false);
    expect(TickSize.isMultiple('5875.25', tick('0.25'))).toBe(true);
  });
});

describe('rounding to a tick', () => {
  it.each([
    ['1.004', '1'],
    ['1.005', '1.01'],
    ['1.015', '1.02'],
    ['1.025', '1.03'],
  ])('%s is nearest to %s: halves go up, not to the even neighbour', (price, expected) => {
    expect(TickSize.nearest(price, CENT)).toBe(expected);
  });

  it.each([
    ['a stop that sells lies below the market and goes down', '99.996', 'sell', '99.99'],
    ['a stop that buys lies above the market and goes up', '100.004', 'buy', '100.01'],
    ['a target that sells lies above the market and goes down', '110.009', 'sell', '110'],
    ['a target that buys lies below the market and goes up', '90.001', 'buy', '90.01'],
  ] as const)('AU-U11: %s', (_, price, side, expected) => {
    expect(TickSize.forExit(price, CENT, side)).toBe(expected);
  });

  it('always ends on the tick, less than one away, and leaves alone what is on it', () => {
    const anyPrice = fc
      .integer({ min: 1, max: 10_000_000 })
      .map((n) => decimal(String(n)).div(1000).toFixed());
    const anyTick = fc.constantFrom('0.01', '0.05', '0.25', '0.0001', '0.03', '7').map(tick);
    const anySide = fc.constantFrom('buy' as const, 'sell' as const);
    fc.assert(
      fc.property(anyPrice, anyTick, anySide, (price, size, side) => {
        for (const rounded of [TickSize.nearest(price, size), TickSize.forExit(price, size, side)]) {
          expect(TickSize.isMultiple(rounded, size)).toBe(true);
          expect(decimal(rounded).minus(price).abs().lt(size)).toBe(true);
          if (TickSize.isMultiple(price, size)) expect(rounded).toBe(price);
        }
      }),
    );
  });
});

describe('the price of an order (OR-R5)', () => {
  it('is above zero and a multiple of its tick, in canonical form', () => {
    expect(OrderPrice.create('190.010', 'limit', CENT)).toEqual({
      ok: true,
      value: { price: '190.01', orderType: 'limit', tickSize: '0.01' },
    });
    expect(OrderPrice.create('190.015', 'limit', CENT)).toMatchObject({
      rejection: { code: 'invalid_tick' },
    });
    for (const price of ['0', '-1', 'x', '1e2'])
      expect(OrderPrice.create(price, 'limit', CENT)).toMatchObject({ rejection: { code: 'invalid_price' } });
  });

  it.each(ORDER_TYPES)('of a %s order above a million is allowed only where it is no limit', (orderType) => {
    const isLimit = orderType === 'limit' || orderType === 'stop_limit';
    expect(OrderPrice.create('1000000', orderType, CENT).ok).toBe(true);
    expect(OrderPrice.create('1000000.01', orderType, CENT).ok).toBe(!isLimit);
  });

  it('taken from a quote is on the nearest tick; a price of nothing is none', () => {
    expect(known(OrderPrice.fromQuote('190.015', 'limit', CENT)).price).toBe('190.02');
    expect(OrderPrice.fromQuote('0.004', 'limit', CENT).ok).toBe(false);
  });

  it('is equal by value and cannot be changed', () => {
    const price = (text: string) => known(OrderPrice.create(text, 'limit', CENT));
    expect(OrderPrice.equals(price('1.0'), price('1.00'))).toBe(true);
    expect(OrderPrice.equals(price('1'), known(OrderPrice.create('1', 'stop', CENT)))).toBe(false);
    expect(OrderPrice.equals(price('1'), known(OrderPrice.create('1', 'limit', tick('0.5'))))).toBe(false);
    expect(Object.isFrozen(price('1'))).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { Leverage } from './leverage.ts';
import { Percentage } from './percentage.ts';
import { Quantity } from './quantity.ts';
import { StrikePrice } from './strike-price.ts';
import { known, type Parsed } from './value.ts';

const NOT_DECIMALS = ['', 'abc', '1e3', 'NaN', 'Infinity', ' 1', '1.', '.5', '0x10', '1,5'];

describe('values of one number (domains 5)', () => {
  const kinds: Record<string, { readonly create: (input: string) => Parsed<string> }> = {
    Quantity,
    StrikePrice,
    Percentage,
    Leverage,
  };

  it.each(Object.entries(kinds))('%s: equal numbers are the same text', (_, kind) => {
    expect(known(kind.create('2.50'))).toBe('2.5');
    expect(known(kind.create('02.5'))).toBe(known(kind.create('2.500')));
  });

  it.each(Object.entries(kinds))('%s: takes decimals in strings only', (_, kind) => {
    for (const input of NOT_DECIMALS) expect(kind.create(input).ok).toBe(false);
  });
});

describe('a quantity', () => {
  it.each(['0.000000001', '1', '1000000', '999999.999999999'])('%s is one', (input) => {
    expect(Quantity.create(input).ok).toBe(true);
  });

  it.each(['0', '-1', '1000000.000000001', '1000001'])('%s is none', (input) => {
    expect(Quantity.create(input)).toMatchObject({ rejection: { code: 'invalid_quantity' } });
  });

  it.each([
    ['10.9', '1', '10'],
    ['0.123456', '0.001', '0.123'],
    ['1999', '100', '1900'],
    ['5000000', '1', '1000000'],
    ['33.33333333333333333333333333', '0.000000001', '33.333333333'],
  ])('AU-U9: %s in lots of %s is rounded down to %s', (computed, lot, expected) => {
    expect(Quantity.fromComputed(computed, lot)).toBe(expected);
  });

  it.each([
    ['0.99', '1'],
    ['0', '1'],
    ['-5', '1'],
    ['99', '100'],
  ])('AU-U9: %s in lots of %s is no order', (computed, lot) => {
    expect(Quantity.fromComputed(computed, lot)).toBeNull();
  });
});

describe('a strike price', () => {
  it.each(['0.001', '150', '99999.999'])('%s is one', (input) => {
    expect(StrikePrice.create(input).ok).toBe(true);
  });

  it.each(['0', '-1', '0.0001', '100000'])('%s is none', (input) => {
    expect(StrikePrice.create(input)).toMatchObject({ rejection: { code: 'invalid_strike_price' } });
  });
});

describe('a percentage', () => {
  it.each(['0', '100', '12.5'])('%s is one', (input) => {
    expect(Percentage.create(input).ok).toBe(true);
  });

  it.each(['-0.1', '100.0001'])('%s is none', (input) => {
    expect(Percentage.create(input)).toMatchObject({ rejection: { code: 'invalid_percentage' } });
  });

  it('V-R5: is told apart from a fraction, and turned into one and back', () => {
    const percentage = known(Percentage.fromFraction('0.125'));
    expect(percentage).toBe('12.5');
    expect(Percentage.toFraction(percentage)).toBe('0.125');
    expect(Percentage.fromFraction('1.01').ok).toBe(false);
    expect(Percentage.fromFraction('x').ok).toBe(false);
  });

  it('is taken of an amount', () => {
    expect(Percentage.of(known(Percentage.create('2')), '10050')).toBe('201');
  });
});

describe('leverage', () => {
  it.each(['1', '2', '4', '1.5', '100'])('%s is one', (input) => {
    expect(Leverage.create(input).ok).toBe(true);
  });

  it.each(['0', '0.99', '-2', '101'])('%s is none', (input) => {
    expect(Leverage.create(input)).toMatchObject({ rejection: { code: 'invalid_leverage' } });
  });

  it('tells the exposure of equity and the equity of an exposure', () => {
    const two = known(Leverage.create('2'));
    expect(Leverage.exposureOf(two, '1000')).toBe('2000');
    expect(Leverage.exposureOf(two, '-1000')).toBe('0');
    expect(Leverage.equityFor(two, '1500')).toBe('750');
  });
});

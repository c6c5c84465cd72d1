import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  computedDecimal,
  Decimal,
  decimal,
  decimalString,
  positiveDecimalString,
  sum,
  text,
  ZERO,
} from './decimal.ts';

const ok = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('decimals (domains 2.1: 28 significant digits, half to even)', () => {
  it('keep 28 digits of a quotient', () => {
    expect(text(decimal('1').div('3'))).toBe(`0.${'3'.repeat(28)}`);
    expect(text(decimal('2').div('3'))).toBe(`0.${'6'.repeat(27)}7`);
  });

  it('invariant 10: 100 @150, 50 @155 and 25 @160 average to 152.8571428571428571428571429', () => {
    const value = decimal('100')
      .times('150')
      .plus(decimal('50').times('155'))
      .plus(decimal('25').times('160'));
    expect(text(value.div('175'))).toBe('152.8571428571428571428571429');
  });

  it.each([
    ['1.0000000000000000000000000005', '1'],
    ['1.0000000000000000000000000015', '1.000000000000000000000000002'],
    ['1.0000000000000000000000000025', '1.000000000000000000000000002'],
    ['-1.0000000000000000000000000015', '-1.000000000000000000000000002'],
    ['1.00000000000000000000000000051', '1.000000000000000000000000001'],
  ])('a half in the 29th digit goes to the even neighbour: %s → %s', (exact, rounded) => {
    expect(text(decimal(exact).plus('0'))).toBe(rounded);
  });

  it('are not binary: a tenth and two tenths are three tenths', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3');
  });

  it('are written plainly, without exponent, trailing zeros or a sign on zero', () => {
    expect(text(decimal('0.0000000000000000000000001'))).toBe('0.0000000000000000000000001');
    expect(text(new Decimal('1e25'))).toBe(`1${'0'.repeat(25)}`);
    expect(text(decimal('1.500'))).toBe('1.5');
    expect(text(decimal('0').neg())).toBe(ZERO);
  });

  it('round trip through text', () => {
    const anyText = fc
      .tuple(fc.bigInt({ min: -(10n ** 27n), max: 10n ** 27n }), fc.integer({ min: 0, max: 20 }))
      .map(([digits, places]) => text(new Decimal(digits.toString()).div(new Decimal(10).pow(places))));
    fc.assert(
      fc.property(anyText, (written) => {
        expect(text(decimal(written))).toBe(written);
      }),
    );
  });
});

describe('a sum', () => {
  it('of nothing is zero', () => {
    expect(sum([])).toBe(ZERO);
  });

  it('of money does not depend on the order', () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => text(new Decimal(n).div(100)));
    fc.assert(
      fc.property(fc.array(cents), (amounts) => {
        expect(sum([...amounts].reverse())).toBe(sum(amounts));
      }),
    );
  });
});

describe('a decimal in a payload (domains 2.1: never a number)', () => {
  it.each(['0', '12.50', '-3', '00.1', '12345678901234567890', `0.${'1'.repeat(28)}`])(
    '%j is one',
    (value) => {
      expect(ok(decimalString(), value)).toBe(true);
    },
  );

  it.each([
    12.5,
    null,
    '',
    ' 1',
    '1 ',
    '1\n2',
    '+1',
    '.5',
    '5.',
    '1e5',
    '1,5',
    '0x10',
    'NaN',
    'Infinity',
    '--1',
    '١',
    '1'.repeat(21),
    `0.${'1'.repeat(29)}`,
  ])('%j is none', (value) => {
    expect(ok(decimalString(), value)).toBe(false);
  });

  it.each([
    ['0.01', true],
    ['0', false],
    ['0.00', false],
    ['-1', false],
    ['abc', false],
    ['', false],
  ])('%j is positive: %s', (value, positive) => {
    expect(ok(positiveDecimalString(), value)).toBe(positive);
  });

  it('that was computed may be longer behind the point', () => {
    expect(ok(computedDecimal(), `0.${'0'.repeat(20)}${'1'.repeat(28)}`)).toBe(true);
    expect(ok(computedDecimal(), text(decimal('0.003').div('7')))).toBe(true);
    expect(ok(computedDecimal(), '1e-30')).toBe(false);
    expect(ok(computedDecimal(), '1'.repeat(201))).toBe(false);
  });
});

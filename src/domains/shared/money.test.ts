import { describe, expect, it } from 'vitest';
import { Money, SignedMoney } from './money.ts';
import { known } from './value.ts';

const money = (amount: string, currency?: string) => known(Money.create(amount, currency));
const signed = (amount: string, currency?: string) => known(SignedMoney.create(amount, currency));

describe('money (domains 5)', () => {
  it.each(['0', '12.5', '1000000.000001', '-0'])('%s is an amount', (amount) => {
    expect(Money.create(amount).ok).toBe(true);
  });

  it.each([
    ['-0.01', 'USD', 'negative_amount'],
    ['', 'USD', 'invalid_amount'],
    ['1e3', 'USD', 'invalid_amount'],
    ['1,000', 'USD', 'invalid_amount'],
    ['1', 'usd', 'invalid_currency'],
    ['1', 'EURO', 'invalid_currency'],
  ])('%j %s is refused: %s', (amount, currency, code) => {
    expect(Money.create(amount, currency)).toMatchObject({ ok: false, rejection: { code } });
  });

  it('is dollars unless it says otherwise', () => {
    expect(money('1')).toEqual({ amount: '1', currency: 'USD' });
  });

  it('is equal by value, however the amount was written', () => {
    expect(Money.equals(money('1.00'), money('01.0'))).toBe(true);
    expect(Money.equals(money('1'), money('1.01'))).toBe(false);
    expect(Money.equals(money('1', 'EUR'), money('1'))).toBe(false);
  });

  it('is added in one currency only', () => {
    expect(Money.add(money('0.1'), money('0.2'))).toEqual({ ok: true, value: money('0.3') });
    expect(Money.add(money('1'), money('1', 'EUR'))).toMatchObject({
      rejection: { code: 'currency_mismatch', detail: 'USD and EUR are never added' },
    });
  });

  it('is never taken below zero', () => {
    expect(Money.minus(money('1'), money('1'))).toEqual({ ok: true, value: money('0') });
    expect(Money.minus(money('1'), money('2'))).toMatchObject({ rejection: { code: 'negative_amount' } });
  });

  it.each([
    ['1234.5', '1234.50 USD'],
    ['0.005', '0.00 USD'],
    ['0.015', '0.02 USD'],
  ])('%s is written %s', (amount, text) => {
    expect(Money.text(money(amount))).toBe(text);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(money('1'))).toBe(true);
  });
});

describe('signed money: profit and loss, cash on margin', () => {
  it('may be negative', () => {
    expect(signed('-12.50')).toEqual({ amount: '-12.5', currency: 'USD' });
    expect(SignedMoney.text(signed('-12.5', 'EUR'))).toBe('-12.50 EUR');
  });

  it('is added and subtracted in one currency only', () => {
    expect(SignedMoney.add(signed('-3'), signed('1'))).toEqual({ ok: true, value: signed('-2') });
    expect(SignedMoney.minus(signed('1'), signed('3'))).toEqual({ ok: true, value: signed('-2') });
    expect(SignedMoney.minus(signed('1'), signed('1', 'EUR')).ok).toBe(false);
  });

  it('has one zero', () => {
    expect(SignedMoney.equals(signed('-0.00'), signed('0'))).toBe(true);
    expect(Object.isFrozen(signed('-0'))).toBe(true);
  });
});

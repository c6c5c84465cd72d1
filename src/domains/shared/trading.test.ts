import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { plainAsset } from './derivatives.ts';
import { accountFiguresSchema, brokerOrderSchema, clientOrderIdSchema, fillSchema } from './trading.ts';

const uuid = '00000000-0000-4000-8000-000000000001';

describe('a client order id', () => {
  it.each(['a', 'order-1', '2026.11.22:AAPL_1', 'x'.repeat(48)])('%s is one', (text) => {
    expect(clientOrderIdSchema.safeParse(text).success).toBe(true);
  });

  it.each(['', '-a', '.a', 'a b', 'a/b', 'ä', 'a\n', 'x'.repeat(49)])('%j is none', (text) => {
    expect(clientOrderIdSchema.safeParse(text).success).toBe(false);
  });
});

describe('an order for a broker', () => {
  const order = {
    orderId: uuid,
    clientOrderId: 'client-1',
    symbol: 'AAPL',
    ...plainAsset('stock'),
    multiplier: '1',
    side: 'sell',
    positionEffect: 'close',
    orderType: 'trailing_stop',
    quantity: '10',
    limitPrice: null,
    stopPrice: null,
    trailAmount: '0.5',
    trailPercent: null,
    timeInForce: 'gtc',
    extendedHours: false,
    ocoGroupId: null,
  };

  it('carries every term; one that does not apply is null, never left out', () => {
    expect(brokerOrderSchema.parse(order)).toEqual(order);
    for (const key of Object.keys(order)) {
      const { [key as keyof typeof order]: _, ...rest } = order;
      expect(brokerOrderSchema.safeParse(rest).success).toBe(false);
    }
  });

  it.each([
    { quantity: '0' },
    { quantity: 10 },
    { quantity: '1e3' },
    { limitPrice: '-1' },
    { side: 'BUY' },
    { orderType: 'Market' },
    { timeInForce: 'gtd' },
    { assetType: 'bond' },
  ])('refuses %j', (changes) => {
    expect(brokerOrderSchema.safeParse({ ...order, ...changes }).success).toBe(false);
  });
});

describe('news of a broker', () => {
  const fill = { fillId: 'f', price: '1', quantity: '1', commission: '0', filledAt: TEST_NOW };
  const figures = { balance: '-1', equity: null, buyingPower: null, asOf: TEST_NOW };

  it('a fill has a price, a quantity and an instant; its commission may be a rebate', () => {
    expect(fillSchema.parse({ ...fill, commission: '-0.02' })).toMatchObject({ commission: '-0.02' });
    for (const wrong of [
      { price: '0' },
      { quantity: '0' },
      { fillId: '' },
      { filledAt: '2026-11-22T10:00:00' },
    ])
      expect(fillSchema.safeParse({ ...fill, ...wrong }).success).toBe(false);
  });

  it('figures may be negative or unknown, but never undefined and always as of an instant', () => {
    expect(accountFiguresSchema.parse(figures)).toEqual(figures);
    for (const key of Object.keys(figures)) {
      const { [key as keyof typeof figures]: _, ...rest } = figures;
      expect(accountFiguresSchema.safeParse(rest).success).toBe(false);
    }
  });
});

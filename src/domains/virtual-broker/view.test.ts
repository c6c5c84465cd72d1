import { expect, it } from 'vitest';
import { initialVirtualBroker } from './state.ts';
import { fees, id, open, openMargin, PURGE, play, submit, submitStock } from './testing/fixtures.ts';
import { NO_FEES } from './values.ts';
import { virtualAccountResource } from './view.ts';

it('shows the account as its user sees it: money, positions and working orders', () => {
  const { state } = play([openMargin(), submitStock('a'), submitStock('b', { limitPrice: '90' })]);
  expect(virtualAccountResource(state)).toMatchObject({
    status: 'active',
    cash: '99000',
    equity: '100000',
    buyingPower: '198100',
    marginMultiplier: 2,
    maintenanceRequirement: '300',
    positions: [{ symbol: 'AAPL', side: 'long', quantity: '10', averagePrice: '100', unrealizedPnl: '0' }],
    orders: [{ orderId: id('b'), limitPrice: '90', remainingQuantity: '10', reservedCash: '900' }],
  });
});

it('VB-U12: shows the fees it really pays', () => {
  const of = (...commands: Parameters<typeof play>[0]) => virtualAccountResource(play(commands).state)?.fees;
  expect(of(open())).toEqual(NO_FEES);
  expect(of(open({ profile: 'conservative' }))).toMatchObject({
    perOptionContract: '0.65',
    cryptoShare: '0.0025',
  });
  expect(of(open({ profile: 'conservative' }), fees({ perShare: '0.01' }))).toEqual({
    ...NO_FEES,
    perShare: '0.01',
  });
});

it('shows nothing of an account that is not there', () => {
  expect(virtualAccountResource(initialVirtualBroker)).toBeNull();
  expect(virtualAccountResource(play([open(), submit('a'), PURGE]).state)).toBeNull();
});

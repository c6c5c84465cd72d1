import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { EXPIRY, option } from '../domains/virtual-broker/testing/contracts.ts';
import * as virtual from '../domains/virtual-broker/testing/fixtures.ts';
import { bookOf, happened, named, schemaOf, TO_ACCOUNT } from './testing/reports.ts';

describe('VB-P2: a contract that expired', () => {
  const CALL = option('call', '100');
  const settled = (underlyingPrice: string, startingCash = '100000') =>
    happened(
      [
        virtual.open({ startingCash }),
        virtual.simulate('buy', '1', '3', CALL),
        { type: 'SettleExpiryCommand', symbol: CALL.symbol, date: EXPIRY, underlyingPrice },
      ],
      'VirtualPositionSettled',
      TEST_NOW,
    );

  it('in the money leaves its position, and its shares enter theirs under the same id', () => {
    const [contract, shares, account, ...more] = settled('110');
    expect(more).toEqual([]);
    expect(contract).toMatchObject({
      target: bookOf(CALL.symbol),
      command: {
        type: 'SettleExpiredPositionCommand',
        positionId: null,
        outcome: 'exercise',
        quantity: '1',
        settlementPrice: '0',
      },
    });
    expect(shares).toMatchObject({
      target: bookOf('AAPL'),
      command: {
        type: 'UpdatePositionCommand',
        fillId: contract && 'settlementId' in contract.command && contract.command.settlementId,
        assetType: 'stock',
        multiplier: '1',
        side: 'buy',
        quantity: '100',
        price: '100',
        commission: '0',
      },
    });
    expect(account && named(account)).toBe(TO_ACCOUNT);
  });

  it.each([
    ['worthless', '90', '100000', 'worthless', '0'],
    ['sold because the funds do not suffice', '110', '5000', 'cash_settlement', '10'],
  ])('without shares is settled alone: %s', (_, underlying, cash, outcome, settlementPrice) => {
    const [contract, account, ...more] = settled(underlying, cash);
    expect(more).toEqual([]);
    expect(contract?.command).toMatchObject({ outcome, settlementPrice });
    expect(account && named(account)).toBe(TO_ACCOUNT);
  });
});

describe('VB-P4: a corporate action', () => {
  const applied = (action: object, ...before: Parameters<typeof virtual.play>[0]) =>
    happened(
      [
        virtual.open(),
        ...before,
        { type: 'ApplyCorporateActionCommand', actionId: 'action-1', action } as never,
      ],
      'VirtualCorporateActionApplied',
    );
  const split = (from: number, to: number) => ({ kind: 'split', symbol: 'AAPL', from, to, exDate: EXPIRY });
  const rename = { kind: 'symbol_change', symbol: 'AAPL', newSymbol: 'NEWS', exDate: EXPIRY };
  const dividend = { kind: 'cash_dividend', symbol: 'AAPL', perShare: '0.25', exDate: EXPIRY };
  const HELD = virtual.submit('a');

  it.each([
    ['two for one', split(1, 2), { kind: 'split', ratio: '2' }],
    ['one for thirty', split(30, 1), { kind: 'split', ratio: '0.0333333333333333333333333333' }],
    ['a new symbol', rename, { kind: 'symbol_change', newSymbol: 'NEWS' }],
  ])('%s adjusts the position once, by the id of the action', (_, action, adjustment) => {
    const [adjusted, account] = applied(action, HELD);
    expect(adjusted).toEqual({
      target: bookOf('AAPL'),
      command: {
        type: 'AdjustPositionCommand',
        positionId: null,
        adjustmentId: 'action-1',
        adjustment,
        reason: null,
        effectiveAt: TEST_NOW,
      },
    });
    expect(adjusted && schemaOf(adjusted)?.parse(adjusted.command)).toEqual(adjusted?.command);
    expect(account && named(account)).toBe(TO_ACCOUNT);
  });

  it('that pays a dividend only moves cash', () => {
    expect(applied(dividend, HELD)).toMatchObject([{ command: { figures: { balance: '99002.5' } } }]);
  });

  it('while only orders are concerned adjusts no position', () => {
    expect(applied(split(1, 2), virtual.submit('a', { limitPrice: '1' })).map(named)).toEqual([TO_ACCOUNT]);
  });
});

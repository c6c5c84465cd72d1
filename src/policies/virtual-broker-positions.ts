import type { z } from 'zod';
import { decimal, text } from '../core/decimal.ts';
import type { UtcInstant } from '../core/instant.ts';
import type { AddressedCommand } from '../core/policy.ts';
import type { Adjustment } from '../domains/position/adjustments.ts';
import { NO_PLAN } from '../domains/position/opening.ts';
import { type AssetFields, plainAsset } from '../domains/shared/derivatives.ts';
import type { OrderSide } from '../domains/shared/trading.ts';
import type { virtualBrokerEvents as events } from '../domains/virtual-broker/events.ts';
import { toAccount, toBook } from './report-addresses.ts';

type Data<Type extends keyof typeof events> = z.infer<(typeof events)[Type]['schema']>;

/** A trade that no order of ours made, such as a forced close or shares that an option became. */
interface UnorderedTrade {
  readonly accountId: string;
  readonly tradeId: string;
  readonly symbol: string;
  readonly asset: AssetFields;
  readonly multiplier: string;
  readonly side: OrderSide;
  readonly quantity: string;
  readonly price: string;
  readonly commission: string;
  readonly equity: string | null;
  readonly tradedAt: UtcInstant;
}

/** It is booked on its position as it is, under its own id. */
export const booked = ({ accountId, tradeId, symbol, asset, equity, tradedAt, ...trade }: UnorderedTrade) =>
  toBook(accountId, symbol, {
    type: 'UpdatePositionCommand',
    fillId: tradeId,
    orderId: tradeId,
    accountId,
    brokerId: 'virtual',
    automationId: null,
    signalId: null,
    symbol,
    ...asset,
    ...trade,
    positionEffect: null,
    filledAt: tradedAt,
    accountEquityAtEntry: equity,
    exitReason: null,
    ...NO_PLAN,
  });

const OUTCOMES = {
  exercised: 'exercise',
  assigned: 'assignment',
  worthless: 'worthless',
  sold_at_intrinsic: 'cash_settlement',
  cash_settled: 'cash_settlement',
} as const;

/** A contract that expired leaves its position, what it was settled by enters another, and the money is mirrored. */
export const settled = (data: Data<'VirtualPositionSettled'>): readonly AddressedCommand[] => {
  const { accountId, symbol, settlementId, outcome, quantity, settlementPrice, stockTrade, settledAt } = data;
  const contract = toBook(accountId, symbol, {
    type: 'SettleExpiredPositionCommand',
    positionId: null,
    settlementId,
    outcome: OUTCOMES[outcome],
    quantity,
    commission: '0',
    settlementPrice,
    underlyingPrice: null,
    settledAt,
  });
  const shares =
    stockTrade === null
      ? []
      : [
          booked({
            accountId,
            tradeId: settlementId,
            symbol: stockTrade.symbol,
            asset: plainAsset('stock'),
            multiplier: '1',
            side: stockTrade.side,
            quantity: stockTrade.quantity,
            price: stockTrade.price,
            commission: '0',
            equity: data.figures.equity,
            tradedAt: settledAt,
          }),
        ];
  return [contract, ...shares, toAccount(accountId, data.figures)];
};

/** Places that a stored decimal may have. */
const MOST_PLACES = 28;

/** What a corporate action does to a position; a dividend only moves cash. */
const adjustmentOf = (action: Data<'VirtualCorporateActionApplied'>['action']): Adjustment | null => {
  switch (action.kind) {
    case 'split':
      return {
        kind: 'split',
        ratio: text(decimal(String(action.to)).div(action.from).toDecimalPlaces(MOST_PLACES)),
      };
    case 'symbol_change':
      return { kind: 'symbol_change', newSymbol: action.newSymbol };
    case 'cash_dividend':
      return null;
  }
};

/** A split or a new symbol adjusts the position that is held; the money is mirrored in any case. */
export const corporateAction = (data: Data<'VirtualCorporateActionApplied'>): readonly AddressedCommand[] => {
  const { accountId, actionId, action, quantityBefore, figures, appliedAt } = data;
  const adjustment = decimal(quantityBefore).isZero() ? null : adjustmentOf(action);
  const adjusted =
    adjustment === null
      ? []
      : [
          toBook(accountId, action.symbol, {
            type: 'AdjustPositionCommand',
            positionId: null,
            adjustmentId: actionId,
            adjustment,
            reason: null,
            effectiveAt: appliedAt,
          }),
        ];
  return [...adjusted, toAccount(accountId, figures)];
};

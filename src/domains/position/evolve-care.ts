import { type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { splitStopConfig, splitTargetConfig } from './configs.ts';
import { type Data, unknownTogether } from './evolve-trades.ts';
import { withFigures } from './figures.ts';
import type { PositionDoc } from './state.ts';
import { SHARE_SCALE } from './values.ts';

/** The position with another stop, or without one. */
export const stopLossSet = (position: PositionDoc, data: Data<'PositionStopLossSetEvent'>): PositionDoc => {
  const { stopLoss: config, stopLossPrice: price, atr, waterMark, heldAtBroker, riskAmount: risk } = data;
  const hasRisk = risk !== null && decimal(risk).gt(0);
  return {
    ...position,
    stopLoss:
      config && price !== null ? { config, price, atr, waterMark, movedAt: null, heldAtBroker } : null,
    unprotected: false,
    initialRisk: position.initialRisk ?? (hasRisk ? risk : null),
  };
};

const divided = (price: DecimalString, ratio: DecimalString) =>
  text(decimal(price).div(ratio).toDecimalPlaces(SHARE_SCALE));

const split = (position: PositionDoc, ratio: DecimalString): PositionDoc => {
  const { stopLoss, takeProfit, lastEntry, valuation } = position;
  const perShare = (price: DecimalString | null) => (price === null ? null : divided(price, ratio));
  return {
    ...position,
    lastEntry: {
      ...lastEntry,
      quantity: text(decimal(lastEntry.quantity).times(ratio)),
      price: divided(lastEntry.price, ratio),
    },
    stopLoss: stopLoss && {
      ...stopLoss,
      config: splitStopConfig(stopLoss.config, ratio),
      atr: perShare(stopLoss.atr),
      waterMark: perShare(stopLoss.waterMark),
    },
    takeProfit: takeProfit && { ...takeProfit, config: splitTargetConfig(takeProfit.config, ratio) },
    valuation: valuation && { ...valuation, price: divided(valuation.price, ratio) },
  };
};

/** The position with another target, or without one. */
export const takeProfitSet = (
  position: PositionDoc,
  data: Data<'PositionTakeProfitSetEvent'>,
): PositionDoc => {
  const { takeProfit: config, takeProfitPrice: price, heldAtBroker } = data;
  return { ...position, takeProfit: config && price !== null ? { config, price, heldAtBroker } : null };
};

/** The position whose trailing stop has followed the market. */
export const trailingStopMoved = (
  position: PositionDoc,
  { stopLossPrice: price, waterMark, movedAt }: Data<'PositionTrailingStopMovedEvent'>,
): PositionDoc => ({
  ...position,
  stopLoss: position.stopLoss && { ...position.stopLoss, price, waterMark, movedAt },
});

/** The position after it was compared with the broker's. */
export const positionReconciled = (
  position: PositionDoc,
  data: Data<'PositionReconciledEvent'>,
): PositionDoc => ({
  ...(data.figures ? withFigures(position, data.figures) : position),
  unknownExit: unknownTogether(position.unknownExit, data.unknownExit),
  lastReconciledAt: data.reconciledAt,
  syncDiscrepancy: data.requiresManualReview,
});

const realizedChanged = (position: PositionDoc, data: Data<'PositionAdjustedEvent'>): PositionDoc => ({
  ...position,
  realizedPnl: sum([position.realizedPnl, data.realizedPnlChange]),
  realizedPnlGross: sum([position.realizedPnlGross, data.realizedPnlGrossChange]),
  totalCommission: sum([position.totalCommission, data.commissionChange]),
});

/** The position after a corporate action or a correction; of a closed one only what it realized changes (PO-U11). */
export const positionAdjusted = (position: PositionDoc, data: Data<'PositionAdjustedEvent'>): PositionDoc => {
  const { adjustment, figures, stopLossPrice, takeProfitPrice } = data;
  const base = figures ? withFigures(position, figures) : realizedChanged(position, data);
  switch (adjustment.kind) {
    case 'split': {
      const { stopLoss, takeProfit, ...rest } = split(base, adjustment.ratio);
      return {
        ...rest,
        stopLoss: stopLoss && stopLossPrice !== null ? { ...stopLoss, price: stopLossPrice } : stopLoss,
        takeProfit:
          takeProfit && takeProfitPrice !== null ? { ...takeProfit, price: takeProfitPrice } : takeProfit,
      };
    }
    case 'symbol_change':
      return { ...base, symbol: adjustment.newSymbol };
    case 'delisting':
      return { ...base, tradable: false };
    case 'trades_found':
      return { ...base, unknownExit: null, syncDiscrepancy: false };
    case 'correction':
      return base;
  }
};

import type { Upcaster } from '../../core/event-registry.ts';
import { isUtcInstant } from '../../core/instant.ts';
import { ASSET_TYPES, type AssetType } from '../shared/asset-type.ts';
import { plainAsset } from '../shared/derivatives.ts';
import { flattenPyramiding, PYRAMIDING_DEFAULTS } from './configs.ts';
import { tradingDateOf } from './figures.ts';
import { tickOf } from './prices.ts';

type Data = Record<string, unknown>;

const lift = (type: string, upcast: (data: Data) => Data): Upcaster => ({
  from: { type, schemaVersion: 1 },
  to: { type, schemaVersion: 2 },
  upcast,
});

const assetTypeOf = (data: Data): AssetType =>
  ASSET_TYPES.find((type) => type === data['assetType']) ?? 'stock';

const dateOf = (data: Data) => {
  const at = String(data['openedAt']);
  return isUtcInstant(at) ? tradingDateOf(assetTypeOf(data), at) : null;
};

const sequenceOf = (entry: unknown): unknown =>
  entry !== null && typeof entry === 'object' && 'sequence' in entry ? entry.sequence : null;

/**
 * Version 1 knew plain assets without stop, target or plan; every fill counted as an entry; the figures after an event were left to
 * whoever folds it, which null figures still mean.
 */
export const positionUpcasters: readonly Upcaster[] = [
  lift('PositionOpenedEvent', (data) => ({
    ...flattenPyramiding(PYRAMIDING_DEFAULTS),
    ...plainAsset(assetTypeOf(data)),
    ...data,
    signalId: null,
    tickSize: tickOf(assetTypeOf(data), null),
    stopLoss: null,
    atr: null,
    takeProfit: null,
    exitsHeldAtBroker: false,
    riskPercentage: null,
    tradingDate: dateOf(data),
  })),
  lift('PositionIncreasedEvent', (data) => ({
    ...data,
    pyramidingCount: sequenceOf(data['entry']),
    newStopLossPrice: null,
    newTakeProfitPrice: null,
    riskAmount: null,
    figures: null,
  })),
  lift('PositionReducedEvent', (data) => ({ ...data, figures: null })),
  lift('PositionClosedEvent', (data) => ({ ...data, figures: null })),
];

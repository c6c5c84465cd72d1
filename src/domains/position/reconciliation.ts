import { z } from 'zod';
import {
  computedDecimal,
  Decimal,
  type DecimalString,
  decimal,
  decimalString,
  positiveDecimalString,
  text,
  ZERO,
} from '../../core/decimal.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { AssetType } from '../shared/asset-type.ts';
import { utcInstant } from '../shared/quote.ts';
import { ORDER_SIDES } from '../shared/trading.ts';
import { type RecentIds, remembers } from './recent-ids.ts';
import type { PositionDoc } from './state.ts';
import { signedQuantity } from './values.ts';

/** What the comparison of a position with the broker's found (domains 5.1). */
export const RECONCILIATION_STATUSES = [
  'synced',
  'quantity_mismatch',
  'price_mismatch',
  'missing_at_broker',
  'missing_locally',
] as const;
export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

/** A position as the broker tells it (domains 5), already in our terms; the quantity of a short is negative. */
export const brokerPositionDataSchema = z.object({
  broker: z.string().min(1),
  brokerPositionId: z.string().nullable(),
  symbol: z.string().min(1),
  quantity: decimalString(),
  averagePrice: positiveDecimalString(),
  currentPrice: decimalString().nullable(),
  marketValue: decimalString().nullable(),
  unrealizedPnl: decimalString().nullable(),
  unrealizedPnlPct: decimalString().nullable(),
  costBasis: decimalString().nullable(),
  lastUpdated: utcInstant(),
  /** The broker's own words, for people; never stored. */
  rawData: z.record(z.string(), z.unknown()),
});
export type BrokerPositionData = z.infer<typeof brokerPositionDataSchema>;

/** A fill that the broker's figures may or may not contain yet. */
export const fillInFlightSchema = z.object({
  fillId: z.string().min(1),
  side: z.enum(ORDER_SIDES),
  quantity: positiveDecimalString(),
  filledAt: utcInstant(),
});
export type FillInFlight = z.infer<typeof fillInFlightSchema>;

/** The result of a reconciliation (domains 5); quantities are signed, differences are the broker's less ours. */
export const reconciliationResultSchema = z.object({
  reconciliationId: z.uuid(),
  reconciledAt: utcInstant(),
  status: z.enum(RECONCILIATION_STATUSES),
  isSynced: z.boolean(),
  domainQuantity: computedDecimal(),
  brokerQuantity: computedDecimal(),
  quantityDifference: computedDecimal(),
  domainAveragePrice: computedDecimal().nullable(),
  brokerAveragePrice: computedDecimal().nullable(),
  priceDifference: computedDecimal().nullable(),
  priceDifferencePct: computedDecimal().nullable(),
  discrepancies: z.array(z.object({ field: z.string(), domain: z.string(), broker: z.string() })),
  requiresManualReview: z.boolean(),
  suggestedAction: z.string().nullable(),
  autoResolved: z.boolean(),
});
export type ReconciliationResult = z.infer<typeof reconciliationResultSchema>;

const WHOLE_UNITS_TOLERANCE = '0.01';
const FRACTION_TOLERANCE = '0.000001';
const PRICE_TOLERANCE_PCT = '0.1';
/** How long a fill may be on its way to us or into the broker's figures. */
const IN_FLIGHT_MS = 30_000;

/** Whether two quantities differ: by 0.01 or more; where parts of a unit are traded, by a millionth or more of the smaller. */
const quantitiesDiffer = (assetType: AssetType, ours: Decimal, brokers: Decimal): boolean => {
  const difference = ours.minus(brokers).abs();
  const fractional = assetType === 'crypto' || !ours.isInteger() || !brokers.isInteger();
  if (!fractional) return difference.gte(WHOLE_UNITS_TOLERANCE);
  const held = Decimal.min(ours.abs(), brokers.abs());
  return difference.gt(0) && difference.gte(held.times(FRACTION_TOLERANCE));
};

/**
 * Whether fills of the last 30 s explain why the broker's quantity differs from ours: those we have not booked may be in its figures, those
 * we have may be missing there.
 */
export const explainedByFills = (
  ours: DecimalString,
  brokers: DecimalString,
  inFlight: readonly FillInFlight[],
  booked: RecentIds,
  now: UtcInstant,
): boolean => {
  let [low, high] = [decimal(ours), decimal(ours)];
  for (const { fillId, side, quantity, filledAt } of inFlight) {
    if (epochMs(now) - epochMs(filledAt) >= IN_FLIGHT_MS) continue;
    const isBooked = remembers(booked, fillId);
    if ((side === 'buy') === isBooked) low = low.minus(quantity);
    else high = high.plus(quantity);
  }
  const there = decimal(brokers);
  return !low.eq(high) && there.gte(low) && there.lte(high);
};

interface Comparison {
  readonly status: ReconciliationStatus;
  readonly requiresManualReview: boolean;
  readonly suggestedAction: string | null;
  readonly quantityDiffers: boolean;
  readonly priceDiffers: boolean;
}

const compare = (
  assetType: AssetType,
  ours: Decimal,
  brokers: Decimal,
  priceDifferencePct: DecimalString | null,
): Comparison => {
  const quantityDiffers = quantitiesDiffer(assetType, ours, brokers);
  const priceDiffers =
    priceDifferencePct !== null && decimal(priceDifferencePct).abs().gte(PRICE_TOLERANCE_PCT);
  const differs = { quantityDiffers, priceDiffers };
  const tradesUnseen = { requiresManualReview: true, suggestedAction: 'fetch_trades' };
  const resolved = { requiresManualReview: false, suggestedAction: null };
  if (!quantityDiffers)
    return { status: priceDiffers ? 'price_mismatch' : 'synced', ...resolved, ...differs };
  if (brokers.isZero()) return { status: 'missing_at_broker', ...tradesUnseen, ...differs };
  if (ours.isZero()) return { status: 'missing_locally', ...resolved, ...differs };
  const shrank = ours.times(brokers).lt(0) || brokers.abs().lt(ours.abs());
  return { status: 'quantity_mismatch', ...(shrank ? tradesUnseen : resolved), ...differs };
};

const difference = (ours: DecimalString, brokers: DecimalString) => text(decimal(brokers).minus(ours));

/**
 * Compares a book with the broker's position (domains 4.7, "Reconciliation"); null is a position that does not exist. The broker wins
 * for quantity and average, so every difference is resolved at once; a person must look where something left unseen.
 */
export const reconcile = (
  open: PositionDoc | null,
  broker: BrokerPositionData | null,
  assetType: AssetType,
  { reconciliationId, now }: { readonly reconciliationId: string; readonly now: UtcInstant },
): ReconciliationResult => {
  const domainQuantity = open === null ? ZERO : signedQuantity(open.side, open.quantity);
  const brokerQuantity = broker?.quantity ?? ZERO;
  const [ours, theirs] = [open?.averageEntryPrice ?? null, broker?.averagePrice ?? null];
  const sameSide = decimal(domainQuantity).times(brokerQuantity).gt(0);
  const priceDifference = ours !== null && theirs !== null && sameSide ? difference(ours, theirs) : null;
  const priceDifferencePct =
    priceDifference === null || ours === null ? null : text(decimal(priceDifference).div(ours).times(100));
  const found = compare(assetType, decimal(domainQuantity), decimal(brokerQuantity), priceDifferencePct);
  const isSynced = found.status === 'synced';
  return {
    reconciliationId,
    reconciledAt: now,
    status: found.status,
    isSynced,
    domainQuantity,
    brokerQuantity,
    quantityDifference: difference(domainQuantity, brokerQuantity),
    domainAveragePrice: ours,
    brokerAveragePrice: theirs,
    priceDifference,
    priceDifferencePct,
    discrepancies: [
      ...(found.quantityDiffers
        ? [{ field: 'quantity', domain: domainQuantity, broker: brokerQuantity }]
        : []),
      ...(found.priceDiffers ? [{ field: 'averagePrice', domain: ours ?? '', broker: theirs ?? '' }] : []),
    ],
    requiresManualReview: found.requiresManualReview,
    suggestedAction: found.suggestedAction,
    autoResolved: !isSynced,
  };
};

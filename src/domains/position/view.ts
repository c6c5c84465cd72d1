import { z } from 'zod';
import { computedDecimal, decimalString } from '../../core/decimal.ts';
import type { View, ViewRow } from '../../core/view.ts';
import { ASSET_TYPES } from '../shared/instrument.ts';
import { markPrice, type Quote, utcInstant } from '../shared/quote.ts';
import { type PositionEvent, positionEvents } from './events.ts';
import { evolvePosition } from './evolve.ts';
import type { PositionDoc } from './state.ts';
import { valuation } from './valuation.ts';
import { ENTRY_REASONS, EXIT_REASONS, POSITION_SIDES, POSITION_STATUSES } from './values.ts';

/** The user's positions, open and closed, one row per position. */
export const positionView: View<PositionDoc, PositionEvent> = {
  kind: 'positions',
  eventTypes: new Set(Object.keys(positionEvents)),
  rowId: (event) => event.data.positionId,
  project: evolvePosition,
  sync: {
    PositionOpenedEvent: { priority: 1, reason: 'the next fill or signal looks for the open position' },
    PositionClosedEvent: {
      priority: 1,
      reason: 'the next fill or signal must not find a position that is gone',
    },
  },
};

/**
 * What a client gets of a position; valuation is null without a price and never zero instead (Position 7).
 */
export const positionResourceSchema = z.object({
  positionId: z.uuid(),
  accountId: z.uuid(),
  strategyId: z.uuid().nullable(),
  automationId: z.uuid().nullable(),
  symbol: z.string(),
  assetType: z.enum(ASSET_TYPES),
  multiplier: decimalString(),
  side: z.enum(POSITION_SIDES),
  status: z.enum(POSITION_STATUSES),
  quantity: computedDecimal(),
  averageEntryPrice: computedDecimal(),
  entryValue: computedDecimal(),
  entries: z.int(),
  exits: z.int(),
  realizedPnl: computedDecimal(),
  totalCommission: computedDecimal(),
  entryReason: z.enum(ENTRY_REASONS),
  exitReason: z.enum(EXIT_REASONS).nullable(),
  exitPrice: decimalString().nullable(),
  openedAt: utcInstant(),
  closedAt: utcInstant().nullable(),
  currentPrice: decimalString().nullable(),
  marketValue: computedDecimal().nullable(),
  unrealizedPnl: computedDecimal().nullable(),
  unrealizedPnlPct: computedDecimal().nullable(),
  totalPnl: computedDecimal().nullable(),
  priceAt: utcInstant().nullable(),
  updatedAt: utcInstant(),
  version: z.int(),
});
export type PositionResource = z.infer<typeof positionResourceSchema>;

const UNPRICED = {
  currentPrice: null,
  marketValue: null,
  unrealizedPnl: null,
  unrealizedPnlPct: null,
  totalPnl: null,
  priceAt: null,
};

const figures = (doc: PositionDoc, quote: Quote | null) => {
  if (doc.status === 'closed') return { ...UNPRICED, totalPnl: doc.realizedPnl };
  if (quote === null) return UNPRICED;
  const currentPrice = markPrice(quote);
  return { ...valuation(doc, currentPrice), currentPrice, priceAt: quote.at };
};

/**
 * The position a client gets for a row of the view, marked at the quote's last price; a closed one needs no
 * price.
 */
export const positionResource = (row: ViewRow<PositionDoc>, quote: Quote | null): PositionResource => ({
  positionId: row.doc.positionId,
  accountId: row.doc.accountId,
  strategyId: row.doc.strategyId,
  automationId: row.doc.automationId,
  symbol: row.doc.symbol,
  assetType: row.doc.assetType,
  multiplier: row.doc.multiplier,
  side: row.doc.side,
  status: row.doc.status,
  quantity: row.doc.quantity,
  averageEntryPrice: row.doc.averageEntryPrice,
  entryValue: row.doc.entryValue,
  entries: row.doc.entries,
  exits: row.doc.exits,
  realizedPnl: row.doc.realizedPnl,
  totalCommission: row.doc.totalCommission,
  entryReason: row.doc.entryReason,
  exitReason: row.doc.exitReason,
  exitPrice: row.doc.exitPrice,
  openedAt: row.doc.openedAt,
  closedAt: row.doc.closedAt,
  ...figures(row.doc, quote),
  updatedAt: row.updatedAt,
  version: row.version,
});

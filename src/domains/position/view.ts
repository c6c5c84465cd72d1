import { epochMs } from '../../core/instant.ts';
import type { View, ViewRow } from '../../core/view.ts';
import type { Quote } from '../shared/quote.ts';
import { type PositionEvent, positionEvents } from './events.ts';
import { evolvePosition } from './evolve.ts';
import {
  NO_READING,
  protectionFields,
  type Reading,
  realizedFields,
  valuedFields,
} from './resource-figures.ts';
import type { PositionResource } from './resource-schema.ts';
import type { PositionDoc } from './state.ts';
import { cashEntryValue } from './valuation.ts';

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
    PositionReconciledEvent: {
      priority: 1,
      reason: 'the next order is measured by the quantity that the broker has',
    },
  },
};

/**
 * The position a client gets for a row of the view, marked at the quote's last price; a closed one needs no price.
 */
export const positionResource = (
  { doc, updatedAt, version }: ViewRow<PositionDoc>,
  quote: Quote | null,
  reading: Reading = NO_READING,
): PositionResource => ({
  positionId: doc.positionId,
  accountId: doc.accountId,
  strategyId: doc.strategyId,
  automationId: doc.automationId,
  signalId: doc.signalId,
  symbol: doc.symbol,
  ...doc.asset,
  multiplier: doc.multiplier,
  side: doc.side,
  status: doc.status,
  tradable: doc.tradable,
  quantity: doc.quantity,
  averageEntryPrice: doc.averageEntryPrice,
  entryValue: doc.entryValue,
  cashEntryValue: cashEntryValue(doc),
  entries: doc.entries,
  exits: doc.exits,
  ...realizedFields(doc),
  totalCommission: doc.totalCommission,
  entryReason: doc.entryReason,
  exitReason: doc.exitReason,
  exitPrice: doc.exitPrice,
  marketCondition: doc.marketCondition,
  accountEquityAtEntry: doc.accountEquityAtEntry,
  openedAt: doc.openedAt,
  closedAt: doc.closedAt,
  ...protectionFields(doc),
  pyramidingAllowed: doc.pyramiding.enabled,
  pyramidingCount: doc.pyramidingCount,
  maxPyramidEntries: doc.pyramiding.maxEntries,
  mfe: doc.mfe,
  mae: doc.mae,
  holdingPeriodMs: doc.closedAt === null ? null : Math.max(0, epochMs(doc.closedAt) - epochMs(doc.openedAt)),
  lastSyncAt: doc.lastReconciledAt,
  syncDiscrepancy: doc.syncDiscrepancy,
  ...valuedFields(doc, quote, reading),
  updatedAt,
  version,
});

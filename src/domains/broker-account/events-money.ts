import { z } from 'zod';
import { computedDecimal, decimalString } from '../../core/decimal.ts';
import { defineEvent } from '../../core/event.ts';
import { localDateString } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { identity } from './events-standing.ts';
import { ACCOUNT_TYPES, detailFiguresSchema, metadataSchema, restrictionsSchema } from './profile.ts';

/** Facts of an account's money: mirrored from the broker; only reservations are our own. */
export const moneyEvents = {
  AccountDataFromBrokerUpdated: defineEvent(
    'AccountDataFromBrokerUpdated',
    2,
    z.object({
      ...identity,
      balance: decimalString(),
      equity: decimalString().nullable(),
      buyingPower: decimalString().nullable(),
      /** From here to the metadata, null tells nothing new. */
      details: detailFiguresSchema.nullable(),
      statusFromBroker: z.string().nullable(),
      accountType: z.enum(ACCOUNT_TYPES).nullable(),
      restrictions: restrictionsSchema.nullable(),
      metadataFromBroker: metadataSchema.nullable(),
      asOf: utcInstant(),
      refreshedAt: utcInstant(),
    }),
  ),
  AccountBalanceUpdated: defineEvent(
    'AccountBalanceUpdated',
    1,
    z.object({ ...identity, balance: decimalString(), asOf: utcInstant() }),
  ),
  AccountEquityUpdated: defineEvent(
    'AccountEquityUpdated',
    1,
    z.object({ ...identity, equity: decimalString(), asOf: utcInstant() }),
  ),
  AccountBuyingPowerUpdated: defineEvent(
    'AccountBuyingPowerUpdated',
    1,
    z.object({ ...identity, buyingPower: decimalString(), asOf: utcInstant() }),
  ),
  BuyingPowerReserved: defineEvent(
    'BuyingPowerReserved',
    1,
    z.object({ ...identity, orderId: z.uuid(), amount: decimalString(), reservedAt: utcInstant() }),
  ),
  BuyingPowerReleased: defineEvent(
    'BuyingPowerReleased',
    1,
    z.object({
      ...identity,
      orderId: z.uuid(),
      amount: decimalString(),
      reason: z.string(),
      releasedAt: utcInstant(),
    }),
  ),
  AccountReconciliationCompleted: defineEvent(
    'AccountReconciliationCompleted',
    1,
    z.object({
      ...identity,
      /** The broker's figure less ours; null when one of them is unknown. */
      balanceDifference: computedDecimal(),
      equityDifference: computedDecimal().nullable(),
      buyingPowerDifference: computedDecimal().nullable(),
      isSynced: z.boolean(),
      /** What a person should know; null when nothing differs by more than 0.01 (BA-U4). */
      note: z.string().nullable(),
      asOf: utcInstant(),
      reconciledAt: utcInstant(),
    }),
  ),
  AccountMetricsCalculated: defineEvent(
    'AccountMetricsCalculated',
    1,
    z.object({
      ...identity,
      tradingDay: localDateString(),
      equity: decimalString(),
      equityAtPreviousClose: decimalString(),
      netDeposits: decimalString(),
      dayPnl: computedDecimal(),
      dayPnlPct: computedDecimal().nullable(),
      calculatedAt: utcInstant(),
    }),
  ),
  AccountSyncFailed: defineEvent(
    'AccountSyncFailed',
    1,
    z.object({
      ...identity,
      brokerConnectionId: z.uuid(),
      brokerId: z.string(),
      environment: z.string(),
      failureClass: z.string(),
      detail: z.string(),
      lastSyncedAt: utcInstant().nullable(),
      failedAt: utcInstant(),
    }),
  ),
  AccountRecovered: defineEvent('AccountRecovered', 1, z.object({ ...identity, recoveredAt: utcInstant() })),
  AccountRecoveryFailed: defineEvent(
    'AccountRecoveryFailed',
    1,
    z.object({
      ...identity,
      reason: z.string(),
      requiresManualIntervention: z.boolean(),
      failedAt: utcInstant(),
    }),
  ),
};

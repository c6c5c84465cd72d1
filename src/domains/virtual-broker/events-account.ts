import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { defineEvent } from '../../core/event.ts';
import { assetFields, localDateString } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { accountFiguresSchema, ORDER_SIDES } from '../shared/trading.ts';
import { identity, moneyFields, positionMarkSchema } from './event-fields.ts';
import {
  ACCOUNT_TYPES,
  FILL_PROFILES,
  faultProfileSchema,
  feeScheduleSchema,
  probabilityString,
  SESSION_MODES,
  startingCashString,
} from './values.ts';

/** What became of a contract when it expired. */
export const SETTLEMENT_OUTCOMES = [
  'exercised',
  'assigned',
  'worthless',
  'sold_at_intrinsic',
  'cash_settled',
] as const;

/** What a company did to its shares. */
export const corporateActionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('split'),
    symbol: z.string().min(1),
    /** `to` shares for each `from`. */
    from: z.int().positive(),
    to: z.int().positive(),
    exDate: localDateString(),
  }),
  z.object({
    kind: z.literal('cash_dividend'),
    symbol: z.string().min(1),
    perShare: positiveDecimalString(),
    exDate: localDateString(),
  }),
  z.object({
    kind: z.literal('symbol_change'),
    symbol: z.string().min(1),
    newSymbol: z.string().min(1).max(21),
    exDate: localDateString(),
  }),
]);
export type CorporateAction = z.infer<typeof corporateActionSchema>;

const margin = {
  ...identity,
  equity: decimalString(),
  requirement: decimalString(),
  marks: z.array(positionMarkSchema),
  figures: accountFiguresSchema,
};

/** Facts of a virtual account itself, its money and its positions. */
export const virtualAccountEvents = {
  VirtualAccountOpened: defineEvent(
    'VirtualAccountOpened',
    2,
    z.object({
      ...identity,
      brokerConnectionId: z.uuid(),
      name: z.string(),
      accountType: z.enum(ACCOUNT_TYPES),
      currency: z.string().length(3),
      startingCash: positiveDecimalString(),
      profile: z.enum(FILL_PROFILES),
      session: z.enum(SESSION_MODES),
      allowFlip: z.boolean(),
      partialFillProbability: probabilityString(),
      slippageBps: z.int(),
      latencyMs: z.int(),
      seed: z.string(),
      ...moneyFields,
      openedAt: utcInstant(),
    }),
  ),
  VirtualAccountReset: defineEvent(
    'VirtualAccountReset',
    1,
    z.object({ ...identity, startingCash: startingCashString(), ...moneyFields, resetAt: utcInstant() }),
  ),
  VirtualAccountDeleted: defineEvent(
    'VirtualAccountDeleted',
    1,
    z.object({ ...identity, brokerConnectionId: z.uuid(), reason: z.string(), deletedAt: utcInstant() }),
  ),
  VirtualFundsDeposited: defineEvent(
    'VirtualFundsDeposited',
    1,
    z.object({
      ...identity,
      amount: positiveDecimalString(),
      reference: z.string(),
      ...moneyFields,
      depositedAt: utcInstant(),
    }),
  ),
  VirtualFundsWithdrawn: defineEvent(
    'VirtualFundsWithdrawn',
    1,
    z.object({
      ...identity,
      amount: positiveDecimalString(),
      reference: z.string(),
      ...moneyFields,
      withdrawnAt: utcInstant(),
    }),
  ),
  VirtualPositionsMarked: defineEvent(
    'VirtualPositionsMarked',
    1,
    z.object({
      ...identity,
      marks: z.array(positionMarkSchema),
      figures: accountFiguresSchema,
      markedAt: utcInstant(),
    }),
  ),
  VirtualMarginCallRaised: defineEvent(
    'VirtualMarginCallRaised',
    1,
    z.object({ ...margin, deficit: positiveDecimalString(), dueAt: utcInstant(), raisedAt: utcInstant() }),
  ),
  VirtualMarginCallCured: defineEvent(
    'VirtualMarginCallCured',
    1,
    z.object({ ...margin, curedAt: utcInstant() }),
  ),
  VirtualPositionSettled: defineEvent(
    'VirtualPositionSettled',
    1,
    z.object({
      ...identity,
      settlementId: z.uuid(),
      symbol: z.string(),
      ...assetFields,
      multiplier: positiveDecimalString(),
      side: z.enum(['long', 'short']),
      quantity: positiveDecimalString(),
      outcome: z.enum(SETTLEMENT_OUTCOMES),
      /** Price at which the position itself ended; zero when it became shares or nothing. */
      settlementPrice: decimalString(),
      underlyingPrice: positiveDecimalString(),
      stockTrade: z
        .object({
          symbol: z.string(),
          side: z.enum(ORDER_SIDES),
          quantity: positiveDecimalString(),
          price: positiveDecimalString(),
          marginable: z.boolean(),
        })
        .nullable(),
      netRealizedPnl: decimalString(),
      /** Cash that came in, or went out when negative. */
      cash: decimalString(),
      ...moneyFields,
      settledAt: utcInstant(),
    }),
  ),
  VirtualCorporateActionApplied: defineEvent(
    'VirtualCorporateActionApplied',
    1,
    z.object({
      ...identity,
      actionId: z.string().min(1),
      action: corporateActionSchema,
      /** What is held of the symbol, negative when short; zero when only orders were concerned. */
      quantityBefore: computedDecimal(),
      quantityAfter: computedDecimal(),
      ...moneyFields,
      appliedAt: utcInstant(),
    }),
  ),
  VirtualFeeScheduleSet: defineEvent(
    'VirtualFeeScheduleSet',
    1,
    z.object({ ...identity, fees: feeScheduleSchema.nullable(), setAt: utcInstant() }),
  ),
  VirtualFaultProfileSet: defineEvent(
    'VirtualFaultProfileSet',
    2,
    z.object({ ...identity, faults: faultProfileSchema, setAt: utcInstant() }),
  ),
};

import { z } from 'zod';
import { decimalString } from '../../core/decimal.ts';

/** Whether an account may borrow; null where the broker does not tell. */
export const ACCOUNT_TYPES = ['cash', 'margin'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** What the broker forbids, flag by flag (BA-U7). */
export const restrictionsSchema = z.object({
  tradingBlocked: z.boolean(),
  accountBlocked: z.boolean(),
  transfersBlocked: z.boolean(),
  patternDayTrader: z.boolean(),
  /** Positions may be closed while trading is blocked. */
  closingOrdersAllowed: z.boolean(),
});
export type Restrictions = z.infer<typeof restrictionsSchema>;

/** An account of which the broker forbids nothing. */
export const NO_RESTRICTIONS: Restrictions = {
  tradingBlocked: false,
  accountBlocked: false,
  transfersBlocked: false,
  patternDayTrader: false,
  closingOrdersAllowed: true,
};

/** Money beside balance, equity and buying power (BA-U2); null where the broker does not tell. */
export const detailFiguresSchema = z.object({
  cash: decimalString().nullable(),
  settledCash: decimalString().nullable(),
  longMarketValue: decimalString().nullable(),
  shortMarketValue: decimalString().nullable(),
  maintenanceMargin: decimalString().nullable(),
  dayTradeCount: z.int().min(0).nullable(),
});
export type DetailFigures = z.infer<typeof detailFiguresSchema>;

/** Whatever else the broker says of an account: a list, because the broker chooses the names. */
export const metadataSchema = z
  .array(z.object({ name: z.string().max(100), value: z.string().max(500) }))
  .max(32);
export type Metadata = z.infer<typeof metadataSchema>;

/** What a broker tells of an account besides its figures; null tells nothing new. */
export const accountProfileSchema = z.object({
  accountType: z.enum(ACCOUNT_TYPES).nullable(),
  restrictions: restrictionsSchema.nullable(),
  details: detailFiguresSchema.nullable(),
  metadata: metadataSchema.nullable(),
});
export type AccountProfile = z.infer<typeof accountProfileSchema>;

/** A broker that tells nothing but figures. */
export const NO_PROFILE: AccountProfile = {
  accountType: null,
  restrictions: null,
  details: null,
  metadata: null,
};

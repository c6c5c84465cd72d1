import { z } from 'zod';
import { type Decimal, type DecimalString, decimalStringWithin, text } from '../../core/decimal.ts';

/** Whether money and shares may be borrowed (VB-U2). */
export const ACCOUNT_TYPES = ['cash', 'margin'] as const;
export type VirtualAccountType = (typeof ACCOUNT_TYPES)[number];

/** How fills are made: like Alpaca's paper trading (brokers 4.1), or pessimistic (VB-U5 to VB-U13). */
export const FILL_PROFILES = ['alpaca_paper', 'conservative'] as const;
export type FillProfile = (typeof FILL_PROFILES)[number];

/** Whether the hours of the exchanges count; `always_open` fills at any hour. */
export const SESSION_MODES = ['always_open', 'exchange'] as const;
export type SessionMode = (typeof SESSION_MODES)[number];

/** Cash an account may start with (VB-U1). */
export const startingCashString = () => decimalStringWithin('1', '10000000');

/** A chance from 0 to 1. */
export const probabilityString = () => decimalStringWithin('0', '1');

/** Fees of an account (VB-U12): money per unit and side, and for crypto a share of the value. */
export const feeScheduleSchema = z.object({
  perShare: decimalStringWithin('0', '1'),
  perOptionContract: decimalStringWithin('0', '100'),
  perFutureContract: decimalStringWithin('0', '100'),
  /** A share of the value, `0.0025` for a quarter of a percent. */
  cryptoShare: decimalStringWithin('0', '0.05'),
});
export type FeeSchedule = z.infer<typeof feeScheduleSchema>;

/** An account that trades for nothing. */
export const NO_FEES: FeeSchedule = {
  perShare: '0',
  perOptionContract: '0',
  perFutureContract: '0',
  cryptoShare: '0',
};

/** Faults that tests order from the virtual broker: chances from 0 to 1, milliseconds or switches. Money stays right under all of them. */
export const faultProfileSchema = z.object({
  dropReports: probabilityString(),
  duplicateReports: probabilityString(),
  reorderReports: probabilityString(),
  delayReportsMs: z.int().min(0).max(60_000),
  /** The adapter answers only after this long. */
  hangMs: z.int().min(0).max(60_000),
  forcePartialFills: z.boolean(),
  lateFillAfterCancel: z.boolean(),
  ambiguousSubmit: probabilityString(),
  /** Health checks and whoever reads accounts get no answer; orders go on until the connection has noticed. */
  unreachable: z.boolean(),
});
export type FaultProfile = z.infer<typeof faultProfileSchema>;

/** An account that does everything right. */
export const NO_FAULTS: FaultProfile = {
  dropReports: '0',
  duplicateReports: '0',
  reorderReports: '0',
  delayReportsMs: 0,
  hangMs: 0,
  forcePartialFills: false,
  lateFillAfterCancel: false,
  ambiguousSubmit: '0',
  unreachable: false,
};

/** What shall go wrong with the report of an event. */
export const REPORT_FAULTS = ['none', 'drop', 'duplicate', 'reorder', 'delay'] as const;
export type ReportFault = (typeof REPORT_FAULTS)[number];

/** Places that money and quantities are rounded to, half to even: sums below 10^16 stay exact within 28 digits. */
export const MONEY_PLACES = 12;

/** An amount of money, or a quantity that a split made, in places that add up exactly. */
export const money = (amount: Decimal): Decimal => amount.toDecimalPlaces(MONEY_PLACES);

/** The text of an amount of money. */
export const moneyText = (amount: Decimal): DecimalString => text(money(amount));

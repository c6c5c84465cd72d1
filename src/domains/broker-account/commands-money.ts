import { z } from 'zod';
import { decimalString } from '../../core/decimal.ts';
import { localDateString } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { accountFiguresSchema } from '../shared/trading.ts';
import { accountProfileSchema } from './profile.ts';

const reason = z.string().min(1).max(200);

/** Mirrors what the broker tells; older news than what is known changes nothing. */
export const refreshAccountDataFromBrokerCommand = z.object({
  type: z.literal('RefreshAccountDataFromBrokerCommand'),
  figures: accountFiguresSchema,
  statusFromBroker: z.string().max(100).nullish(),
  profile: accountProfileSchema.nullish(),
});
export type RefreshAccountDataFromBrokerCommand = z.infer<typeof refreshAccountDataFromBrokerCommand>;

/** The broker told the balance alone. */
export const updateAccountBalanceCommand = z.object({
  type: z.literal('UpdateAccountBalanceCommand'),
  balance: decimalString(),
  asOf: utcInstant(),
});
export type UpdateAccountBalanceCommand = z.infer<typeof updateAccountBalanceCommand>;

/** The broker told the equity alone. */
export const updateAccountEquityCommand = z.object({
  type: z.literal('UpdateAccountEquityCommand'),
  equity: decimalString(),
  asOf: utcInstant(),
});
export type UpdateAccountEquityCommand = z.infer<typeof updateAccountEquityCommand>;

/** The broker told the buying power alone. */
export const updateAccountBuyingPowerCommand = z.object({
  type: z.literal('UpdateAccountBuyingPowerCommand'),
  buyingPower: decimalString(),
  asOf: utcInstant(),
});
export type UpdateAccountBuyingPowerCommand = z.infer<typeof updateAccountBuyingPowerCommand>;

/** Sets buying power aside while an order is on its way to the broker. */
export const reserveBuyingPowerCommand = z.object({
  type: z.literal('ReserveBuyingPowerCommand'),
  orderId: z.uuid(),
  /** Zero for an order that only closes. */
  amount: decimalString(),
});
export type ReserveBuyingPowerCommand = z.infer<typeof reserveBuyingPowerCommand>;

/** Gives a reservation back; of an order never seen it is recorded, and a later reserve for it is refused. */
export const releaseBuyingPowerCommand = z.object({
  type: z.literal('ReleaseBuyingPowerCommand'),
  orderId: z.uuid(),
  reason,
});
export type ReleaseBuyingPowerCommand = z.infer<typeof releaseBuyingPowerCommand>;

/** The broker has the order in its own figures now: mirrors them and ends the reservation. */
export const settleReservationCommand = z.object({
  type: z.literal('SettleReservationCommand'),
  orderId: z.uuid(),
  figures: accountFiguresSchema,
});
export type SettleReservationCommand = z.infer<typeof settleReservationCommand>;

/** Compares the account with its broker's truth, which then holds. */
export const recordReconciliationCommand = z.object({
  type: z.literal('RecordReconciliationCommand'),
  figures: accountFiguresSchema,
  profile: accountProfileSchema.nullish(),
});
export type RecordReconciliationCommand = z.infer<typeof recordReconciliationCommand>;

/** Works out the result of a trading day. */
export const recordMetricsCommand = z.object({
  type: z.literal('RecordMetricsCommand'),
  tradingDay: localDateString(),
  equityAtPreviousClose: decimalString(),
  /** Paid in less paid out since then. */
  netDeposits: decimalString(),
});
export type RecordMetricsCommand = z.infer<typeof recordMetricsCommand>;

/** The account could not be read at its broker. */
export const reportAccountSyncFailureCommand = z.object({
  type: z.literal('ReportAccountSyncFailureCommand'),
  failureClass: z.string().min(1).max(100),
  detail: z.string().max(2_000),
});
export type ReportAccountSyncFailureCommand = z.infer<typeof reportAccountSyncFailureCommand>;

/** The account agrees with its broker again. */
export const recordAccountRecoveryCommand = z.object({ type: z.literal('RecordAccountRecoveryCommand') });

/** The account could not be made to agree with its broker; a person must see to it. */
export const recordAccountRecoveryFailureCommand = z.object({
  type: z.literal('RecordAccountRecoveryFailureCommand'),
  reason,
});
export type RecordAccountRecoveryFailureCommand = z.infer<typeof recordAccountRecoveryFailureCommand>;

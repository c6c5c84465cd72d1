import { z } from 'zod';
import { positiveDecimalString } from '../../core/decimal.ts';
import { assetFields, localDateString } from '../shared/derivatives.ts';
import { instrumentSchema } from '../shared/instrument.ts';
import { quoteSchema } from '../shared/quote.ts';
import { brokerOrderSchema, ORDER_SIDES, orderChangesSchema } from '../shared/trading.ts';
import { corporateActionSchema } from './events-account.ts';
import {
  ACCOUNT_TYPES,
  FILL_PROFILES,
  faultProfileSchema,
  feeScheduleSchema,
  probabilityString,
  SESSION_MODES,
  startingCashString,
} from './values.ts';

const LARGEST_QUANTITY = 1_000_000;
const reference = z.string().min(1).max(200);
const fundsString = startingCashString;
const orderIds = { orderId: z.uuid(), clientOrderId: z.string().min(1) };

/** Opens the account (VB-U1, VB-U2); a repeat changes nothing. `accountId` is our BrokerAccount that mirrors it. */
export const openVirtualAccountSchema = z.object({
  type: z.literal('OpenVirtualAccountCommand'),
  brokerConnectionId: z.uuid(),
  accountId: z.uuid(),
  name: z.string().min(1).max(100),
  startingCash: startingCashString(),
  accountType: z.enum(ACCOUNT_TYPES),
  profile: z.enum(FILL_PROFILES),
  session: z.enum(SESSION_MODES),
  /** One order may turn a long position into a short one. */
  allowFlip: z.boolean(),
  partialFillProbability: probabilityString(),
  slippageBps: z.int().min(0).max(50),
  latencyMs: z.int().min(0).max(2000),
});
export type OpenVirtualAccountCommand = z.infer<typeof openVirtualAccountSchema>;

/** Starts the account anew with this cash, or with what it last started with. */
export const resetVirtualAccountSchema = z.object({
  type: z.literal('ResetVirtualAccountCommand'),
  startingCash: startingCashString().nullable(),
});
export type ResetVirtualAccountCommand = z.infer<typeof resetVirtualAccountSchema>;

/** Adds funds; `reference` is what the ledger says of it. */
export const depositVirtualFundsSchema = z.object({
  type: z.literal('DepositVirtualFundsCommand'),
  amount: fundsString(),
  reference,
});
export type DepositVirtualFundsCommand = z.infer<typeof depositVirtualFundsSchema>;

/** Takes funds out; `reference` is what the ledger says of it. */
export const withdrawVirtualFundsSchema = z.object({
  type: z.literal('WithdrawVirtualFundsCommand'),
  amount: fundsString(),
  reference,
});
export type WithdrawVirtualFundsCommand = z.infer<typeof withdrawVirtualFundsSchema>;

/**
 * Hands an order to the virtual broker, with what it trades and the quote at that moment. Known orders change nothing. Without an
 * instrument nothing may be borrowed for it, neither money nor shares.
 */
export const submitVirtualOrderSchema = z.object({
  type: z.literal('SubmitVirtualOrderCommand'),
  order: brokerOrderSchema,
  instrument: instrumentSchema.nullable(),
  quote: quoteSchema.nullable(),
});
export type SubmitVirtualOrderCommand = z.infer<typeof submitVirtualOrderSchema>;

/** Changes terms of a working order in place; null leaves a term as it is. */
export const replaceVirtualOrderSchema = z.object({
  type: z.literal('ReplaceVirtualOrderCommand'),
  ...orderIds,
  changes: orderChangesSchema,
  quote: quoteSchema.nullable(),
});
export type ReplaceVirtualOrderCommand = z.infer<typeof replaceVirtualOrderSchema>;

/** Cancels what is left of an order. An order that has not arrived yet will be refused when it does. */
export const cancelVirtualOrderSchema = z.object({
  type: z.literal('CancelVirtualOrderCommand'),
  ...orderIds,
  reason: z.string(),
});
export type CancelVirtualOrderCommand = z.infer<typeof cancelVirtualOrderSchema>;

/** New quotes; only orders that they can trigger or fill are touched. */
export const applyQuoteSchema = z.object({
  type: z.literal('ApplyQuoteCommand'),
  quotes: z.array(quoteSchema).readonly(),
});
export type ApplyQuoteCommand = z.infer<typeof applyQuoteSchema>;

/** Settles a contract on its expiration date; `underlyingPrice` is the final price of what it is on. */
export const settleExpirySchema = z.object({
  type: z.literal('SettleExpiryCommand'),
  symbol: z.string().min(1),
  date: localDateString(),
  underlyingPrice: positiveDecimalString(),
});
export type SettleExpiryCommand = z.infer<typeof settleExpirySchema>;

/** Applies a split, a cash dividend or a change of symbol; `actionId` makes a repeat change nothing. */
export const applyCorporateActionSchema = z.object({
  type: z.literal('ApplyCorporateActionCommand'),
  actionId: z.string().min(1).max(100),
  action: corporateActionSchema,
});
export type ApplyCorporateActionCommand = z.infer<typeof applyCorporateActionSchema>;

/** Books a trade that no order made, for operators and tests; funds and holdings are checked like an order's. */
export const simulateTradeSchema = z.object({
  type: z.literal('SimulateTradeCommand'),
  symbol: z.string().min(1).max(21),
  ...assetFields,
  side: z.enum(ORDER_SIDES),
  quantity: positiveDecimalString().refine(
    (quantity) => Number(quantity) <= LARGEST_QUANTITY,
    `must be at most ${LARGEST_QUANTITY}`,
  ),
  price: positiveDecimalString(),
});
export type SimulateTradeCommand = z.infer<typeof simulateTradeSchema>;

/** Deletes the account for its connection; the name is the saga's and has no suffix. */
export const deleteVirtualBrokerAccountsSchema = z.object({
  type: z.literal('DeleteVirtualBrokerAccounts'),
  brokerConnectionId: z.uuid(),
  reason: z.string(),
});
export type DeleteVirtualBrokerAccountsCommand = z.infer<typeof deleteVirtualBrokerAccountsSchema>;

/** Deletes the account whatever its connection, as the last step of deleting a user. */
export const purgeVirtualAccountsSchema = z.object({
  type: z.literal('PurgeVirtualAccountsCommand'),
  reason: z.string(),
});
export type PurgeVirtualAccountsCommand = z.infer<typeof purgeVirtualAccountsSchema>;

/** Gives the account fees of its own, or with null those of its profile again (VB-U12). */
export const setFeeScheduleSchema = z.object({
  type: z.literal('SetFeeScheduleCommand'),
  fees: feeScheduleSchema.nullable(),
});
export type SetFeeScheduleCommand = z.infer<typeof setFeeScheduleSchema>;

/** Orders faults for tests; money stays right under all of them. */
export const setFaultProfileSchema = z.object({
  type: z.literal('SetFaultProfileCommand'),
  faults: faultProfileSchema,
});
export type SetFaultProfileCommand = z.infer<typeof setFaultProfileSchema>;

/** Time has passed: days, auctions, waiting for data and margin calls end. */
export const runVirtualClockSchema = z.object({ type: z.literal('RunVirtualClockCommand') });
export type RunVirtualClockCommand = z.infer<typeof runVirtualClockSchema>;

/** Everything that can be asked of a virtual account. */
export type VirtualBrokerCommand =
  | OpenVirtualAccountCommand
  | ResetVirtualAccountCommand
  | DepositVirtualFundsCommand
  | WithdrawVirtualFundsCommand
  | SubmitVirtualOrderCommand
  | ReplaceVirtualOrderCommand
  | CancelVirtualOrderCommand
  | ApplyQuoteCommand
  | SettleExpiryCommand
  | ApplyCorporateActionCommand
  | SimulateTradeCommand
  | DeleteVirtualBrokerAccountsCommand
  | PurgeVirtualAccountsCommand
  | SetFeeScheduleCommand
  | SetFaultProfileCommand
  | RunVirtualClockCommand;

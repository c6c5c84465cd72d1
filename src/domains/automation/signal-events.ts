import { z } from 'zod';
import { computedDecimal, positiveDecimalString } from '../../core/decimal.ts';
import { defineEvent } from '../../core/event.ts';
import { assetFields } from '../shared/derivatives.ts';
import { utcInstant } from '../shared/quote.ts';
import { ORDER_TYPES, TIMES_IN_FORCE } from '../shared/trading.ts';
import { configurationFields } from './configuration/configuration.ts';
import { targetRuleSchema } from './pricing/rules.ts';
import { accountOutcomeSchema } from './signals/outcomes.ts';
import { accountFigureSchema, accountPlanSchema } from './signals/plan.ts';
import { signalStopSchema } from './signals/protection.ts';
import { QUANTITY_TYPES, SENTIMENTS, SIGNAL_ACTIONS } from './values.ts';

const ids = { automationId: z.uuid(), userId: z.uuid() };
const price = () => positiveDecimalString().nullable();

/**
 * A signal came in and at least one account will carry it out: what it said, the figures of every account, and the plan of each,
 * so that its execution asks nobody (AU-R6). `accountEquity` and `accountBuyingPower` are those of the first account.
 */
export const WebhookSignalReceivedEvent = defineEvent(
  'WebhookSignalReceivedEvent',
  1,
  z.object({
    ...ids,
    signalId: z.uuid(),
    action: z.enum(SIGNAL_ACTIONS),
    sentiment: z.enum(SENTIMENTS).nullable(),
    symbol: z.string(),
    /** All accounts of the automation, in routing order. */
    accountIds: z.array(z.uuid()).min(1),
    accountEquity: computedDecimal().nullable(),
    accountBuyingPower: computedDecimal().nullable(),
    accounts: z.array(accountFigureSchema).min(1),
    ...assetFields,
    quantity: price(),
    quantityType: z.enum(QUANTITY_TYPES),
    orderType: z.enum(ORDER_TYPES).nullable(),
    price: price(),
    limitPrice: price(),
    stopPrice: price(),
    trailAmount: price(),
    trailPercent: price(),
    timeInForce: z.enum(TIMES_IN_FORCE).nullable(),
    extendedHours: z.boolean(),
    stopLoss: signalStopSchema.nullable(),
    takeProfit: targetRuleSchema.nullable(),
    signalPrice: price(),
    signalTime: utcInstant().nullable(),
    callerSignalId: z.string().nullable(),
    strategy: z.string().nullable(),
    dedupeKey: z.uuid(),
    plans: z.array(accountPlanSchema).min(1),
    rawSignalJson: z.string(),
    sourceIp: z.string(),
    receivedAt: utcInstant(),
    occurredAt: utcInstant(),
    /** The automation's labels as they were. */
    metadata: configurationFields.metadata,
  }),
);

/** At least one account carried the signal out; the outcome lists each (AU-U13). */
export const SignalProcessedEvent = defineEvent(
  'SignalProcessedEvent',
  1,
  z.object({
    ...ids,
    signalId: z.uuid(),
    orderIds: z.array(z.uuid()),
    outcomes: z.array(accountOutcomeSchema).min(1),
    processedAt: utcInstant(),
  }),
);

/** A signal as it came, for one that was rejected on receipt. */
export const receiptSchema = z.object({
  action: z.enum(SIGNAL_ACTIONS),
  sentiment: z.enum(SENTIMENTS).nullable(),
  symbol: z.string(),
  callerSignalId: z.string().nullable(),
  dedupeKey: z.uuid(),
  rawSignalJson: z.string(),
  sourceIp: z.string(),
  receivedAt: utcInstant(),
});

/**
 * A rule rejected the signal, and nothing was done: on receipt, which then tells what came, or on every account during execution,
 * which then lists the outcomes.
 */
export const SignalRejectedEvent = defineEvent(
  'SignalRejectedEvent',
  1,
  z.object({
    ...ids,
    signalId: z.uuid(),
    code: z.string().min(1),
    reason: z.string(),
    receipt: receiptSchema.nullable(),
    /** Why each account refused; empty when the signal was rejected before an account was looked at. */
    outcomes: z.array(accountOutcomeSchema),
    rejectedAt: utcInstant(),
  }),
);

/** No account carried the signal out, and at least one broke while it tried. */
export const SignalExecutionFailedEvent = defineEvent(
  'SignalExecutionFailedEvent',
  1,
  z.object({
    ...ids,
    signalId: z.uuid(),
    code: z.string().min(1),
    reason: z.string(),
    outcomes: z.array(accountOutcomeSchema).min(1),
    failedAt: utcInstant(),
  }),
);

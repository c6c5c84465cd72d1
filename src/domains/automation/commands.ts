import { z } from 'zod';
import { positiveDecimalString } from '../../core/decimal.ts';
import { ASSET_TYPES, instrumentSchema } from '../shared/instrument.ts';
import { quoteSchema, utcInstant } from '../shared/quote.ts';
import { configurationChangesSchema, configurationSchema } from './configuration/configuration.ts';
import { tokenHash, webhookSettingsSchema, webhookUrl } from './configuration/webhook-settings.ts';
import { accountContextSchema } from './signals/account-context.ts';
import { accountOutcomeSchema } from './signals/outcomes.ts';
import { riskFiguresSchema } from './signals/risk.ts';
import { MAX_ACCOUNTS, MAX_RAW_LENGTH, SUSPENDERS } from './values.ts';

/** An account an automation shall serve, as its own aggregate tells it; a status of null is an account that the user does not have. */
const accountReferenceSchema = z.object({
  accountId: z.uuid(),
  status: z.string().nullable(),
  assetTypes: z.array(z.enum(ASSET_TYPES)),
});
export type AccountReference = z.infer<typeof accountReferenceSchema>;

const accountReferences = () => z.array(accountReferenceSchema).min(1).max(MAX_ACCOUNTS);

const text = (max: number) => z.string().trim().min(1).max(max);

/** Creates an automation. The token is made by the caller, who shows it once and passes its hash alone (AU-U15). */
export const createAutomationCommand = z.object({
  type: z.literal('CreateAutomationCommand'),
  automationId: z.uuid(),
  configuration: configurationSchema,
  /** In routing order. */
  accounts: accountReferences(),
  webhook: webhookSettingsSchema.extend({ tokenHash: tokenHash(), url: webhookUrl() }),
});

/**
 * Changes what is named. `confirmed` says that the user was told what it loosens (AU-U14); `accounts` are those it serves, which
 * must trade a changed asset type.
 */
export const updateAutomationCommand = z.object({
  type: z.literal('UpdateAutomationCommand'),
  changes: configurationChangesSchema,
  confirmed: z.boolean(),
  accounts: z.array(accountReferenceSchema).max(MAX_ACCOUNTS),
});

/** Lets signals in. The standing of its accounts was read before: status, and whether the connection is healthy. */
export const activateAutomationCommand = z.object({
  type: z.literal('ActivateAutomationCommand'),
  accounts: z.array(
    z.object({ accountId: z.uuid(), status: z.string().nullable(), connectionHealthy: z.boolean() }),
  ),
});

/** Keeps signals out until the next activation. */
export const deactivateAutomationCommand = z.object({ type: z.literal('DeactivateAutomationCommand') });

/** Stops the automation in an emergency; only resuming and activating starts it again. */
export const suspendAutomationCommand = z.object({
  type: z.literal('SuspendAutomationCommand'),
  reason: text(500),
  by: z.enum(SUSPENDERS),
});

/** Ends a suspension; the automation is inactive then. */
export const resumeAutomationCommand = z.object({ type: z.literal('ResumeAutomationCommand') });

/** Deletes the automation. */
export const deleteAutomationCommand = z.object({ type: z.literal('DeleteAutomationCommand') });

/** Replaces the webhook's token; the old one is taken for five more minutes (DESIGN 8). */
export const rotateWebhookTokenCommand = z.object({
  type: z.literal('RotateWebhookTokenCommand'),
  tokenHash: tokenHash(),
});

/** Sets who may call the webhook, how often, and under which names (AU-R3). */
export const configureWebhookCommand = z.object({
  type: z.literal('ConfigureWebhookCommand'),
  webhook: webhookSettingsSchema,
});

/** Sets the accounts that the automation serves, in routing order. */
export const setAutomationAccountsCommand = z.object({
  type: z.literal('SetAutomationAccountsCommand'),
  accounts: accountReferences(),
});

/** Takes an account away that is gone; without the last one the automation is suspended. */
export const unbindAccountCommand = z.object({
  type: z.literal('UnbindAccountCommand'),
  accountId: z.uuid(),
  reason: text(500),
});

/**
 * A call of the webhook. The caller hashed the token; accounts, instrument, quote, average true range and risk figures are what
 * was read just before, null where nothing was found.
 */
export const receiveWebhookSignalCommand = z.object({
  type: z.literal('ReceiveWebhookSignalCommand'),
  tokenHash: tokenHash(),
  sourceIp: z.string().max(64),
  receivedAt: utcInstant(),
  /** The caller's id of the signal from outside the body, which counts before one inside. */
  callerSignalId: text(128).nullable(),
  rawJson: z.string().max(MAX_RAW_LENGTH),
  /** The body parsed, or null when it is no JSON. */
  payload: z.unknown(),
  accounts: z.array(accountContextSchema).max(MAX_ACCOUNTS),
  instrument: instrumentSchema.nullable(),
  quote: quoteSchema.nullable(),
  atr: positiveDecimalString().nullable(),
  risk: riskFiguresSchema.nullable(),
});

/** What became of a signal on each of its accounts; only an execution saga knows. */
export const recordSignalOutcomeCommand = z.object({
  type: z.literal('RecordSignalOutcomeCommand'),
  signalId: z.uuid(),
  outcomes: z.array(accountOutcomeSchema).min(1).max(MAX_ACCOUNTS),
});

/** Holds what the automation did since its session started against its limits. */
export const recordRiskFiguresCommand = z.object({
  type: z.literal('RecordRiskFiguresCommand'),
  figures: riskFiguresSchema,
});

export type CreateAutomationCommand = z.infer<typeof createAutomationCommand>;
export type UpdateAutomationCommand = z.infer<typeof updateAutomationCommand>;
export type ActivateAutomationCommand = z.infer<typeof activateAutomationCommand>;
export type DeactivateAutomationCommand = z.infer<typeof deactivateAutomationCommand>;
export type SuspendAutomationCommand = z.infer<typeof suspendAutomationCommand>;
export type ResumeAutomationCommand = z.infer<typeof resumeAutomationCommand>;
export type DeleteAutomationCommand = z.infer<typeof deleteAutomationCommand>;
export type RotateWebhookTokenCommand = z.infer<typeof rotateWebhookTokenCommand>;
export type ConfigureWebhookCommand = z.infer<typeof configureWebhookCommand>;
export type SetAutomationAccountsCommand = z.infer<typeof setAutomationAccountsCommand>;
export type UnbindAccountCommand = z.infer<typeof unbindAccountCommand>;
export type ReceiveWebhookSignalCommand = z.infer<typeof receiveWebhookSignalCommand>;
export type RecordSignalOutcomeCommand = z.infer<typeof recordSignalOutcomeCommand>;
export type RecordRiskFiguresCommand = z.infer<typeof recordRiskFiguresCommand>;

/** Everything an automation can be asked. */
export type AutomationCommand =
  | CreateAutomationCommand
  | UpdateAutomationCommand
  | ActivateAutomationCommand
  | DeactivateAutomationCommand
  | SuspendAutomationCommand
  | ResumeAutomationCommand
  | DeleteAutomationCommand
  | RotateWebhookTokenCommand
  | ConfigureWebhookCommand
  | SetAutomationAccountsCommand
  | UnbindAccountCommand
  | ReceiveWebhookSignalCommand
  | RecordSignalOutcomeCommand
  | RecordRiskFiguresCommand;

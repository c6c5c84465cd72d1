import { z } from 'zod';
import { ENVIRONMENTS, MAX_ACCOUNTS, MAX_AUTOMATIONS, nameSchema } from './values.ts';

/** The caller's accounts, each with its environment as the caller's own list of accounts tells it. */
const accounts = z
  .array(z.object({ accountId: z.uuid(), environment: z.enum(ENVIRONMENTS) }))
  .max(MAX_ACCOUNTS);
const automationIds = z.array(z.uuid()).max(MAX_AUTOMATIONS);
/** Names of the caller's other portfolios, read before the command was given. */
const otherNames = z.array(z.string());

/** Creates a named portfolio of accounts of one environment. */
export const createPortfolioSchema = z.object({
  type: z.literal('CreatePortfolioCommand'),
  name: nameSchema,
  environment: z.enum(ENVIRONMENTS),
  accounts,
  otherNames,
});
export type CreatePortfolioCommand = z.infer<typeof createPortfolioSchema>;

/** Renames a portfolio or replaces its accounts; null leaves a part as it is. */
export const updatePortfolioSchema = z.object({
  type: z.literal('UpdatePortfolioCommand'),
  name: nameSchema.nullable(),
  accounts: accounts.nullable(),
  otherNames,
});
export type UpdatePortfolioCommand = z.infer<typeof updatePortfolioSchema>;

/** Deletes a portfolio and its labels; accounts and automations are left as they are. */
export const deletePortfolioSchema = z.object({ type: z.literal('DeletePortfolioCommand') });
export type DeletePortfolioCommand = z.infer<typeof deletePortfolioSchema>;

/** Adds a strategy: a label that groups automations for statistics. */
export const addStrategySchema = z.object({
  type: z.literal('AddStrategyCommand'),
  name: nameSchema,
  automationIds,
});
export type AddStrategyCommand = z.infer<typeof addStrategySchema>;

/** Renames a strategy or replaces its automations; null leaves a part as it is. */
export const updateStrategySchema = z.object({
  type: z.literal('UpdateStrategyCommand'),
  strategyId: z.uuid(),
  name: nameSchema.nullable(),
  automationIds: automationIds.nullable(),
});
export type UpdateStrategyCommand = z.infer<typeof updateStrategySchema>;

/** Removes a strategy's label; its automations are left as they are. */
export const removeStrategySchema = z.object({
  type: z.literal('RemoveStrategyCommand'),
  strategyId: z.uuid(),
});
export type RemoveStrategyCommand = z.infer<typeof removeStrategySchema>;

export type PortfolioCommand =
  | CreatePortfolioCommand
  | UpdatePortfolioCommand
  | DeletePortfolioCommand
  | AddStrategyCommand
  | UpdateStrategyCommand
  | RemoveStrategyCommand;

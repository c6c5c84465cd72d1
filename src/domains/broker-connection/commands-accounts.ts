import { z } from 'zod';
import { itemError } from './event-fields.ts';

const ids = z.array(z.uuid());
const errors = z.array(itemError).max(100);
const count = z.int().min(0);

/** Asks for the broker's accounts to be discovered again. */
export const fetchAccountsFromBrokerCommand = z.object({
  type: z.literal('FetchAccountsFromBrokerCommand'),
});

/** Records which accounts the broker has, before any of them is linked. */
export const recordDiscoveredAccountsCommand = z.object({
  type: z.literal('RecordDiscoveredAccountsCommand'),
  accountIds: ids,
  /** The virtual broker's own accounts behind them; left out or null when the discovery does not tell. */
  virtualAccountIds: ids.nullish(),
});
export type RecordDiscoveredAccountsCommand = z.infer<typeof recordDiscoveredAccountsCommand>;

/** Ends a discovery: the accounts that are linked now, and those that could not be. */
export const completeAccountDiscoveryCommand = z.object({
  type: z.literal('CompleteAccountDiscoveryCommand'),
  accountIds: ids,
  errors,
});
export type CompleteAccountDiscoveryCommand = z.infer<typeof completeAccountDiscoveryCommand>;

/** These accounts no longer belong to the connection. */
export const unlinkAccountsCommand = z.object({
  type: z.literal('UnlinkAccountsCommand'),
  accountIds: ids.min(1),
  reason: z.string().min(1).max(200),
});
export type UnlinkAccountsCommand = z.infer<typeof unlinkAccountsCommand>;

/** These accounts were deleted. */
export const recordAccountsDeletedCommand = z.object({
  type: z.literal('RecordAccountsDeletedCommand'),
  accountIds: ids,
  reason: z.string().min(1).max(200),
});
export type RecordAccountsDeletedCommand = z.infer<typeof recordAccountsDeletedCommand>;

/** What deleting many accounts came to, item by item (C-R9). */
export const recordAccountsBatchDeletedCommand = z.object({
  type: z.literal('RecordAccountsBatchDeletedCommand'),
  accountIds: ids,
  errors,
});
export type RecordAccountsBatchDeletedCommand = z.infer<typeof recordAccountsBatchDeletedCommand>;

/** Accounts and virtual accounts are gone, and whatever was kept of them. */
export const recordAccountsCleanupCommand = z.object({
  type: z.literal('RecordAccountsCleanupCommand'),
  accountIds: ids,
  virtualAccountIds: ids,
});
export type RecordAccountsCleanupCommand = z.infer<typeof recordAccountsCleanupCommand>;

/** What refreshing all accounts came to, item by item (C-R9). */
export const recordAllAccountsRefreshedCommand = z.object({
  type: z.literal('RecordAllAccountsRefreshedCommand'),
  refreshed: count,
  skipped: count,
  errors,
  forced: z.boolean(),
});
export type RecordAllAccountsRefreshedCommand = z.infer<typeof recordAllAccountsRefreshedCommand>;

/** An active automation trades through this connection. */
export const bindAutomationCommand = z.object({
  type: z.literal('BindAutomationCommand'),
  automationId: z.uuid(),
});
export type BindAutomationCommand = z.infer<typeof bindAutomationCommand>;

/** The automation no longer trades through this connection. */
export const unbindAutomationCommand = z.object({
  type: z.literal('UnbindAutomationCommand'),
  automationId: z.uuid(),
});
export type UnbindAutomationCommand = z.infer<typeof unbindAutomationCommand>;

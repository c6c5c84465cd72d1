import { z } from 'zod';

const reason = z.string().min(1).max(200);
const count = z.int().min(0);

/** Ends a connection: its accounts, virtual accounts and automations are told of in the event. */
export const requestBrokerDisconnectCommand = z.object({
  type: z.literal('RequestBrokerDisconnectCommand'),
  reason,
  /** Nobody asked for it; only then is there a period of grace (BC-R5). */
  involuntary: z.boolean(),
  /** Orders at the broker stay open unless the user asks otherwise (BC-U7). */
  cancelOpenOrders: z.boolean(),
});
export type RequestBrokerDisconnectCommand = z.infer<typeof requestBrokerDisconnectCommand>;

/** The disconnecting is done, with what it came to (saga only). */
export const completeDisconnectionCommand = z.object({
  type: z.literal('CompleteDisconnectionCommand'),
  deletedAccounts: count,
  deletedVirtualAccounts: count,
  suspendedAutomations: count,
});
export type CompleteDisconnectionCommand = z.infer<typeof completeDisconnectionCommand>;

/** The period of grace is over; given by the clock. */
export const endGracePeriodCommand = z.object({ type: z.literal('EndGracePeriodCommand') });

/** Takes a connection up again with the credentials it has. */
export const reconnectBrokerCommand = z.object({ type: z.literal('ReconnectBrokerCommand') });

/** Removes the connection for good. */
export const purgeBrokerConnectionCommand = z.object({
  type: z.literal('PurgeBrokerConnectionCommand'),
  /** Lets a saga remove what it began itself and what never worked; overrides nothing else. */
  force: z.boolean(),
});
export type PurgeBrokerConnectionCommand = z.infer<typeof purgeBrokerConnectionCommand>;

/** A person must see to a disconnect that could not be undone (saga only). */
export const requireDisconnectionCompensationCommand = z.object({
  type: z.literal('RequireDisconnectionCompensationCommand'),
  reason,
});
export type RequireDisconnectionCompensationCommand = z.infer<typeof requireDisconnectionCompensationCommand>;

/** A person must see to accounts whose deletion could not be undone (saga only). */
export const requireBrokerAccountDeletionCompensationCommand = z.object({
  type: z.literal('RequireBrokerAccountDeletionCompensationCommand'),
  accountIds: z.array(z.uuid()),
  reason,
});
export type RequireBrokerAccountDeletionCompensationCommand = z.infer<
  typeof requireBrokerAccountDeletionCompensationCommand
>;

/** A person must see to one account whose deletion could not be undone (saga only). */
export const requireAccountDeletionCompensationCommand = z.object({
  type: z.literal('RequireAccountDeletionCompensationCommand'),
  accountId: z.uuid(),
  reason,
});
export type RequireAccountDeletionCompensationCommand = z.infer<
  typeof requireAccountDeletionCompensationCommand
>;

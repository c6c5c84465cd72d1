import { z } from 'zod';
import { accountFiguresSchema } from '../shared/trading.ts';
import { accountProfileSchema } from './profile.ts';

const reason = z.string().min(1).max(200);

/** Links an account the broker told of; a known one only gets its figures refreshed. */
export const linkDiscoveredBrokerAccountCommand = z.object({
  type: z.literal('LinkDiscoveredBrokerAccountCommand'),
  brokerConnectionId: z.uuid(),
  brokerId: z.string().min(1),
  brokerAccountId: z.string().min(1).max(100),
  accountName: z.string().max(200).nullable(),
  environment: z.string().min(1),
  assetType: z.string().min(1),
  currency: z.string().length(3),
  statusFromBroker: z.string().max(100).nullable(),
  figures: accountFiguresSchema,
  /** Left out or null when the broker tells nothing but figures. */
  profile: accountProfileSchema.nullish(),
});
export type LinkDiscoveredBrokerAccountCommand = z.infer<typeof linkDiscoveredBrokerAccountCommand>;

/** The account no longer belongs to its connection; it stays, and can be linked again. */
export const unlinkBrokerAccountCommand = z.object({
  type: z.literal('UnlinkBrokerAccountCommand'),
  reason,
});
export type UnlinkBrokerAccountCommand = z.infer<typeof unlinkBrokerAccountCommand>;

/** The user trades on the account again. */
export const activateBrokerAccountCommand = z.object({ type: z.literal('ActivateBrokerAccountCommand') });

/** The user trades on the account no more, until it is activated. */
export const deactivateBrokerAccountCommand = z.object({
  type: z.literal('DeactivateBrokerAccountCommand'),
});

/** The broker suspended or freed the account, or its connection was lost or is back. */
export const changeAccountStatusCommand = z.object({
  type: z.literal('ChangeAccountStatusCommand'),
  status: z.enum(['active', 'suspended', 'disconnected']),
  reason,
});
export type ChangeAccountStatusCommand = z.infer<typeof changeAccountStatusCommand>;

/** The account is the user's default now; UserAccount has decided that, perhaps before the account is linked. */
export const setDefaultAccountCommand = z.object({
  type: z.literal('SetDefaultAccountCommand'),
  previousDefaultAccountId: z.uuid().nullable(),
});
export type SetDefaultAccountCommand = z.infer<typeof setDefaultAccountCommand>;

/** Another account is the default now, or none; UserAccount has decided that. */
export const yieldDefaultAccountCommand = z.object({
  type: z.literal('YieldDefaultAccountCommand'),
  /** Left out or null when none is, or nobody tells. */
  newDefaultAccountId: z.uuid().nullish(),
});
export type YieldDefaultAccountCommand = z.infer<typeof yieldDefaultAccountCommand>;

/** The user gives the account a name, or takes it back by null. */
export const setAccountDetailsCommand = z.object({
  type: z.literal('SetAccountDetailsCommand'),
  displayName: z.string().trim().min(1).max(64).nullable(),
});
export type SetAccountDetailsCommand = z.infer<typeof setAccountDetailsCommand>;

/** The user puts the account out of sight, or back. */
export const archiveAccountCommand = z.object({
  type: z.literal('ArchiveAccountCommand'),
  isArchived: z.boolean(),
});
export type ArchiveAccountCommand = z.infer<typeof archiveAccountCommand>;

/** An automation trades on the account. */
export const bindAccountAutomationCommand = z.object({
  type: z.literal('BindAccountAutomationCommand'),
  automationId: z.uuid(),
});
export type BindAccountAutomationCommand = z.infer<typeof bindAccountAutomationCommand>;

/** The automation trades on the account no longer. */
export const unbindAccountAutomationCommand = z.object({
  type: z.literal('UnbindAccountAutomationCommand'),
  automationId: z.uuid(),
});
export type UnbindAccountAutomationCommand = z.infer<typeof unbindAccountAutomationCommand>;

/** Removes the account from the system; a repeat changes nothing. */
export const deleteBrokerAccountCommand = z.object({
  type: z.literal('DeleteBrokerAccountCommand'),
  reason,
  /** Leaves an account alone that another saga linked; null removes it whoever did. */
  onlyIfLinkedBy: z.uuid().nullable(),
});
export type DeleteBrokerAccountCommand = z.infer<typeof deleteBrokerAccountCommand>;

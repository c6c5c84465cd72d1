import { z } from 'zod';
import { TRADING_ENVIRONMENTS } from './values.ts';

/** Registers a connection that is about to be created. */
const registerConnectionCommand = z.object({
  type: z.literal('RegisterConnectionCommand'),
  connectionId: z.uuid(),
  brokerId: z.string().min(1).max(50),
  environment: z.enum(TRADING_ENVIRONMENTS),
  /** Whether the vault has just confirmed a code of the second factor. */
  totpVerified: z.boolean(),
});

/** A connection is gone, or never came to be. */
const releaseConnectionCommand = z.object({
  type: z.literal('ReleaseConnectionCommand'),
  connectionId: z.uuid(),
});

/** Registers a broker account that is about to be linked; the first one becomes the default. */
const registerAccountCommand = z.object({
  type: z.literal('RegisterAccountCommand'),
  accountId: z.uuid(),
  connectionId: z.uuid(),
  isVirtual: z.boolean(),
});

/** A broker account is gone, or never came to be. */
const releaseAccountCommand = z.object({
  type: z.literal('ReleaseAccountCommand'),
  accountId: z.uuid(),
});

/** Registers an automation that is about to be created. */
const registerAutomationCommand = z.object({
  type: z.literal('RegisterAutomationCommand'),
  automationId: z.uuid(),
});

/** An automation is gone, or never came to be. */
const releaseAutomationCommand = z.object({
  type: z.literal('ReleaseAutomationCommand'),
  automationId: z.uuid(),
});

/** Makes one of the user's accounts the default. */
const chooseDefaultAccountCommand = z.object({
  type: z.literal('ChooseDefaultAccountCommand'),
  accountId: z.uuid(),
});

/** Commands about what a user owns. */
export const ownershipCommands = {
  RegisterConnectionCommand: registerConnectionCommand,
  ReleaseConnectionCommand: releaseConnectionCommand,
  RegisterAccountCommand: registerAccountCommand,
  ReleaseAccountCommand: releaseAccountCommand,
  RegisterAutomationCommand: registerAutomationCommand,
  ReleaseAutomationCommand: releaseAutomationCommand,
  ChooseDefaultAccountCommand: chooseDefaultAccountCommand,
};

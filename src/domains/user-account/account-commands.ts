import { z } from 'zod';
import { personal } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { digest, LIVE_EXPOSURE_CHOICES, preferencesSchema, reasonCode, speakingSession } from './values.ts';

/** Whether the vault has just confirmed the user's password. */
const reauthenticated = z.boolean();
const count = z.int().min(0);

/** Creates the account of a user whose e-mail and username have been claimed. */
const createUserAccountCommand = z.object({
  type: z.literal('CreateUserAccountCommand'),
  username: personal(),
  email: personal(),
  usernameDigest: digest(),
  emailDigest: digest(),
});

/** Changes the profile: a field left out stays as it is, null removes it. */
const updateUserCommand = z.object({
  type: z.literal('UpdateUserCommand'),
  firstName: personal().nullable().optional(),
  lastName: personal().nullable().optional(),
});

/** Replaces the preferences; the last write wins (UA-U9). */
const setPreferencesCommand = z.object({
  type: z.literal('SetPreferencesCommand'),
  ...preferencesSchema.shape,
});

/** Asks for another e-mail address; nothing changes until it is confirmed from there (UA-U5). */
const requestEmailChangeCommand = z.object({
  type: z.literal('RequestEmailChangeCommand'),
  newEmail: personal(),
  newEmailDigest: digest(),
  sessionId: speakingSession(),
  reauthenticated,
});

/** Confirms a new e-mail address that has been claimed; the claim must still hold when this is decided. */
const changeEmailCommand = z.object({
  type: z.literal('ChangeEmailCommand'),
  requestId: z.uuid(),
  newEmailDigest: digest(),
  claimedUntil: utcInstant(),
  sessionId: speakingSession(),
});

/** The user closes the account for a while. */
const deactivateUserCommand = z.object({
  type: z.literal('DeactivateUserCommand'),
  sessionId: speakingSession(),
});

/** An operator keeps the user out. */
const suspendUserCommand = z.object({ type: z.literal('SuspendUserCommand'), reason: reasonCode() });

/** Opens an account again: an inactive one by its user or an operator, a suspended one by an operator. */
const reactivateUserCommand = z.object({ type: z.literal('ReactivateUserCommand'), reauthenticated });

/**
 * Starts the deletion of everything the user owns. The counts of open live orders and positions were read before; while there
 * are any, the user must say what becomes of them (UA-U7).
 */
const deleteUserAccountCommand = z.object({
  type: z.literal('DeleteUserAccountCommand'),
  reason: reasonCode(),
  openLiveOrders: count,
  openLivePositions: count,
  liveExposure: z.enum(LIVE_EXPOSURE_CHOICES).nullable(),
  sessionId: speakingSession(),
  reauthenticated,
});

/** The deletion saga has deleted all of it; the counts tell how many of each. */
const completeUserDeletionCommand = z.object({
  type: z.literal('CompleteUserDeletionCommand'),
  counts: z.object({ connections: count, accounts: count, automations: count }),
});

/** Commands about the person and the life of the account. */
export const accountCommands = {
  CreateUserAccountCommand: createUserAccountCommand,
  UpdateUserCommand: updateUserCommand,
  SetPreferencesCommand: setPreferencesCommand,
  RequestEmailChangeCommand: requestEmailChangeCommand,
  ChangeEmailCommand: changeEmailCommand,
  DeactivateUserCommand: deactivateUserCommand,
  SuspendUserCommand: suspendUserCommand,
  ReactivateUserCommand: reactivateUserCommand,
  DeleteUserAccountCommand: deleteUserAccountCommand,
  CompleteUserDeletionCommand: completeUserDeletionCommand,
};

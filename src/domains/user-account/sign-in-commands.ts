import { z } from 'zod';
import { digest, speakingSession } from './values.ts';

/** Whether the vault has just confirmed a code of the second factor. */
const totpVerified = z.boolean();

/** Records a sign-in whose password the vault has confirmed; `nameDigest` is what the user was looked up by. */
const authenticateUserCommand = z.object({
  type: z.literal('AuthenticateUserCommand'),
  sessionId: z.uuid(),
  nameDigest: digest(),
  ipDigest: digest().nullable(),
});

/** Records a wrong password, at sign-in or when it was asked for again. */
const recordLoginFailureCommand = z.object({
  type: z.literal('RecordLoginFailureCommand'),
  ipDigest: digest().nullable(),
});

/** Ends one session. */
const logoutUserCommand = z.object({ type: z.literal('LogoutUserCommand'), sessionId: z.uuid() });

/** Ends all sessions after the vault has changed the password. */
const changePasswordCommand = z.object({
  type: z.literal('ChangePasswordCommand'),
  sessionId: speakingSession(),
});

/** Turns the second factor on, or over to another enrolment of the vault. */
const enableTotpCommand = z.object({
  type: z.literal('EnableTotpCommand'),
  enrolmentId: z.uuid(),
  totpVerified,
  sessionId: speakingSession(),
});

/** Turns the second factor off. */
const disableTotpCommand = z.object({
  type: z.literal('DisableTotpCommand'),
  totpVerified,
  sessionId: speakingSession(),
});

/** Commands about signing in and out, and about what proves who somebody is. */
export const signInCommands = {
  AuthenticateUserCommand: authenticateUserCommand,
  RecordLoginFailureCommand: recordLoginFailureCommand,
  LogoutUserCommand: logoutUserCommand,
  ChangePasswordCommand: changePasswordCommand,
  EnableTotpCommand: enableTotpCommand,
  DisableTotpCommand: disableTotpCommand,
};

import { z } from 'zod';

/** Roles of a user; what an operator may do does not come from a role. */
export const ROLES = ['user'] as const;
export type Role = (typeof ROLES)[number];

/** Statuses of a user account; `absent` is one that was never created. */
export const USER_STATUSES = [
  'absent',
  'active',
  'inactive',
  'suspended',
  'deletion_pending',
  'deleted',
] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

/** Where a connection trades: with play money or with real money. */
export const TRADING_ENVIRONMENTS = ['paper', 'live'] as const;

/** The broker whose accounts live in this system and must be cleaned up with their user. */
export const VIRTUAL_BROKER = 'virtual';

/** Connections of one user. */
export const MAX_CONNECTIONS = 10;
/** Broker accounts of one user, over all connections. */
export const MAX_ACCOUNTS = 200;
/** Automations of one user. */
export const MAX_AUTOMATIONS = 200;
/** Sessions of one user; signing in once more ends the oldest. */
export const MAX_SESSIONS = 20;

const MINUTE_MS = 60_000;

/** That many failures within the window lock the sign-in (UA-U3). */
export const MAX_LOGIN_FAILURES = 5;
export const LOGIN_FAILURE_WINDOW_MS = 15 * MINUTE_MS;
export const LOGIN_LOCK_MS = 15 * MINUTE_MS;

/** How long a new e-mail address may be confirmed. */
export const EMAIL_CONFIRMATION_MS = 24 * 60 * MINUTE_MS;

/** What becomes of open live orders and positions when their user leaves: closed first, or left alone at the broker (UA-U7). */
export const LIVE_EXPOSURE_CHOICES = ['close', 'keep'] as const;
export type LiveExposureChoice = (typeof LIVE_EXPOSURE_CHOICES)[number];

export const THEMES = ['light', 'dark', 'system'] as const;

/** How a user wants things shown (UA-U9). Notification channels are not among them: nothing sends notifications yet. */
export const preferencesSchema = z.object({
  displayCurrency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency like USD'),
  timeZone: z
    .string()
    .max(64)
    .regex(/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){0,2}$/, 'must be a time zone like Europe/Berlin'),
  theme: z.enum(THEMES),
});
export type Preferences = z.infer<typeof preferencesSchema>;

/** Preferences of somebody who never chose any. */
export const DEFAULT_PREFERENCES: Preferences = { displayCurrency: 'USD', timeZone: 'UTC', theme: 'system' };

/** Why something was done, as a code: free text may hold personal data, which no deletion could take out of an event. */
export const reasonCode = () =>
  z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, 'must be a code like no_longer_needed');

/** HMAC under which a personal value is looked up or compared. */
export const digest = () => z.string().min(1);

/** The session a user speaks from, which must be open (UA-U4). Null when somebody else gives the command. */
export const speakingSession = () => z.uuid().nullable();

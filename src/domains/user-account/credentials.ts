import { z } from 'zod';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** A username as it is stored and compared: 3 to 32 of `a-z 0-9 _ . -`, case ignored. */
export const usernameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_.-]{3,32}$/, 'must be 3 to 32 letters, digits, dots, dashes or underscores');

/** An e-mail address, trimmed and lower-cased so that it is unique however it is typed. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('must be an e-mail address'));

/** A new password: 12 to 128 characters, nothing prescribed about them, but none of those that everybody tries (UA-U1). */
export const newPasswordSchema = z
  .string()
  .min(12, 'must have at least 12 characters')
  .max(128, 'must have at most 128 characters')
  .refine((password) => !COMMON_PASSWORDS.has(password.toLowerCase()), 'is one of the commonest passwords');

const MAX_NAME_LENGTH = 100;

/** A first or last name: 1 to 100 characters around which blanks do not count, or null for none. */
export const personNameSchema = z.string().trim().min(1).max(MAX_NAME_LENGTH).nullable();

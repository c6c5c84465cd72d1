import { z } from 'zod';

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

/** A new password: 12 to 128 characters, nothing prescribed about them. */
export const newPasswordSchema = z
  .string()
  .min(12, 'must have at least 12 characters')
  .max(128, 'must have at most 128 characters');

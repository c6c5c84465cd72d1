import { isCivilDate } from './gregorian.ts';

/** A UTC instant as an ISO-8601 string that ends in `Z`, for example `2026-11-22T14:30:00.000Z`. */
export type UtcInstant = string & { readonly __brand: 'UtcInstant' };

const UTC_ISO = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/;

/**
 * Tells whether `text` is an ISO instant in UTC; text with another offset or none is refused. So are dates that do not exist,
 * hour 24 and leap seconds: `Date.parse` would move the first two on silently.
 */
export const isUtcInstant = (text: string): text is UtcInstant => {
  const [, year, month, day] = UTC_ISO.exec(text) ?? [];
  return year !== undefined && isCivilDate(Number(year), Number(month), Number(day));
};

/** The instant `epochMs` milliseconds after 1970-01-01T00:00:00Z. */
export const instant = (epochMs: number): UtcInstant => new Date(epochMs).toISOString() as UtcInstant;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const epochMs = (at: UtcInstant): number => Date.parse(at);

/** `at` moved by `ms` milliseconds. */
export const plusMs = (at: UtcInstant, ms: number): UtcInstant => instant(epochMs(at) + ms);

/** A UTC instant as an ISO-8601 string that ends in `Z`, for example `2026-11-22T14:30:00.000Z`. */
export type UtcInstant = string & { readonly __brand: 'UtcInstant' };

const UTC_ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** Tells whether `text` is an ISO instant in UTC; text with another offset or none is refused. */
export const isUtcInstant = (text: string): text is UtcInstant =>
  UTC_ISO.test(text) && !Number.isNaN(Date.parse(text));

/** The instant `epochMs` milliseconds after 1970-01-01T00:00:00Z. */
export const instant = (epochMs: number): UtcInstant => new Date(epochMs).toISOString() as UtcInstant;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const epochMs = (at: UtcInstant): number => Date.parse(at);

/** `at` moved by `ms` milliseconds. */
export const plusMs = (at: UtcInstant, ms: number): UtcInstant => instant(epochMs(at) + ms);

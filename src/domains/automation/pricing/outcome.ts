import type { Rejection } from '../../../core/decider.ts';

/** A calculation's result, or why there is none. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Rejection };

/** The result is there. */
export const found = <T>(value: T): Outcome<T> => ({ ok: true, value });

/** There is no result, and this is why. */
export const refuse = (code: string, detail: string): Outcome<never> => ({
  ok: false,
  refusal: { code, detail },
});

import type { Rejection } from '../../core/decider.ts';

/** What making a value answers: the value, or why the input makes none; callers add the field that is to blame. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly rejection: Rejection };

/** The input makes this value. */
export const valid = <Value>(value: Value): Parsed<Value> => ({ ok: true, value });

/** The input makes no value. */
export const invalid = (code: string, detail: string): Parsed<never> => ({
  ok: false,
  rejection: { code, detail },
});

/** The value of input that cannot be wrong, such as a constant; throws when it is. */
export const known = <Value>(parsed: Parsed<Value>): Value => {
  if (parsed.ok) return parsed.value;
  throw new Error(`${parsed.rejection.code}: ${parsed.rejection.detail}`);
};

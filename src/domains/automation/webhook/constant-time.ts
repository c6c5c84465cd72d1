/**
 * Compares two hex digests without an early exit, so that the time it takes tells nothing about where they differ (AU-U7).
 * Digests of different length are unequal.
 */
export const equalDigests = (a: string, b: string): boolean => {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
};

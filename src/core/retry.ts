/** Delay before attempt `attempt` (1 is the first retry): `baseMs` doubling, never above `capMs`. */
export const backoffMs = (attempt: number, baseMs: number, capMs: number): number =>
  Math.min(capMs, baseMs * 2 ** Math.max(0, attempt - 1));

import { z } from 'zod';

/** What became of a signal on an account: its orders exist, a rule refused it, or something broke. */
export const OUTCOME_RESULTS = ['done', 'rejected', 'failed'] as const;

/** The outcome of a signal on one account: its orders, and for what was not done why (AU-U13). */
export const accountOutcomeSchema = z.object({
  accountId: z.uuid(),
  result: z.enum(OUTCOME_RESULTS),
  orderIds: z.array(z.uuid()).max(20),
  code: z.string().min(1).max(100).nullable(),
  detail: z.string().max(500).nullable(),
});
export type AccountOutcome = z.infer<typeof accountOutcomeSchema>;

/** What a signal came to as a whole: processed when one account carried it out, else failed when one broke, else rejected. */
export const overallResult = (outcomes: readonly AccountOutcome[]): (typeof OUTCOME_RESULTS)[number] => {
  if (outcomes.some(({ result }) => result === 'done')) return 'done';
  return outcomes.some(({ result }) => result === 'failed') ? 'failed' : 'rejected';
};

/** True when the outcomes name each of these accounts once, and no other. */
export const coversAccounts = (
  outcomes: readonly AccountOutcome[],
  accountIds: readonly string[],
): boolean => {
  const named = new Set(outcomes.map(({ accountId }) => accountId));
  return (
    named.size === outcomes.length &&
    named.size === accountIds.length &&
    accountIds.every((accountId) => named.has(accountId))
  );
};

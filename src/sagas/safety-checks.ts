import type { Effect, EffectOutcome } from '../core/saga.ts';

/**
 * What a saga may ask right before it does something that cannot be undone (rule N-R2): is it still safe, is it done already.
 * Answers are statuses and counts (pitfall 5); only `open_orders` names things: the owner's own list, because no event can know
 * the orders that will be open when it happens.
 */
export type SafetyCheck =
  | { readonly check: 'connections'; readonly connectionIds: readonly string[] }
  | { readonly check: 'accounts_left'; readonly accountIds: readonly string[] }
  | { readonly check: 'virtual_accounts_left'; readonly virtualAccountIds: readonly string[] }
  | { readonly check: 'open_orders'; readonly accountIds: readonly string[] };

/** What a check answers: a status each for connections, a number for what is left, ids for open orders. */
export interface SafetyAnswer {
  readonly statuses: Readonly<Record<string, string>>;
  readonly count: number;
  readonly ids: readonly string[];
}

/** Asks for a safety check. */
export const askSafety = (request: SafetyCheck, key: string = request.check): Effect => ({
  kind: 'call',
  key,
  port: 'safety',
  request,
});

/** The answer of the check with that key; throws when it was not asked. */
export const safetyAnswer = (outcomes: readonly EffectOutcome[], key: string): SafetyAnswer => {
  const outcome = outcomes.find((candidate) => candidate.key === key);
  if (outcome?.kind !== 'call') throw new Error(`nobody asked ${key}`);
  return outcome.value as SafetyAnswer;
};

import type { AccountOutcome } from '../../domains/automation/signals/outcomes.ts';
import { brokenBy, resultOf, type Trouble, troubleOf } from './results.ts';
import { type SignalContext, worksOf } from './work.ts';

const MAX_CODE = 100;
const MAX_DETAIL = 500;

const NOT_EXECUTED = brokenBy('not_executed', 'its order was never made');

const named = (code: string | undefined): string | null => (code ? code.slice(0, MAX_CODE) : null);

const ordersOf = (context: SignalContext, accountId: string): string[] =>
  (['exit_or_enter', 'enter_or_protect'] as const).flatMap((round) => {
    const made = resultOf(context, round).made[accountId];
    return made ? [made.orderId] : [];
  });

/**
 * What the signal came to on each account, in routing order (AU-U13): done when its orders exist, or when nothing was in the way of what
 * needs none. A reason stands beside whatever was not done; `unfinished` is the reason of all that were still at work.
 */
export const outcomesOf = (context: SignalContext, unfinished: Trouble | null = null): AccountOutcome[] => {
  const { accountIds, plans } = context.trigger.data;
  const works = worksOf(context);
  return accountIds.map((accountId) => {
    const refused = plans.find((plan) => plan.accountId === accountId);
    const work = works.find((candidate) => candidate.accountId === accountId);
    const orderIds = ordersOf(context, accountId);
    const refusal: Trouble | null =
      refused?.decision === 'refuse'
        ? { result: 'rejected', code: refused.code, detail: refused.detail }
        : null;
    const isMissing = (work?.exit ?? work?.enter ?? null) !== null && orderIds.length === 0;
    const trouble =
      refusal ?? troubleOf(context, accountId) ?? unfinished ?? (isMissing ? NOT_EXECUTED : null);
    const reason = trouble ?? work?.withheld ?? null;
    return {
      accountId,
      result: trouble === null || orderIds.length > 0 ? 'done' : trouble.result,
      orderIds,
      code: named(reason?.code),
      detail: reason?.detail.slice(0, MAX_DETAIL) ?? null,
    };
  });
};

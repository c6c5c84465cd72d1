import type { Rejection } from '../../../core/decider.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { found, type Outcome } from '../pricing/outcome.ts';
import { allowsSide, type MarketSide } from '../values.ts';
import type { AccountContext } from './account-context.ts';
import { intentOf } from './intent.ts';
import type { Market } from './market.ts';
import type { AccountPlan, EnterStep, PlanStep } from './plan.ts';
import { planEntry } from './plan-entry.ts';
import {
  cancelSteps,
  closeSteps,
  type ExitRequest,
  planBreakeven,
  planClose,
  planReduce,
} from './plan-exit.ts';
import type { Signal } from './signals.ts';

/** How many entries the day and the book still have room for; null is no limit. */
export interface Room {
  readonly orders: number | null;
  readonly positions: number | null;
}

/** Everything a signal is planned from on one account. `entriesBlocked` says why nothing may be opened, or null. */
export interface AccountJob {
  readonly signal: Signal;
  readonly configuration: Configuration;
  readonly account: AccountContext;
  readonly market: Market;
  readonly entriesBlocked: Rejection | null;
  readonly room: Room;
}

/** The steps, and why the entry of a flip is not among them. */
interface Steps {
  readonly steps: readonly PlanStep[];
  readonly withheld: Rejection | null;
}

const only = (steps: Outcome<readonly PlanStep[]>): Outcome<Steps> =>
  steps.ok ? found({ steps: steps.value, withheld: null }) : steps;

/** What forbids an entry on this side: side preference, a block, or a limit that it would break. */
const entryRefusal = (job: AccountJob, side: MarketSide): Rejection | null => {
  const { sidePreference, riskLimits } = job.configuration;
  const { orders, positions } = job.room;
  if (!allowsSide(sidePreference, side))
    return { code: 'side_not_allowed', detail: `the automation trades ${sidePreference}` };
  if (job.entriesBlocked) return job.entriesBlocked;
  if (orders !== null && orders < 1)
    return { code: 'max_orders_per_day', detail: `${riskLimits.maxOrdersPerDay} orders are allowed a day` };
  if (job.account.position === null && positions !== null && positions < 1)
    return {
      code: 'max_open_positions',
      detail: `${riskLimits.maxOpenPositions} open positions are allowed`,
    };
  return null;
};

const enter = (
  job: AccountJob,
  side: MarketSide,
  entry: EnterStep['entry'],
  before: readonly PlanStep[],
): Outcome<Steps> => {
  const refusal = entryRefusal(job, side);
  if (refusal) return { ok: false, refusal };
  const step = planEntry({ ...job, side, entry });
  return step.ok ? found({ steps: [...before, step.value], withheld: null }) : step;
};

/** Opens a side; a position on the other one is closed and waited for first, and closed even when the entry cannot be made. */
const open = (job: AccountJob, side: MarketSide, exit: ExitRequest | null): Outcome<Steps> => {
  if (!exit)
    return enter(
      job,
      side,
      'initial',
      cancelSteps(job.account, () => true),
    );
  const closing = closeSteps(exit, false);
  const flip = enter(job, side, 'initial', [...closing, { kind: 'await_exit' }]);
  return flip.ok ? flip : found({ steps: closing, withheld: flip.refusal });
};

const stepsOf = (job: AccountJob): Outcome<Steps> => {
  const { account, signal } = job;
  const { position, openOrders, status } = account;
  if (status !== 'active')
    return { ok: false, refusal: { code: 'account_not_active', detail: `the account is ${status}` } };
  const exit = position && { ...job, position };
  const intent = intentOf(signal.action, signal.sentiment, position?.side ?? null, openOrders.length);
  switch (intent.kind) {
    case 'none':
      return { ok: false, refusal: { code: intent.code, detail: intent.detail } };
    case 'cancel':
      return found({ steps: cancelSteps(account, () => true), withheld: null });
    case 'open':
      return open(job, intent.side, exit);
    case 'add':
      return enter(job, intent.side, 'add', []);
  }
  if (!exit) return { ok: false, refusal: { code: 'no_position', detail: 'there is no position' } };
  switch (intent.kind) {
    case 'breakeven':
      return only(planBreakeven(exit));
    case 'reduce':
      return only(planReduce(exit));
    case 'close':
      return only(intent.entirely ? found(closeSteps(exit, true)) : planClose(exit));
  }
};

/** What a signal means for one account. */
export const planAccount = (job: AccountJob): AccountPlan => {
  const { accountId } = job.account;
  const planned = stepsOf(job);
  if (!planned.ok) return refusedPlan(accountId, planned.refusal);
  const { steps, withheld } = planned.value;
  return {
    accountId,
    decision: 'execute',
    submission: job.configuration.autoSubmit ? 'immediate' : 'on_approval',
    steps: [...steps],
    withheld: withheld && { code: withheld.code, detail: withheld.detail },
  };
};

/** The plan of an account that does nothing, and why. */
export const refusedPlan = (accountId: string, { code, detail }: Rejection): AccountPlan => ({
  accountId,
  decision: 'refuse',
  code,
  detail,
});

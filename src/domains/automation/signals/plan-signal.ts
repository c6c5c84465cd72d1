import type { Rejection } from '../../../core/decider.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { AccountContext } from './account-context.ts';
import type { Market } from './market.ts';
import type { AccountPlan } from './plan.ts';
import { planAccount, type Room, refusedPlan } from './plan-account.ts';
import { type RiskFigures, riskUnknown } from './risk.ts';
import type { Signal } from './signals.ts';

/** What a signal is planned against. `accountIds` is the routing order; `entriesBlocked` says why nothing may be opened, or null. */
export interface PlanningContext {
  readonly accountIds: readonly string[];
  readonly accounts: readonly AccountContext[];
  readonly market: Market;
  readonly risk: RiskFigures | null;
  readonly entriesBlocked: Rejection | null;
}

const left = (limit: number | null, used = 0): number | null => (limit === null ? null : limit - used);

const roomAtStart = ({ riskLimits }: Configuration, risk: RiskFigures | null): Room => ({
  orders: left(riskLimits.maxOrdersPerDay, risk?.ordersToday),
  positions: left(riskLimits.maxOpenPositions, risk?.openPositions),
});

/** The room that a plan leaves for the accounts after it. */
const roomAfter = (room: Room, plan: AccountPlan): Room => {
  if (plan.decision === 'refuse') return room;
  const entry = plan.steps.find((step) => step.kind === 'enter');
  if (!entry) return room;
  const opens = entry.entry === 'initial' && !plan.steps.some((step) => step.kind === 'exit');
  return { orders: left(room.orders, 1), positions: left(room.positions, opens ? 1 : 0) };
};

/**
 * What a signal means for every account of an automation, in routing order: steps, or a refusal of its own (AU-U13). Nothing is
 * executed here; the execution saga carries the plans out as they stand.
 */
export const planSignal = (
  signal: Signal,
  configuration: Configuration,
  { accountIds, accounts, market, risk, ...context }: PlanningContext,
): readonly AccountPlan[] => {
  const unknown = riskUnknown(configuration.riskLimits, risk)
    ? { code: 'risk_figures_unknown', detail: 'the figures that the limits are held against are not known' }
    : null;
  const entriesBlocked = context.entriesBlocked ?? unknown;
  let room = roomAtStart(configuration, risk);
  return accountIds.map((accountId) => {
    const account = accounts.find((candidate) => candidate.accountId === accountId);
    if (!account)
      return refusedPlan(accountId, {
        code: 'account_figures_unknown',
        detail: 'nothing is known of the account',
      });
    const plan = planAccount({ signal, configuration, account, market, entriesBlocked, room });
    room = roomAfter(room, plan);
    return plan;
  });
};

/** The reason of a signal that no account carries out: the first account's; null when at least one does. */
export const refusalOfAll = (plans: readonly AccountPlan[]): Rejection | null => {
  const [first] = plans;
  if (plans.some(({ decision }) => decision === 'execute')) return null;
  return first?.decision === 'refuse'
    ? { code: first.code, detail: first.detail }
    : { code: 'no_accounts', detail: 'the automation serves no account' };
};

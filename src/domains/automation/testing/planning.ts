import type { Configuration } from '../configuration/configuration.ts';
import type { AccountContext } from '../signals/account-context.ts';
import { type AccountPlan, accountPlanSchema, type PlanStep } from '../signals/plan.ts';
import { type PlanningContext, planSignal } from '../signals/plan-signal.ts';
import { parseSignal } from '../signals/signals.ts';
import { account, configuration, INSTRUMENT, id, position, QUOTE } from './fixtures.ts';

/** AAPL at 99.90 to 100, without a true range. */
export const MARKET = { instrument: INSTRUMENT, quote: QUOTE, atr: null };
/** Plans of a signal for all its accounts; each fits its schema. */
export const plansOf = (
  payload: object,
  changes: Partial<Configuration>,
  context: Partial<PlanningContext>,
) => {
  const parsed = parseSignal({ ticker: 'AAPL', ...payload });
  if (!parsed.ok) throw new Error(parsed.rejection.detail);
  const accounts = context.accounts ?? [account()];
  const plans = planSignal(parsed.signal, configuration(changes), {
    accountIds: accounts.map(({ accountId }) => accountId),
    accounts,
    market: MARKET,
    risk: null,
    entriesBlocked: null,
    ...context,
  });
  for (const plan of plans) accountPlanSchema.parse(plan);
  return plans;
};

type Execution = Extract<AccountPlan, { decision: 'execute' }>;

/** The plan of the only account. */
export const planOf = (
  payload: object,
  changes: Partial<Configuration> = {},
  own: Partial<AccountContext> = {},
  context: Partial<PlanningContext> = {},
): AccountPlan => {
  const [plan] = plansOf(payload, changes, { accounts: [account(own)], ...context });
  if (!plan) throw new Error('no plan');
  return plan;
};
/** The plan of the only account, which must execute. */
export const execution = (...args: Parameters<typeof planOf>): Execution => {
  const plan = planOf(...args);
  if (plan.decision === 'refuse') throw new Error(`${plan.code}: ${plan.detail}`);
  return plan;
};
/** Kinds of its steps. */
export const kinds = (...args: Parameters<typeof planOf>) => execution(...args).steps.map(({ kind }) => kind);
/** The code of a refusal, or `executed`. */
export const codeOf = (...args: Parameters<typeof planOf>) => {
  const plan = planOf(...args);
  return plan.decision === 'refuse' ? plan.code : 'executed';
};
/** Its first step of a kind. */
export const stepOf = <Kind extends PlanStep['kind']>(kind: Kind, ...args: Parameters<typeof planOf>) => {
  const step = execution(...args).steps.find((candidate) => candidate.kind === kind);
  if (!step) throw new Error(`no ${kind}`);
  return step as Extract<PlanStep, { kind: Kind }>;
};

export const long = { position: position('long') };
export const short = { position: position('short') };
/** An entry order and a stop. */
export const orders = [
  { orderId: id('entry'), closes: false },
  { orderId: id('stop'), closes: true },
];

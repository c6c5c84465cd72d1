import type { DecisionEnv, Rejection } from '../../core/decider.ts';
import { flattenAsset } from '../shared/derivatives.ts';
import type { ReceiveWebhookSignalCommand } from './commands.ts';
import type { AutomationEvent } from './events.ts';
import { idsOf } from './replies.ts';
import { SignalRejectedEvent, WebhookSignalReceivedEvent } from './signal-events.ts';
import type { AccountOutcome } from './signals/outcomes.ts';
import type { AccountPlan } from './signals/plan.ts';
import { withoutSecrets } from './signals/redact.ts';
import type { Signal } from './signals/signals.ts';
import type { AutomationState } from './state.ts';

/** A call that passed the gate: its signal as read, and what each account would do. */
export interface SignalCall {
  readonly command: ReceiveWebhookSignalCommand;
  readonly signal: Signal;
  readonly state: AutomationState;
  readonly env: DecisionEnv;
  readonly symbol: string;
  readonly callerSignalId: string | null;
  readonly dedupeKey: string;
  /** In routing order; none when the signal was rejected before an account was looked at. */
  readonly plans: readonly AccountPlan[];
}

const source = ({ command, signal, symbol, callerSignalId, dedupeKey }: SignalCall) => ({
  action: signal.action,
  sentiment: signal.sentiment,
  symbol,
  callerSignalId,
  dedupeKey,
  rawSignalJson: withoutSecrets(command.rawJson, command.payload),
  sourceIp: command.sourceIp,
  receivedAt: command.receivedAt,
});

const accountFigures = ({ command, state }: SignalCall) =>
  state.profile.accountIds.map((accountId) => {
    const account = command.accounts.find((candidate) => candidate.accountId === accountId);
    return { accountId, equity: account?.equity ?? null, buyingPower: account?.buyingPower ?? null };
  });

/** The record of a signal that goes on to execution, with all that its execution needs (AU-R6). */
export const receivedEvent = (call: SignalCall): AutomationEvent => {
  const { signal, state, env, plans } = call;
  const { profile } = state;
  const accounts = accountFigures(call);
  return WebhookSignalReceivedEvent({
    ...idsOf(profile),
    signalId: env.newId(),
    ...source(call),
    accountIds: [...profile.accountIds],
    accountEquity: accounts[0]?.equity ?? null,
    accountBuyingPower: accounts[0]?.buyingPower ?? null,
    accounts,
    ...flattenAsset(profile.configuration),
    quantity: signal.quantity,
    quantityType: signal.quantityType,
    orderType: signal.orderType,
    price: signal.price,
    limitPrice: signal.limitPrice,
    stopPrice: signal.stopPrice,
    trailAmount: signal.trailAmount,
    trailPercent: signal.trailPercent,
    timeInForce: signal.timeInForce,
    extendedHours: signal.extendedHours,
    stopLoss: signal.stopLoss,
    takeProfit: signal.takeProfit,
    signalPrice: signal.signalPrice,
    signalTime: signal.time,
    strategy: signal.strategy,
    plans: [...plans],
    occurredAt: env.now,
    metadata: profile.configuration.metadata,
  });
};

/** What an account would have done, in a few words. */
const wouldHave = (plan: Extract<AccountPlan, { decision: 'execute' }>): string =>
  plan.steps
    .map((step) =>
      step.kind === 'enter' || step.kind === 'exit'
        ? `${step.kind}: ${step.side} ${step.quantity}, ${step.orderType}`
        : step.kind,
    )
    .join('; ');

const rejectedOutcome = (plan: AccountPlan, rejection: Rejection): AccountOutcome => ({
  accountId: plan.accountId,
  result: 'rejected',
  orderIds: [],
  code: plan.decision === 'refuse' ? plan.code : rejection.code,
  detail: (plan.decision === 'refuse' ? plan.detail : wouldHave(plan)).slice(0, 500),
});

/** The record of a signal that was rejected on receipt. */
export const rejectedEvent = (call: SignalCall, rejection: Rejection): AutomationEvent =>
  SignalRejectedEvent({
    ...idsOf(call.state.profile),
    signalId: call.env.newId(),
    code: rejection.code,
    reason: rejection.detail,
    receipt: source(call),
    outcomes: call.plans.map((plan) => rejectedOutcome(plan, rejection)),
    rejectedAt: call.env.now,
  });

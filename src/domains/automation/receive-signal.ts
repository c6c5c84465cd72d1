import { accept, type Decision, type DecisionEnv, type Rejection } from '../../core/decider.ts';
import { epochMs } from '../../core/instant.ts';
import type { ReceiveWebhookSignalCommand } from './commands.ts';
import type { AutomationEvent } from './events.ts';
import { refusedBy } from './replies.ts';
import { breachEvents } from './risk-breach.ts';
import { receivedEvent, rejectedEvent, type SignalCall } from './signal-records.ts';
import { marketFor } from './signals/market.ts';
import { planSignal, refusalOfAll } from './signals/plan-signal.ts';
import { dedupeKeyOf, repeatedSignal } from './signals/recent-signals.ts';
import { parseSignal } from './signals/signals.ts';
import { stalenessOf } from './signals/staleness.ts';
import { resolveSymbol } from './signals/symbol.ts';
import type { AutomationState } from './state.ts';
import { gateRefusal, suspensionRefusal } from './webhook-gate.ts';

/** A signal that its sender marked as a test goes through everything and is then not executed, by construction. */
const TEST_SIGNAL: Rejection = { code: 'test_signal', detail: 'a test: nothing was executed' };

/**
 * Rejects a signal that was read. It is recorded, so that its owner sees it (brokers 6.2) and a repeat gets the same answer; while
 * the automation is suspended the call is refused instead.
 */
const rejectCall = (
  call: SignalCall,
  rejection: Rejection,
  before: readonly AutomationEvent[],
): Decision<AutomationEvent> => {
  const suspended = suspensionRefusal(call.state);
  return suspended ? refusedBy(suspended) : accept(...before, rejectedEvent(call, rejection));
};

const planCall = (call: SignalCall): Decision<AutomationEvent> => {
  const { command, signal, state, symbol, env } = call;
  const { configuration, accountIds } = state.profile;
  const breach = command.risk ? breachEvents(state.profile, command.risk, env) : [];
  const broken: Rejection | null =
    breach.length > 0 ? { code: 'risk_limit_exceeded', detail: 'a risk limit was exceeded' } : null;
  const plans = planSignal(signal, configuration, {
    accountIds,
    accounts: command.accounts,
    market: marketFor(symbol, command),
    risk: command.risk,
    entriesBlocked: suspensionRefusal(state) ?? broken,
  });
  const planned = { ...call, plans };
  const refusal = refusalOfAll(plans) ?? (signal.test ? TEST_SIGNAL : null);
  return refusal ? rejectCall(planned, refusal, breach) : accept(...breach, receivedEvent(planned));
};

/**
 * Decides a call of the webhook: the gate, the payload, a repeat, its age, its symbol, then the plan of every account with side
 * preference and limits in it. What came before a signal could be read is refused without a trace; everything later is recorded,
 * at most as often as the rate limit allows.
 */
export const receiveSignal = (
  command: ReceiveWebhookSignalCommand,
  state: AutomationState,
  env: DecisionEnv,
): Decision<AutomationEvent> => {
  const gate = gateRefusal(state, command, env.now);
  if (gate) return refusedBy(gate);
  const parsed = parseSignal(command.payload);
  if (!parsed.ok) return refusedBy(parsed.rejection);
  const { signal } = parsed;
  const { configuration, webhook } = state.profile;
  const resolved = resolveSymbol(signal, { symbol: configuration.symbol, tickers: webhook.tickers });
  if (resolved.kind === 'missing') return refusedBy(resolved.rejection);
  const callerSignalId = command.callerSignalId ?? signal.signalId;
  const dedupeKey = dedupeKeyOf({ ...command, callerId: callerSignalId }, env.idOf);
  if (repeatedSignal(state.recentSignals, dedupeKey, epochMs(env.now))) return accept();
  const { symbol } = resolved;
  const call: SignalCall = { command, signal, state, env, symbol, callerSignalId, dedupeKey, plans: [] };
  const stale = stalenessOf(signal.time, command.receivedAt);
  if (stale) return rejectCall(call, stale, []);
  return resolved.kind === 'foreign' ? rejectCall(call, resolved.rejection, []) : planCall(call);
};

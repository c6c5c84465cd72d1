import type { BrokerCall, BrokerResult } from '../brokers/port.ts';
import type { Effect, EffectOutcome, StepResult } from '../core/saga.ts';
import { done, fail, retry } from '../core/saga.ts';
import type { AutomationCommand } from '../domains/automation/commands.ts';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import type { BrokerConnectionCommand } from '../domains/broker-connection/commands.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { UserAccountCommand } from '../domains/user-account/commands.ts';
import type { VirtualBrokerCommand } from '../domains/virtual-broker/commands.ts';

type Key = string;

const commandTo =
  <Command extends { readonly type: string }>(type: string) =>
  (target: string, command: Command, key: Key = target): Effect => ({
    kind: 'command',
    key,
    target: { type, key: target },
    command,
  });

/** A command for a broker connection of the user; `key` names the effect within its step, the id when left out. */
export const onConnection = commandTo<BrokerConnectionCommand>('broker_connection');
/** A command for a broker account of the user. */
export const onAccount = commandTo<BrokerAccountCommand>('broker_account');
/** A command for an order of the user. */
export const onOrder = commandTo<OrderCommand>('order');
/** A command for the user's account itself. */
export const onUser = commandTo<UserAccountCommand>('user_account');
/** A command for an automation of the user. */
export const onAutomation = commandTo<AutomationCommand>('automation');
/** A command for an account at the virtual broker. */
export const onVirtualAccount = commandTo<VirtualBrokerCommand>('virtual_broker');

/** A call to a connection's broker; the connection's object refuses it unless it is connected. */
export const callBroker = (connectionId: string, call: BrokerCall, key: Key = call.op): Effect => ({
  kind: 'call',
  key,
  port: 'broker',
  request: { connectionId, call },
});

/** Settles a call to a broker: its value, another attempt, or the refusal. `ambiguous` is tried again and remembered. */
export const settleBrokerCall = <Value = unknown>(
  outcomes: readonly EffectOutcome[],
  accept: (value: Value) => StepResult = done,
): StepResult => {
  const outcome = outcomes[0];
  const answer = outcome?.kind === 'call' ? (outcome.value as BrokerResult<Value>) : null;
  if (!answer) return retry('no_answer', 'the broker did not answer', { uncertain: true });
  if (answer.ok) return accept(answer.value);
  const { kind, code, detail } = answer.error;
  if (kind === 'ambiguous') return retry('ambiguous', `${code}: ${detail}`, { uncertain: true });
  if (kind === 'transient') return retry(code, detail);
  // Our own door was closed: the broker has not been asked this time, and said nothing of the times before.
  return fail(code, detail, kind === 'not_connected' ? 'refused' : 'broker');
};

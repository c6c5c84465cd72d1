import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { AddressedCommand } from '../../src/core/policy.ts';
import type { BrokerAccountState } from '../../src/domains/broker-account/state.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { aggregateStub } from '../../src/platform/stubs.ts';
import {
  type BoundAutomation,
  bindingCommands,
  bindingEventTypes,
} from '../../src/policies/automation-bindings.ts';
import type { Destination } from '../aggregate/destination.ts';

/** Stored with the cursor, and part of the ids of its commands: never rename it. */
const NAME = 'automation_bindings';

/**
 * Tells accounts and connections which automations are theirs. An automation knows accounts only, so its accounts are asked for
 * their connections; `automationAt` is the automation as it was at a version, so that a repeat gives the same commands.
 */
export const automationBindingsDestination = (
  env: Env,
  automationAt: (version: number) => Promise<BoundAutomation>,
): Destination => ({
  name: NAME,
  coalesceMs: 0,
  wants: (eventType) => bindingEventTypes.has(eventType),
  deliver: async (range) => {
    const refused: { version: number; reason: string }[] = [];
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      if (!bindingEventTypes.has(event.eventType)) continue;
      const version = event.aggregateVersion;
      const [before, after] = await Promise.all([automationAt(version - 1), automationAt(version)]);
      const connectionOf = await connectionsOf(env, event, [before, after]);
      for (const addressed of bindingCommands(event.aggregateId, before, after, connectionOf)) {
        const reason = await give(env, event, addressed);
        if (reason !== null) refused.push({ version, reason });
      }
    }
    return { have: range.toVersion, refused };
  },
});

const connectionsOf = async (
  env: Env,
  { userId, region }: EventEnvelope,
  automations: readonly BoundAutomation[],
): Promise<ReadonlyMap<string, string>> => {
  const accountIds = new Set(automations.flatMap((automation) => automation?.accountIds ?? []));
  const pairs = await Promise.all(
    [...accountIds].map(async (key) => {
      const account = await aggregateStub(env, { type: 'broker_account', userId, key }, region).read();
      return [key, (account?.state as BrokerAccountState | undefined)?.brokerConnectionId ?? ''] as const;
    }),
  );
  return new Map(pairs.filter(([, connectionId]) => connectionId !== ''));
};

/** Gives a command; answers why it was refused. What is gone refuses to be unbound, and then nothing is left to unbind. */
const give = async (
  env: Env,
  event: EventEnvelope,
  { target, command }: AddressedCommand,
): Promise<string | null> => {
  const commandId = idOf('policy', NAME, target.type, target.key, event.eventId);
  const identity = { commandId, actor: { kind: 'policy', id: NAME } as const, sagaId: null };
  const result = await aggregateStub(env, { ...target, userId: event.userId }, event.region).execute(
    causedCommand(event, command, identity),
  );
  if (result.kind === 'accepted' || result.kind === 'duplicate') return null;
  if (result.kind !== 'rejected') return `${command.type}: ${result.kind}`;
  return command.type.startsWith('Unbind') ? null : `${command.type}: ${result.rejection.code}`;
};

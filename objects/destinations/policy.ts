import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { AddressedCommand, Policy } from '../../src/core/policy.ts';
import { inPresentShape } from '../../src/core/present-shape.ts';
import { readEvent } from '../../src/domains/catalog.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import { aggregateStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

/** Other aggregates that must hear of an event, one command each, in the order of the log. A refusal is parked, not retried. */
export const policyDestination = (env: Env, policy: Policy): Destination => ({
  name: policy.name,
  coalesceMs: 0,
  wants: (eventType) => policy.eventTypes.has(eventType),
  deliver: async (range) => {
    const refused: { version: number; reason: string }[] = [];
    for (const event of inPresentShape(JSON.parse(range.events) as EventEnvelope[], readEvent)) {
      if (!policy.eventTypes.has(event.eventType)) continue;
      for (const addressed of policy.commandsFor(event)) {
        if (addressed.afterMs !== undefined) {
          void scheduler.wait(addressed.afterMs).then(() => give(env, policy.name, event, addressed));
          continue;
        }
        const reason = await give(env, policy.name, event, addressed);
        if (reason) refused.push({ version: event.aggregateVersion, reason });
      }
    }
    return { have: range.toVersion, refused };
  },
});

const give = async (
  env: Env,
  policy: string,
  event: EventEnvelope,
  addressed: AddressedCommand,
): Promise<string | null> => {
  const { target, command } = addressed;
  const commandId = idOf('policy', policy, target.type, target.key, addressed.dedupeKey ?? event.eventId);
  const address = { ...target, userId: event.userId };
  const result = await aggregateStub(env, address, event.region).execute(
    causedCommand(event, command, { commandId, actor: { kind: 'policy', id: policy }, sagaId: null }),
  );
  if (result.kind === 'rejected') {
    const { code } = result.rejection;
    return addressed.isMirror && code.endsWith('_not_found') ? null : `${command.type}: ${code}`;
  }
  return result.kind === 'mismatch' || result.kind === 'conflict' ? `${command.type}: ${result.kind}` : null;
};

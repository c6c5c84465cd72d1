import type { CommandEnvelope } from '../core/command.ts';
import type { DomainCommand } from '../core/decider.ts';
import type { Actor, EventEnvelope } from '../core/envelope.ts';
import { canonicalJson } from '../core/ids.ts';
import { sha256 } from './hash.ts';

/** A command that an event causes: same user, region and correlation, caused by the event. */
export const causedCommand = (
  cause: EventEnvelope,
  command: DomainCommand,
  identity: {
    readonly commandId: string;
    readonly actor: Actor;
    readonly sagaId: string | null;
    readonly attempt?: number;
  },
): CommandEnvelope => ({
  commandId: identity.commandId,
  commandHash: sha256(canonicalJson(command)),
  command,
  userId: cause.userId,
  region: cause.region,
  correlationId: cause.correlationId,
  causationId: cause.eventId,
  sagaId: identity.sagaId,
  actor: identity.actor,
  remember: identity.sagaId !== null,
  ...(identity.attempt === undefined ? {} : { attempt: identity.attempt }),
});

/** A command that the market feed gives to an object: the same quote is the same command. Nobody asks again, so nothing is remembered. */
export const feedCommand = (
  commandId: string,
  command: DomainCommand,
  owner: { readonly userId: string; readonly region: string },
): CommandEnvelope => ({
  commandId,
  commandHash: sha256(commandId),
  command,
  ...owner,
  correlationId: commandId,
  causationId: null,
  sagaId: null,
  actor: { kind: 'clock', id: 'feed' },
  remember: false,
});

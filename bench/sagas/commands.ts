import type { CommandEnvelope } from '../../src/core/command.ts';
import { tookEffect } from '../../src/core/command.ts';
import type { DomainCommand } from '../../src/core/decider.ts';
import { canonicalJson } from '../../src/core/ids.ts';
import { type Owner, ownStub } from '../../src/facts/owner.ts';
import { sha256 } from '../../src/platform/hash.ts';

/** Where the users of the bench live. */
export const REGION = 'enam';

/** Gives a command to one of the owner's aggregates, as the owner would; throws when it is refused. */
export const give = async (
  owner: Owner,
  type: string,
  key: string,
  command: DomainCommand,
): Promise<void> => {
  const { userId, region } = owner;
  const commandId = crypto.randomUUID();
  const envelope: CommandEnvelope = {
    commandId,
    commandHash: sha256(canonicalJson(command)),
    command,
    userId,
    region,
    correlationId: commandId,
    causationId: null,
    sagaId: null,
    actor: { kind: 'user', id: userId },
    remember: false,
  };
  const result = await ownStub(owner, type, key).execute(envelope);
  if (!tookEffect(result)) throw new Error(`${command.type}: ${JSON.stringify(result)}`);
};

import { env as bindings } from 'cloudflare:workers';
import type { CommandEnvelope } from '../../src/core/command.ts';
import type { DomainCommand } from '../../src/core/decider.ts';
import type { Env } from '../../src/platform/env.ts';
import { sha256 } from '../../src/platform/hash.ts';

/** The bindings of the Worker under test. */
export const env = bindings as unknown as Env;

/** A command as a route or a saga would send it. */
export const commandOf = (
  userId: string,
  command: DomainCommand,
  overrides: Partial<CommandEnvelope> = {},
): CommandEnvelope => {
  const commandId = crypto.randomUUID();
  return {
    commandId,
    commandHash: sha256(JSON.stringify(command)),
    command,
    userId,
    region: 'weur',
    correlationId: commandId,
    causationId: null,
    sagaId: null,
    actor: { kind: 'user', id: userId },
    remember: false,
    ...overrides,
  };
};

/** Tries again until it holds, for at most five seconds: for what happens behind an answer, such as a saga's run. */
export const eventually = async <T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> => {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const value = await read();
    if (holds(value) || Date.now() > deadline) return value;
    await scheduler.wait(5);
  }
};

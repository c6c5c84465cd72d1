import type { DecisionEnv, DomainEvent } from '../../../src/core/decider.ts';
import { epochMs, instant } from '../../../src/core/instant.ts';
import { TEST_NOW } from '../../../src/core/testing/decider-specification.ts';
import type { DomainKit } from '../../../src/domains/testing/kit.ts';

const idFrom = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

let issued = 0;

/** A decision's environment that costs little to make: `step` moves its clock by a second. */
export const envAt = (step: number, bySaga = false): DecisionEnv => ({
  now: instant(epochMs(TEST_NOW) + step * 1_000),
  userId: idFrom(1),
  aggregateId: idFrom(2),
  commandId: idFrom(1_000 + step),
  correlationId: idFrom(3),
  sagaId: bySaga ? idFrom(4) : null,
  actor: { kind: bySaga ? 'saga' : 'user', id: idFrom(1) },
  newId: () => idFrom(1_000_000 + issued++),
  idOf: (...parts) => {
    let hash = 7;
    for (const character of parts.join(':')) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
    return idFrom(hash);
  },
});

const PATIENCE = 400;
const COMMANDS_AT_ONCE = 2_000;

/** A log as one aggregate could have it, and the state it leads to. */
export interface LongLog {
  readonly events: readonly DomainEvent[];
  readonly state: unknown;
}

/**
 * Lives of an aggregate under random commands that hold so many events together. A life that gets stuck, for instance because it
 * has ended, is followed by a new one, so most logs are several lives.
 */
export const longLogs = (
  { domain: { aggregate }, opening, commands }: DomainKit,
  count: number,
): readonly LongLog[] => {
  const { decider } = aggregate;
  const logs: LongLog[] = [];
  let total = 0;
  for (let seed = 1; total < count; seed++) {
    let state = decider.initial;
    let idle = 0;
    const events: DomainEvent[] = [];
    const all = [...opening, ...commands(COMMANDS_AT_ONCE, seed)];
    for (const [step, command] of all.entries()) {
      if (idle > PATIENCE || total >= count) break;
      const decision = decider.decide(command, state, envAt(step, step % 3 === 0));
      const produced = decision.kind === 'accept' ? decision.events : [];
      idle = produced.length > 0 ? 0 : idle + 1;
      state = produced.reduce(decider.evolve, state);
      events.push(...produced);
      total += produced.length;
    }
    if (events.length > 0) logs.push({ events, state });
  }
  return logs;
};

import { describe, expect, it } from 'vitest';
import type { CommandResult } from './command.ts';
import { tookEffect } from './command.ts';
import { type EffectOutcome, firstRefusal, settleCommands } from './saga.ts';

const ACCEPTED: CommandResult = { kind: 'accepted', aggregateId: 'a', version: 1, events: 1, state: null };
const DUPLICATE: CommandResult = { ...ACCEPTED, kind: 'duplicate' };
const REJECTION = { code: 'insufficient_buying_power', detail: 'needs 2, 1 is available' };
const REJECTED: CommandResult = { kind: 'rejected', rejection: REJECTION, version: 1, repeated: false };
const CONFLICT: CommandResult = { kind: 'conflict', version: 3 };
const MISMATCH: CommandResult = { kind: 'mismatch' };

const of = (...results: readonly CommandResult[]): readonly EffectOutcome[] =>
  results.map((result, n) => ({ kind: 'command', key: `command ${n}`, result }));

describe('a step of commands', () => {
  it('is done when all of them took effect, now or before', () => {
    expect(settleCommands(of(ACCEPTED, DUPLICATE), 'result')).toEqual({ kind: 'done', result: 'result' });
    expect(settleCommands([])).toEqual({ kind: 'done', result: null });
  });

  it('fails with the first refusal, in its own words', () => {
    expect(settleCommands(of(ACCEPTED, REJECTED, CONFLICT))).toEqual({
      kind: 'fail',
      failure: REJECTION,
      failureKind: 'refused',
    });
  });

  it.each([
    ['conflict', CONFLICT],
    ['mismatch', MISMATCH],
  ])('fails by a %s, told with the command', (code, result) => {
    expect(firstRefusal(of(ACCEPTED, result))).toEqual({ code, detail: `command 1 was answered by ${code}` });
  });

  it('does not judge what a port answered', () => {
    expect(firstRefusal([{ kind: 'call', key: 'call', value: { ok: false } }])).toBeNull();
  });
});

it.each([
  [ACCEPTED, true],
  [DUPLICATE, true],
  [REJECTED, false],
  [CONFLICT, false],
  [MISMATCH, false],
])('%j took effect: %s', (result, effect) => {
  expect(tookEffect(result)).toBe(effect);
});

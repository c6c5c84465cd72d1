import { describe, expect, it } from 'vitest';
import { type Failing, failures, undoneIn, worstOf } from './testing/failures.ts';
import { type Fault, fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { play } from './testing/scenes/scene.ts';
import { strayEffects } from './testing/verdicts.ts';

const ATTEMPTS = 3;
const failing = failures(scenes);
const worst = worstOf(failing);

const failAgain = ({ scene, fault: way }: Failing, ...more: readonly Fault[]) =>
  play(scene, { faults: [way, ...more] });

type Case = readonly [title: string, of: Failing, undoing: string, kind: Fault['kind']];

const casesOf = (...ways: readonly (readonly [Fault['kind'], string])[]): readonly Case[] =>
  worst.flatMap((of) =>
    of.undone.flatMap((undoing) =>
      ways.map(([kind, what]): Case => [`${of.title}: ${undoing} ${what}`, of, undoing, kind]),
    ),
  );

const THROWS = ['throws', 'gets no answer'] as const;
const HANGS = ['hangs', 'is done and its answer is lost'] as const;
const LATE = ['late', 'is done only after the time for an answer'] as const;

describe('the way back', () => {
  it('is tried for every saga that undoes anything', () => {
    expect([...new Set(failing.map(({ scene }) => scene.saga))].toSorted()).toEqual([
      'AccountRecoverySaga',
      'AutomationExecutionSaga',
      'BrokerConnectionSaga',
      'BrokerDisconnectionSaga',
      'ConnectionRecoverySaga',
      'OrderExecutionSaga',
      'PositionManagementSaga',
    ]);
  });

  it.each(failing.map((of) => [of.title, of] as const))('%s: leaves nothing behind', (_title, of) => {
    expect(breaches(of.scene, of.played)).toEqual([]);
    expect(strayEffects(of.scene, of.played)).toEqual([]);
  });
});

describe('an undoing without an answer, once', () => {
  it.each(casesOf(THROWS, HANGS, LATE))(
    '%s: it is done again, and nothing is left',
    (_title, of, undoing, kind) => {
      const played = failAgain(of, fault(kind, undoing));
      expect(breaches(of.scene, played)).toEqual([]);
      expect(played.journal()).toMatchObject({ status: 'compensated', failure: of.played.journal().failure });
      expect(played.faults.tries(undoing)).toBe(2);
      expect(undoneIn(played)).toEqual(of.undone);
    },
  );
});

describe('an undoing that fails at every try', () => {
  it.each(casesOf(THROWS, HANGS, LATE))(
    '%s: the others are still done, the first failure is kept, and a person is asked',
    (_title, of, undoing, kind) => {
      const played = failAgain(of, fault(kind, undoing, { times: Number.POSITIVE_INFINITY }));
      expect(breaches(of.scene, played)).toEqual([]);
      expect(played.journal()).toMatchObject({
        status: 'compensated_with_errors',
        failure: of.played.journal().failure,
        compensationErrors: 1,
      });
      expect(played.faults.tries(undoing)).toBe(ATTEMPTS);
      expect(undoneIn(played)).toEqual(of.undone);
      const asked = played.journal().interventions.find(({ code }) => code === of.scene.stuck.code);
      expect(asked).toMatchObject({ state: 'open', step: undoing.replace('undo:', '') });
      if (kind !== 'throws') expect(of.scene.orphans(played.world, played.sagaId)).toEqual([]);
    },
  );

  it.each(worst.map((of) => [of.title, of] as const))(
    '%s: when none can be undone, each asks for a person',
    (_title, of) => {
      const faults = of.undone.map((undoing) => fault('throws', undoing, { times: ATTEMPTS }));
      const played = failAgain(of, ...faults);
      expect(breaches(of.scene, played)).toEqual([]);
      expect(played.journal()).toMatchObject({
        status: 'compensated_with_errors',
        compensationErrors: of.undone.length,
      });
    },
  );
});

describe('a crash on the way back', () => {
  it.each(
    casesOf(
      ['record_lost', 'is done and not journaled'],
      ['record_kept', 'is journaled, and then the saga dies'],
    ),
  )('%s: it comes to the same', (_title, of, undoing, kind) => {
    const played = failAgain(of, fault(kind, undoing));
    expect(breaches(of.scene, played)).toEqual([]);
    expect(played.journal()).toMatchObject({ status: 'compensated', failure: of.played.journal().failure });
    expect(undoneIn(played)).toEqual(of.undone);
  });
});

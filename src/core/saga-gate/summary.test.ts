import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plusMs } from '../instant.ts';
import { TRIGGER } from '../saga-instance/testing/trip.ts';
import { TEST_NOW, testEnv } from '../testing/decider-specification.ts';
import { id } from '../testing/tally.ts';
import { type GateCommand, type GateState, sagaGateAggregate, type Verdict } from './gate.ts';
import { type GateSummary, summarizeGate } from './summary.ts';

const VERDICTS: Readonly<Record<string, Verdict>> = {
  urgent: 'preempt',
  patient: 'queue',
  stranger: 'refuse',
  twin: 'drop',
};
const { decider } = sagaGateAggregate((_running, arriving) => VERDICTS[arriving] ?? 'queue');

interface Seen {
  readonly state: GateState;
  readonly summary: GateSummary | null;
}

const asks = (sagaType: string, name = sagaType): GateCommand => ({
  type: 'RequestSagaCommand',
  sagaId: id(name),
  sagaType,
  conflictKey: 'room:1',
  dedupeKey: name,
  trigger: TRIGGER,
  dedupeWindowMs: 0,
});
const ends = (name: string): GateCommand => ({ type: 'ReleaseGateCommand', sagaId: id(name) });

/** What a gate and its summary come to by these commands, one a second. */
const seenAfter = (...commands: readonly GateCommand[]): Seen =>
  commands.reduce<Seen>(
    ({ state, summary }, command, second) => {
      const decision = decider.decide(command, state, testEnv({ now: plusMs(TEST_NOW, second * 1_000) }));
      const events = decision.kind === 'accept' ? decision.events : [];
      return {
        state: events.reduce(decider.evolve, state),
        summary: events.reduce<GateSummary | null>(summarizeGate, summary),
      };
    },
    { state: decider.initial, summary: null },
  );

const at = (second: number) => plusMs(TEST_NOW, second * 1_000);
const REFERENCE = {
  eventId: TRIGGER.eventId,
  eventType: TRIGGER.eventType,
  aggregateType: TRIGGER.aggregateType,
  aggregateId: TRIGGER.aggregateId,
};

describe('what people see of a gate', () => {
  it('names who holds the key and who waits, by their triggers and since when', () => {
    expect(seenAfter(asks('first'), asks('patient')).summary).toEqual({
      conflictKey: 'room:1',
      holder: {
        sagaId: id('first'),
        sagaType: 'first',
        trigger: REFERENCE,
        since: at(0),
        leaseUntil: plusMs(at(0), 60_000),
        makesWay: false,
      },
      waiting: [{ sagaId: id('patient'), sagaType: 'patient', trigger: REFERENCE, since: at(1) }],
      meetings: [{ sagaType: 'patient', meeting: 'queued', count: 1 }],
    });
  });

  it('tells that the holder makes way, and from when on the next one holds', () => {
    const preempted = seenAfter(asks('first'), asks('urgent'));
    expect(preempted.summary?.holder).toMatchObject({ sagaType: 'first', makesWay: true });
    const { summary } = seenAfter(asks('first'), asks('urgent'), ends('first'));
    expect(summary?.holder).toMatchObject({ sagaType: 'urgent', since: at(2), makesWay: false });
    expect(summary?.waiting).toEqual([]);
  });

  it('shows the lease as it was renewed', () => {
    const { summary } = seenAfter(asks('first'), { type: 'RenewLeaseCommand', sagaId: id('first') });
    expect(summary?.holder).toMatchObject({ since: at(0), leaseUntil: plusMs(at(1), 60_000) });
  });

  it('counts who met whom, by what became of them', () => {
    const { summary } = seenAfter(
      asks('first'),
      asks('urgent'),
      asks('twin'),
      asks('twin', 'another twin'),
      asks('stranger'),
      ends('first'),
      asks('patient'),
    );
    expect(summary?.meetings).toEqual([
      { sagaType: 'urgent', meeting: 'queued', count: 1 },
      { sagaType: 'first', meeting: 'preempted', count: 1 },
      { sagaType: 'twin', meeting: 'dropped', count: 2 },
      { sagaType: 'stranger', meeting: 'refused', count: 1 },
      { sagaType: 'patient', meeting: 'queued', count: 1 },
    ]);
  });

  it('agrees with the gate about holder and waiting, whatever happens', () => {
    const types = fc.constantFrom('first', 'urgent', 'patient', 'stranger', 'twin', 'calm');
    const saga = fc
      .tuple(types, fc.integer({ min: 0, max: 2 }))
      .map(([type, n]) => [type, `${type}${n}`] as const);
    const command = fc.oneof(
      saga.map(([type, name]) => asks(type, name)),
      saga.map(([, name]) => ends(name)),
      saga.map(([, name]): GateCommand => ({ type: 'RenewLeaseCommand', sagaId: id(name) })),
    );
    let [held, waited] = [0, 0];
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const { state, summary } = seenAfter(...commands);
        expect(summary?.holder?.sagaId ?? null).toBe(state.holder?.sagaId ?? null);
        expect(summary?.holder?.leaseUntil ?? null).toBe(state.holder?.leaseUntil ?? null);
        expect(summary?.holder?.makesWay ?? false).toBe(state.preempted);
        expect((summary?.waiting ?? []).map(({ sagaId }) => sagaId)).toEqual(
          state.waiting.map(({ sagaId }) => sagaId),
        );
        held += state.holder ? 1 : 0;
        waited += state.waiting.length > 0 ? 1 : 0;
      }),
    );
    expect(Math.min(held, waited)).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';
import { plusMs } from '../instant.ts';
import { TRIGGER } from '../saga-instance/testing/trip.ts';
import { specification, TEST_NOW } from '../testing/decider-specification.ts';
import { id } from '../testing/tally.ts';
import { gateEvents as events, type GateEvent } from './events.ts';
import { type GateCommand, sagaGateAggregate, type Verdict } from './gate.ts';

const matrix = (running: string, arriving: string): Verdict => {
  if (running === arriving) return 'drop';
  const verdicts: Record<string, Verdict> = {
    urgent: 'preempt',
    patient: 'queue',
    calm: 'queue',
    never: 'refuse',
  };
  return verdicts[arriving] ?? 'drop';
};
const gate = specification(sagaGateAggregate(matrix));

const asks = (sagaType: string, { name = sagaType, dedupeWindowMs = 0 } = {}): GateCommand => ({
  type: 'RequestSagaCommand',
  sagaId: id(name),
  sagaType,
  conflictKey: 'room:1',
  dedupeKey: 'key',
  trigger: TRIGGER,
  dedupeWindowMs,
});
const ends = (name: string): GateCommand => ({ type: 'ReleaseGateCommand', sagaId: id(name) });
const admitted = (sagaType: string) =>
  events.SagaAdmitted({
    sagaId: id(sagaType),
    sagaType,
    conflictKey: 'room:1',
    dedupeKey: 'key',
    trigger: TRIGGER,
    leaseUntil: plusMs(TEST_NOW, 60_000),
    admittedAt: TEST_NOW,
  });
const HELD = admitted('first');
/** The log of a gate that is held, after these commands. */
const logOf = (...commands: readonly GateCommand[]): readonly GateEvent[] => {
  const log: GateEvent[] = [HELD];
  for (const command of commands) log.push(...gate.given(...log).when(command).events);
  return log;
};

describe('a gate', () => {
  it('admits the first that comes, with a lease', () => {
    gate.given().when(asks('first')).then(HELD);
  });

  it.each([
    ['first', ['SagaDropped']],
    ['patient', ['SagaQueued']],
    ['urgent', ['SagaQueued', 'SagaPreempted']],
    ['never', ['SagaRefused']],
  ] as const)('while it is held, %s is told by the matrix: %j', (arriving, types) => {
    gate
      .given(HELD)
      .when(asks(arriving, { name: 'other' }))
      .thenTypes(...types);
  });

  it('asks the holder only once to make way', () => {
    gate
      .given(...logOf(asks('urgent')))
      .when(asks('patient'))
      .thenTypes('SagaQueued');
  });

  it('drops what waits already', () => {
    gate
      .given(...logOf(asks('patient')))
      .when(asks('patient', { name: 'again' }))
      .thenTypes('SagaDropped');
  });

  it('admits the next in the order of arrival when the holder ends', () => {
    const past = logOf(asks('patient'), asks('calm'));
    gate
      .given(...past)
      .when(ends('first'))
      .thenTypes('SagaLeaseEnded', 'SagaAdmitted');
    expect(gate.given(...past).when(ends('first')).state).toMatchObject({
      holder: { sagaType: 'patient' },
      waiting: [{ sagaType: 'calm' }],
      preempted: false,
    });
  });

  it('admits whoever waits and would have the next make way at once', () => {
    const past = logOf(asks('patient'), asks('urgent'));
    expect(gate.given(...past).when(ends('first')).state).toMatchObject({
      holder: { sagaType: 'urgent' },
      waiting: [{ sagaType: 'patient' }],
      preempted: false,
    });
  });

  it('is free when the last has ended, and a release by anybody else changes nothing', () => {
    expect(gate.given(...logOf(ends('first'))).state().holder).toBeNull();
    gate.given(HELD).when(ends('stranger')).then();
  });

  it('3.3: drops the same within its window, and only within it', () => {
    const past = logOf(ends('first'));
    const again = asks('first', { name: 'second', dedupeWindowMs: 600_000 });
    gate
      .given(...past)
      .when(again)
      .thenTypes('SagaDropped');
    gate
      .given(...past)
      .when(again, { now: plusMs(TEST_NOW, 600_000) })
      .thenTypes('SagaAdmitted');
  });

  it('never gives a lease up by time alone: its end only asks for a look at the holder', () => {
    const { decider } = sagaGateAggregate(matrix);
    expect(decider.nextDue?.(gate.given(HELD).state())).toEqual({
      at: plusMs(TEST_NOW, 60_000),
      command: { type: 'VerifyLeaseCommand' },
    });
    const late = { now: plusMs(TEST_NOW, 120_000) };
    gate.given(HELD).when({ type: 'VerifyLeaseCommand' }, late).then();
    const renewed = gate.given(HELD).when({ type: 'RenewLeaseCommand', sagaId: id('first') }, late);
    expect(renewed.state.holder?.leaseUntil).toBe(plusMs(TEST_NOW, 180_000));
    expect(decider.nextDue?.(gate.given().state())).toBeNull();
  });
});

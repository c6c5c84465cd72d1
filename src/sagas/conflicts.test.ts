import { describe, expect, it } from 'vitest';
import { sagaGateAggregate } from '../core/saga-gate/gate.ts';
import { specification } from '../core/testing/decider-specification.ts';
import { conflictMatrix, connectionKey, userKey } from './conflicts.ts';
import { id } from './testing/contexts.ts';
import { DISCONNECTED, LOST } from './testing/disconnection.ts';

const SAGAS = [
  'BrokerConnectionSaga',
  'BrokerDisconnectionSaga',
  'ConnectionRecoverySaga',
  'UserDeletionSaga',
  'AccountRecoverySaga',
];

describe('the conflict matrix (sagas 2.8, DESIGN 4)', () => {
  it.each([
    ['BrokerConnectionSaga', ['drop', 'preempt', 'queue']],
    ['BrokerDisconnectionSaga', ['queue', 'queue', 'drop']],
    ['ConnectionRecoverySaga', ['queue', 'preempt', 'drop']],
  ])('while %s runs on a connection: connecting, disconnecting, recovering', (running, verdicts) => {
    const arriving = SAGAS.slice(0, 3);
    expect(arriving.map((saga) => conflictMatrix(running, saga))).toEqual(verdicts);
  });

  it.each(['UserDeletionSaga', 'AccountRecoverySaga'])('while %s runs: the same is dropped', (saga) => {
    expect(conflictMatrix(saga, saga)).toBe('drop');
  });

  it('refuses kinds that never meet, and names that nobody knows', () => {
    for (const saga of SAGAS.slice(0, 3)) {
      expect(conflictMatrix('UserDeletionSaga', saga)).toBe('refuse');
      expect(conflictMatrix(saga, 'UserDeletionSaga')).toBe('refuse');
    }
    expect(conflictMatrix('NoSaga', 'BrokerConnectionSaga')).toBe('refuse');
    expect(conflictMatrix('BrokerConnectionSaga', 'NoSaga')).toBe('refuse');
  });

  it('has keys of its own for a connection and for a user: a parent never holds the key of its children', () => {
    expect(connectionKey(id('one'))).not.toBe(userKey(id('one')));
    expect(connectionKey(id('one'))).not.toBe(connectionKey(id('other')));
  });
});

describe('at the gate of a connection', () => {
  const gate = specification(sagaGateAggregate(conflictMatrix));
  const request = (sagaType: string, name: string, trigger = DISCONNECTED) => ({
    type: 'RequestSagaCommand' as const,
    sagaId: id(name),
    sagaType,
    conflictKey: connectionKey(id('connection')),
    dedupeKey: id('connection'),
    trigger,
    dedupeWindowMs: 0,
  });
  const admitted = (sagaType: string) => gate.given().when(request(sagaType, 'first')).events;

  it('a disconnect waits for a loss that is still dealt with, and is not taken for the same', () => {
    gate
      .given(...admitted('BrokerDisconnectionSaga'))
      .when(request('BrokerDisconnectionSaga', 'second', LOST))
      .thenTypes('SagaQueued');
  });

  it('the discovery that a recovery asks for waits for its end', () => {
    gate
      .given(...admitted('ConnectionRecoverySaga'))
      .when(request('BrokerConnectionSaga', 'second'))
      .thenTypes('SagaQueued');
  });

  it('a disconnect has a connecting or recovering saga make way', () => {
    for (const running of ['BrokerConnectionSaga', 'ConnectionRecoverySaga'])
      gate
        .given(...admitted(running))
        .when(request('BrokerDisconnectionSaga', 'second'))
        .thenTypes('SagaQueued', 'SagaPreempted');
  });
});

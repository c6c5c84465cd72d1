import { describe, expect, it } from 'vitest';
import { deterministicId } from '../../core/ids.ts';
import { specification, TEST_NOW, testEnv, testHash } from '../../core/testing/decider-specification.ts';
import { type BrokerConnectionCommand, brokerConnectionAggregate } from './broker-connection.ts';
import { type BrokerConnectionEvent, brokerConnectionEvents as events } from './events.ts';
import { brokerConnectionResource, brokerConnectionView } from './view.ts';

const connection = specification(brokerConnectionAggregate);
const id = (name: string) => deterministicId(testHash, name);
const { aggregateId, userId } = testEnv();
const identity = { brokerConnectionId: aggregateId, userId };
const broker = { brokerId: 'virtual', environment: 'paper' } as const;
const SAGA = id('saga');

const INITIATED = events.BrokerConnectionInitiated({
  ...identity,
  ...broker,
  apiEndpointOverride: null,
  initiatedAt: TEST_NOW,
});
const ESTABLISHED = events.BrokerConnectionEstablished({
  ...identity,
  ...broker,
  establishedAt: TEST_NOW,
  statusMessage: null,
});
const FAILED = events.BrokerConnectionFailed({
  ...identity,
  reason: 'no_answer',
  details: 'the broker did not answer',
  requiresUserAction: false,
  failedAt: TEST_NOW,
});
const DISCOVERED = events.AccountsDiscovered({
  ...identity,
  accountIds: [id('account')],
  discoveredAt: TEST_NOW,
});
const COMPLETED = events.BrokerConnectionEstablishedSagaCompleted({
  ...identity,
  sagaId: SAGA,
  accountIds: [id('account')],
  completedAt: TEST_NOW,
});

const COMMANDS: Record<string, BrokerConnectionCommand> = {
  initiate: { type: 'InitiateBrokerConnectionCommand', ...broker },
  discover: { type: 'RecordDiscoveredAccountsCommand', accountIds: [id('account')] },
  finalize: { type: 'FinalizeBrokerConnectionCommand' },
  fail: {
    type: 'ReportConnectionFailureCommand',
    reason: 'no_answer',
    details: 'the broker did not answer',
    requiresUserAction: false,
  },
};

const STATES: Record<string, readonly BrokerConnectionEvent[]> = {
  absent: [],
  pending: [INITIATED],
  connected: [INITIATED, ESTABLISHED, DISCOVERED],
  error: [INITIATED, ESTABLISHED, DISCOVERED, FAILED],
};

const REFUSED = 'connection_not_connected';
const EXPECTED: Record<string, Record<string, string | readonly BrokerConnectionEvent[]>> = {
  absent: { initiate: [INITIATED, ESTABLISHED], discover: REFUSED, finalize: REFUSED, fail: REFUSED },
  pending: { initiate: 'connection_exists', discover: REFUSED, finalize: REFUSED, fail: REFUSED },
  connected: {
    initiate: 'connection_exists',
    discover: [DISCOVERED],
    finalize: [COMPLETED],
    fail: [FAILED],
  },
  error: { initiate: [ESTABLISHED], discover: REFUSED, finalize: REFUSED, fail: REFUSED },
};

describe('the transition table of a connection (domains 4.2, invariant 2)', () => {
  const cases = Object.entries(STATES).flatMap(([status, history]) =>
    Object.entries(COMMANDS).map(([name, command]) => {
      const expected = EXPECTED[status]?.[name] ?? 'missing in the table';
      const outcome = typeof expected === 'string' ? expected : expected.map(({ type }) => type).join(' + ');
      return { status, history, name, command, expected, outcome };
    }),
  );

  it.each(cases)('$status + $name → $outcome', ({ status, history, command, expected }) => {
    const given = connection.given(...history);
    expect(given.state().status).toBe(status);
    const outcome = given.when(command, { sagaId: SAGA });
    if (typeof expected === 'string') outcome.thenRejected(expected);
    else outcome.then(...expected);
  });
});

describe('connecting', () => {
  it('BC-R3: the virtual broker is initiated and established by one command', () => {
    const initiate = COMMANDS['initiate'] as BrokerConnectionCommand;
    const state = connection.given().when(initiate).then(INITIATED, ESTABLISHED);
    expect(state).toMatchObject({ status: 'connected', ...broker, createdAt: TEST_NOW });
  });

  it('domains 4.2: a second connection to the same broker names the field to blame', () => {
    const initiate = COMMANDS['initiate'] as BrokerConnectionCommand;
    connection.given(INITIATED, ESTABLISHED).when(initiate).thenRejected('connection_exists', 'brokerId');
  });

  it('after an error clears the reason', () => {
    const failed = connection.given(INITIATED, ESTABLISHED, FAILED);
    expect(failed.state().lastStatusReason).toBe('no_answer');
    const state = failed.when(COMMANDS['initiate'] as BrokerConnectionCommand).then(ESTABLISHED);
    expect(state).toMatchObject({ status: 'connected', lastStatusReason: null });
  });

  it('is completed by its saga only, with the accounts the connection knows (DESIGN 4)', () => {
    const finalize = COMMANDS['finalize'] as BrokerConnectionCommand;
    const connected = connection.given(INITIATED, ESTABLISHED, DISCOVERED);
    connected.when(finalize).thenRejected('saga_required');
    connected.when(finalize, { sagaId: SAGA }).then(COMPLETED);
  });
});

describe('the connection a client gets', () => {
  const all = [INITIATED, ESTABLISHED, DISCOVERED, COMPLETED];
  const meta = { aggregateId, aggregateVersion: 1, userId, occurredAt: TEST_NOW };

  it('shows the broker, the status and the accounts, and no secret', () => {
    const doc = all.reduce<ReturnType<typeof brokerConnectionView.project>>(
      (row, event) => brokerConnectionView.project(row, event, meta),
      null,
    );
    if (!doc) throw new Error('there is no row');
    expect(doc).toEqual(connection.given(...all).state());
    expect(brokerConnectionResource({ id: aggregateId, version: 4, updatedAt: TEST_NOW, doc })).toEqual({
      id: aggregateId,
      ...broker,
      status: 'connected',
      connected: true,
      accountIds: [id('account')],
      lastStatusReason: null,
      lastConnectedAt: TEST_NOW,
      createdAt: TEST_NOW,
      updatedAt: TEST_NOW,
      version: 4,
    });
  });

  it.each(all)('$type belongs to the row of its connection', (event) => {
    expect(brokerConnectionView.eventTypes.has(event.type)).toBe(true);
    expect(brokerConnectionView.rowId(event, meta)).toBe(aggregateId);
  });
});

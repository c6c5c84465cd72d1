import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { brokerConnectionEvents as events } from './events.ts';
import {
  CONNECTED,
  DISCOVER,
  eventsAfter,
  FAIL,
  FINALIZE,
  id,
  identity,
  initiate,
  KEYS,
  play,
  REAUTH,
  SAGA,
  SIGN_IN,
  tokens,
  VIRTUAL,
} from './testing/fixtures.ts';
import { AUTH_METHODS, BROKERS, brokerProfile, ENVIRONMENTS, LIVE_CONFIRMATION } from './values.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const OAUTH = initiate({ authMethod: 'oauth' });

describe('beginning a connection', () => {
  it('takes note of broker, environment and way of signing in', () => {
    const initiated = events.BrokerConnectionInitiated({
      ...identity(),
      brokerId: 'alpaca',
      environment: 'paper',
      authMethod: 'api_key',
      apiEndpointOverride: null,
      initiatedAt: TEST_NOW,
    });
    expect(connection.given().when(initiate()).then(initiated)).toMatchObject({
      status: 'pending',
      brokerId: 'alpaca',
      credentials: null,
    });
  });

  it('BC-R3: the virtual broker is initiated and established by one command, without credentials', () => {
    const broker = { brokerId: 'virtual', environment: 'paper' } as const;
    const state = connection
      .given()
      .when(VIRTUAL)
      .then(
        events.BrokerConnectionInitiated({
          ...identity('virtual'),
          ...broker,
          authMethod: 'none',
          apiEndpointOverride: null,
          initiatedAt: TEST_NOW,
        }),
        events.BrokerConnectionEstablished({
          ...identity('virtual'),
          ...broker,
          establishedAt: TEST_NOW,
          statusMessage: null,
        }),
      );
    expect(state).toMatchObject({ status: 'connected', credentials: null, createdAt: TEST_NOW });
    for (const credentials of [KEYS, SIGN_IN, tokens(), REAUTH])
      given(VIRTUAL, FAIL).when(credentials).thenRejected('auth_method_not_supported');
  });

  it('BC-R3: the virtual broker is established again after an error by the same command', () => {
    const failed = given(VIRTUAL, FAIL);
    expect(failed.state().lastStatusReason).toBe('no_answer');
    const state = failed.when(VIRTUAL).thenTypes('BrokerConnectionEstablished');
    expect(state).toMatchObject({ status: 'connected', lastStatusReason: null });
  });

  it('is refused while it is connected', () => {
    given(VIRTUAL).when(VIRTUAL).thenRejected('connection_exists');
  });

  it('again with the same settings goes on where it was; with others it begins anew', () => {
    for (const begun of [given(initiate()), given(initiate(), KEYS)]) {
      begun.when(initiate()).then();
      const state = begun.when(OAUTH).thenTypes('BrokerConnectionReset');
      expect(state).toMatchObject({ status: 'pending', authMethod: 'oauth', credentials: null });
    }
  });

  it('never changes broker or environment', () => {
    given(initiate())
      .when(initiate({ brokerId: 'tradestation', authMethod: 'oauth' }))
      .thenRejected('connection_mismatch', 'brokerId');
    given(initiate())
      .when(initiate({ environment: 'live', liveConfirmation: LIVE_CONFIRMATION }))
      .thenRejected('connection_mismatch');
  });

  it('BC-U1: live money asks for a confirmation in writing, paper does not', () => {
    const live = (liveConfirmation: string | null) => initiate({ environment: 'live', liveConfirmation });
    for (const text of [null, '', 'yes', LIVE_CONFIRMATION.toUpperCase()])
      connection.given().when(live(text)).thenRejected('live_confirmation_required', 'liveConfirmation');
    connection.given().when(live(LIVE_CONFIRMATION)).thenTypes('BrokerConnectionInitiated');
  });

  it('BC-U1: the virtual broker has no live environment', () => {
    const live = { ...VIRTUAL, environment: 'live', liveConfirmation: LIVE_CONFIRMATION } as const;
    connection.given().when(live).thenRejected('environment_not_supported', 'environment');
  });

  it.each([
    'https://evil.example',
    'https://api.alpaca.markets',
    'https://paper-api.alpaca.markets.evil.example',
    'https://paper-api.alpaca.markets@evil.example',
    'http://paper-api.alpaca.markets',
    '',
  ])('BC-U2: keys never go to %s from a paper connection', (apiEndpointOverride) => {
    connection
      .given()
      .when(initiate({ apiEndpointOverride }))
      .thenRejected('endpoint_not_allowed', 'apiEndpointOverride');
  });

  it("BC-U2: an address of the broker's environment may be named", () => {
    const [apiEndpointOverride = ''] = brokerProfile('alpaca').endpoints.paper;
    const state = connection
      .given()
      .when(initiate({ apiEndpointOverride }))
      .thenTypes('BrokerConnectionInitiated');
    expect(state.apiEndpointOverride).toBe(apiEndpointOverride);
  });

  it('a broker only takes the ways of signing in that it has', () => {
    const refused = BROKERS.flatMap((brokerId) =>
      AUTH_METHODS.filter((method) => !brokerProfile(brokerId).authMethods.includes(method)).map(
        (authMethod) => initiate({ brokerId, authMethod }),
      ),
    );
    expect(refused).toHaveLength(5);
    for (const command of refused)
      connection.given().when(command).thenRejected('auth_method_not_supported', 'authMethod');
  });

  it('BC-U9: there is one connection per broker and environment, five kinds in all, so a user never has more than ten', () => {
    const kinds = BROKERS.flatMap((brokerId) =>
      ENVIRONMENTS.filter((environment) => brokerProfile(brokerId).environments.includes(environment)).map(
        (environment) => identity(brokerId, environment).brokerConnectionId,
      ),
    );
    expect(new Set(kinds).size).toBe(5);
  });
});

describe('the end of the connecting', () => {
  it('belongs to its saga, and names the accounts that the connection knows (DESIGN 4)', () => {
    const discovered = given(...CONNECTED);
    discovered.when(FINALIZE).thenRejected('saga_required');
    const state = discovered.when(FINALIZE, { sagaId: SAGA }).then(
      events.BrokerConnectionEstablishedSagaCompleted({
        ...identity(),
        sagaId: SAGA,
        accountIds: [id('first account'), id('second account')],
        completedAt: TEST_NOW,
      }),
    );
    expect(state.completed).toBe(true);
  });

  it('BC-R1: a decision never changes the state; only the facts it answers do', () => {
    const { state } = play(CONNECTED);
    const before = JSON.stringify(state);
    const { decide, evolve } = brokerConnectionAggregate.decider;
    const decision = decide(FAIL, state, testEnv());
    expect(JSON.stringify(state)).toBe(before);
    const after = decision.kind === 'accept' ? decision.events.reduce(evolve, state) : state;
    expect(after.status).toBe('error');
  });

  it('BC-R8: whoever tries again decides again, and gets the same events anew', () => {
    const { state } = play(CONNECTED);
    const decideAgain = () => brokerConnectionAggregate.decider.decide(DISCOVER, state, testEnv());
    expect(decideAgain()).toEqual(decideAgain());
    expect(decideAgain()).toMatchObject({ events: [{ type: 'AccountsDiscovered' }] });
  });

  it('the id stays the same when a purged connection is made again', () => {
    const again = connection.given().when(initiate(), { aggregateId: id('another incarnation') });
    expect(again.state.brokerConnectionId).toBe(identity().brokerConnectionId);
  });
});

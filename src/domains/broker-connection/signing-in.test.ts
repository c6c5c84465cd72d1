import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { brokerConnectionEvents as events } from './events.ts';
import {
  CONNECTED,
  ESTABLISH,
  eventsAfter,
  FAIL,
  identity,
  initiate,
  KEYS,
  later,
  play,
  REAUTH,
  SIGN_IN,
  tokens,
} from './testing/fixtures.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const OAUTH = initiate({ authMethod: 'oauth' });

describe('signing in', () => {
  it('BC-U5: an event of stored credentials names a place in the vault and four characters, never a secret', () => {
    const state = given(initiate())
      .when(KEYS)
      .then(
        events.BrokerApiCredentialsStored({
          ...identity(),
          credentialsRef: 'vault:keys:1',
          lastFour: 'WXYZ',
          storedAt: TEST_NOW,
        }),
      );
    expect(state.status).toBe('authenticating');
    const { schema } = events.BrokerApiCredentialsStored;
    const stored = { ...identity(), lastFour: 'WXYZ', storedAt: TEST_NOW };
    for (const credentialsRef of ['PKABCDEFGHIJ', 'eyJhbGciOiJIUzI1NiJ9.e30.x', ''])
      expect(schema.safeParse({ ...stored, credentialsRef }).success).toBe(false);
    expect(schema.safeParse({ ...stored, credentialsRef: 'vault:1', lastFour: 'VWXYZ' }).success).toBe(false);
  });

  it('BC-R2: a token dies when it was received plus its life, or nobody knows when', () => {
    const signingIn = given(OAUTH, SIGN_IN);
    const state = signingIn.when(tokens({ expiresInSeconds: 1_200 })).then(
      events.BrokerTokensSuccessfullyStored({
        ...identity(),
        credentialsRef: 'vault:tokens:1',
        lastFour: 'abcd',
        accessTokenExpiresAt: later(1_200_000),
        refreshTokenWasProvided: true,
        scopesGranted: ['trading'],
        storedAt: TEST_NOW,
      }),
    );
    expect(state.credentials).toMatchObject({ kind: 'oauth', expiresAt: later(1_200_000) });
    expect(signingIn.when(tokens({ expiresInSeconds: null })).state.credentials).toMatchObject({
      expiresAt: null,
    });
  });

  it('BC-U3: tokens are taken once, from the session that began, within ten minutes', () => {
    const opened = given(OAUTH).when(SIGN_IN);
    opened.then(
      events.BrokerOAuthStarted({
        ...identity(),
        stateHash: SIGN_IN.stateHash,
        sessionId: SIGN_IN.sessionId,
        expiresAt: later(600_000),
        startedAt: TEST_NOW,
      }),
    );
    given(OAUTH).when(tokens()).thenRejected('oauth_not_started');
    const open = given(OAUTH, SIGN_IN);
    open.when(tokens({ stateHash: 'another' })).thenRejected('oauth_state_mismatch');
    open.when(tokens({ sessionId: 'another' })).thenRejected('oauth_state_mismatch');
    open.when(tokens(), { now: later(600_000) }).thenRejected('oauth_expired');
    open.when(tokens(), { now: later(599_999) }).thenTypes('BrokerTokensSuccessfullyStored');
    given(OAUTH, SIGN_IN, tokens()).when(tokens()).thenRejected('oauth_not_started');
  });

  it('by OAuth forgets API keys, and the other way round; both end the need to sign in', () => {
    const asked = play([...CONNECTED, REAUTH, SIGN_IN]);
    expect(asked.state).toMatchObject({ status: 'error', reauthRequired: true });
    const byTokens = connection.given(...asked.events).when(tokens()).state;
    expect(byTokens).toMatchObject({ reauthRequired: false, credentials: { kind: 'oauth' } });
    const byKeys = connection.given(...asked.events).when(KEYS).state;
    expect(byKeys).toMatchObject({ reauthRequired: false, credentials: { kind: 'api_key' } });
  });

  it('with wrong credentials is a failure that the user must mend; right ones change nothing yet', () => {
    const said = (valid: boolean) =>
      ({
        type: 'ValidateBrokerCredentialsCommand',
        valid,
        reason: 'forbidden',
        details: 'the key is wrong',
      }) as const;
    const stored = given(initiate(), KEYS);
    stored.when(said(true)).then();
    stored.when(said(false)).then(
      events.BrokerConnectionFailed({
        ...identity(),
        brokerId: 'alpaca',
        environment: 'paper',
        reason: 'forbidden',
        details: 'the key is wrong',
        requiresUserAction: true,
        lastHealthyAt: null,
        attemptsSoFar: 0,
        failedAt: TEST_NOW,
      }),
    );
  });

  it('without credentials nothing is established', () => {
    const failed = given(initiate(), KEYS, FAIL, initiate());
    failed.when(ESTABLISH).thenRejected('invalid_connection_state');
    const begunAnew = { ...failed.state(), status: 'error' as const };
    const decided = brokerConnectionAggregate.decider.decide(ESTABLISH, begunAnew, testEnv());
    expect(decided).toMatchObject({ kind: 'reject', rejection: { code: 'credentials_required' } });
  });
});

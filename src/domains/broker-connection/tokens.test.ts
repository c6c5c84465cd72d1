import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { brokerConnectionEvents as events } from './events.ts';
import { tradingRefusal } from './health.ts';
import {
  CONNECTED,
  CONNECTED_BY_TOKENS,
  ESTABLISH,
  eventsAfter,
  identity,
  initiate,
  later,
  play,
  REAUTH,
  RECONNECT,
  SIGN_IN,
  tokens,
  VIRTUAL,
} from './testing/fixtures.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const stateAfter = (...commands: readonly BrokerConnectionCommand[]) => play(commands).state;
const { nextDue } = brokerConnectionAggregate.decider;

const broker = { brokerId: 'alpaca', environment: 'paper' } as const;
const REFRESH = { type: 'RequestTokenRefreshCommand' } as const;
const refreshed = (refreshTokenWasProvided = false) =>
  ({
    type: 'RecordTokensRefreshedCommand',
    credentialsRef: 'vault:tokens:2',
    lastFour: 'efgh',
    expiresInSeconds: 1_000,
    refreshTokenWasProvided,
  }) as const;

describe('tokens', () => {
  const connected = stateAfter(...CONNECTED_BY_TOKENS);

  it('BC-U4: are renewed at 80 % of their life', () => {
    expect(nextDue?.(connected)).toEqual({ at: later(2_880_000), command: REFRESH });
    given(...CONNECTED_BY_TOKENS)
      .when(REFRESH, { now: later(2_880_000) })
      .then(
        events.BrokerTokenRefreshRequested({
          ...identity(),
          ...broker,
          credentialsRef: 'vault:tokens:1',
          accessTokenExpiresAt: later(3_600_000),
          requestedAt: later(2_880_000),
        }),
      );
  });

  it('BC-U4: without an answer it is asked again, ever sooner but not within a minute; two at once are one', () => {
    const asked = play([REFRESH], play(CONNECTED_BY_TOKENS), { now: later(2_880_000) });
    expect(nextDue?.(asked.state)?.at).toBe(later(3_060_000));
    const again = connection.given(...asked.events);
    again.when(REFRESH, { now: later(2_909_999) }).then();
    const late = again.when(REFRESH, { now: later(3_500_000) }).thenTypes('BrokerTokenRefreshRequested');
    expect(nextDue?.(late)?.at).toBe(later(3_560_000));
  });

  it('BC-U4: new tokens live anew; the old refresh token stays good when none came with them', () => {
    const state = given(...CONNECTED_BY_TOKENS)
      .when(refreshed(), { now: later(3_000_000) })
      .then(
        events.BrokerTokensRefreshed({
          ...identity(),
          credentialsRef: 'vault:tokens:2',
          lastFour: 'efgh',
          accessTokenExpiresAt: later(4_000_000),
          refreshTokenWasProvided: false,
          refreshedAt: later(3_000_000),
        }),
      );
    expect(nextDue?.(state)).toEqual({ at: later(3_800_000), command: REFRESH });
    expect(state.status).toBe('connected');
  });

  it('BC-U4: a refused renewal asks for a new sign-in: trading stops, accounts stay, and nothing is renewed', () => {
    const state = given(...CONNECTED_BY_TOKENS)
      .when(REAUTH)
      .then(
        events.BrokerConnectionReauthRequired({
          ...identity(),
          reason: 'invalid_grant',
          requiredAt: TEST_NOW,
        }),
      );
    expect(tradingRefusal(state, TEST_NOW)).toMatchObject({ code: 'reauth_required' });
    expect(state.linkedAccountIds).toHaveLength(2);
    expect(nextDue?.(state)).toBeNull();
    const asked = given(...CONNECTED_BY_TOKENS, REAUTH);
    asked.when(REAUTH).then();
    for (const command of [ESTABLISH, RECONNECT, REFRESH, refreshed()])
      asked.when(command).thenRejected('reauth_required');
  });

  it.each([
    { what: 'that cannot be renewed', changes: { refreshTokenWasProvided: false }, asked: [], life: 3_600 },
    { what: 'whose renewal came to nothing', changes: { expiresInSeconds: 61 }, asked: [REFRESH], life: 61 },
  ])('BC-U4: tokens $what ask for a new sign-in when they die', ({ changes, asked, life }) => {
    const history = [initiate({ authMethod: 'oauth' }), SIGN_IN, tokens(changes), ESTABLISH];
    const { state } = play(asked, play(history), { now: later(60_000) });
    expect(nextDue?.(state)).toEqual({
      at: later(life * 1_000),
      command: { type: 'RequestReauthCommand', reason: 'token_expired' },
    });
  });

  it('that never die, and API keys, are left alone', () => {
    const forever = [
      initiate({ authMethod: 'oauth' }),
      SIGN_IN,
      tokens({ expiresInSeconds: null }),
      ESTABLISH,
    ];
    for (const history of [forever, CONNECTED, [initiate()], [VIRTUAL]])
      expect(nextDue?.(stateAfter(...history))).toBeNull();
    given(...CONNECTED)
      .when(REFRESH)
      .thenRejected('nothing_to_refresh');
  });
});

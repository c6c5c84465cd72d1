import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { userAccountEvents as events } from './events.ts';
import {
  automated,
  BY_POLICY,
  CREATED,
  connected,
  DELETION_BEGAN,
  defaultIs,
  id,
  linked,
  registerConnection,
  SUSPENDED,
  signedIn,
  USER,
} from './testing/fixtures.ts';
import { userAccountAggregate } from './user-account.ts';

const account = specification(userAccountAggregate);
const OPEN = [CREATED, signedIn()];
const times = <T>(count: number, make: (name: string) => T): readonly T[] =>
  Array.from({ length: count }, (_, number) => make(`thing ${number}`));

describe('a connection', () => {
  it('is registered before it is created, once', () => {
    const state = account
      .given(...OPEN)
      .when(registerConnection('connection'))
      .then(connected('connection'));
    expect(state.connections).toEqual([
      { connectionId: id('connection'), brokerId: 'virtual', environment: 'paper' },
    ]);
    account
      .given(...OPEN, connected('connection'))
      .when(registerConnection('connection'))
      .then();
  });

  it('may be one of ten; a known one is no eleventh', () => {
    const ten = account.given(...OPEN, ...times(10, (name) => connected(name)));
    ten.when(registerConnection('eleventh')).thenRejected('connection_limit_reached');
    ten.when(registerConnection('thing 9')).then();
  });

  it('UA-U6: with real money needs a code of whoever uses a second factor; with paper money it does not', () => {
    const totp = events.UserTotpEnabledEvent({
      userId: USER,
      enrolmentId: id('phone'),
      enabledAt: TEST_NOW,
    });
    const live = registerConnection('live', { brokerId: 'alpaca', environment: 'live' });
    const guarded = account.given(...OPEN, totp);
    guarded.when(live).thenRejected('totp_required');
    guarded.when({ ...live, totpVerified: true }).thenTypes('UserConnectionRegisteredEvent');
    guarded.when(registerConnection('paper')).thenTypes('UserConnectionRegisteredEvent');
    account
      .given(...OPEN)
      .when(live)
      .thenTypes('UserConnectionRegisteredEvent');
  });

  it('is forgotten when it is gone; one that never came to be is harmless', () => {
    const release = { type: 'ReleaseConnectionCommand', connectionId: id('connection') } as const;
    const state = account
      .given(...OPEN, connected('connection'), connected('other'))
      .when(release, BY_POLICY)
      .then(
        events.UserConnectionReleasedEvent({
          userId: USER,
          connectionId: id('connection'),
          releasedAt: TEST_NOW,
        }),
      );
    expect(state.connections.map(({ connectionId }) => connectionId)).toEqual([id('other')]);
    account
      .given(...OPEN)
      .when(release, BY_POLICY)
      .then();
    account.given().when(release, BY_POLICY).then();
  });
});

describe('a broker account', () => {
  const register = (name: string, isVirtual = false) =>
    ({
      type: 'RegisterAccountCommand',
      accountId: id(name),
      connectionId: id('connection'),
      isVirtual,
    }) as const;
  const release = (name: string) => ({ type: 'ReleaseAccountCommand', accountId: id(name) }) as const;
  const choose = (name: string) => ({ type: 'ChooseDefaultAccountCommand', accountId: id(name) }) as const;
  const two = account.given(...OPEN, linked('first'), defaultIs('first'), linked('second'));

  it('UA-U9: becomes the default when it is the first, and only then', () => {
    account
      .given(...OPEN)
      .when(register('first'))
      .then(linked('first'), defaultIs('first'));
    account
      .given(...OPEN, linked('first'), defaultIs('first'))
      .when(register('second', true))
      .then(linked('second', true));
    two.when(register('second')).then();
  });

  it('is registered by a saga also while its user is kept out', () => {
    account
      .given(...OPEN, SUSPENDED)
      .when(register('first'))
      .thenTypes('UserBrokerAccountRegisteredEvent', 'UserDefaultAccountChosenEvent');
  });

  it('may be one of two hundred', () => {
    account
      .given(...OPEN, ...times(200, (name) => linked(name)))
      .when(register('one more'))
      .thenRejected('account_limit_reached');
  });

  it('UA-U9: can be chosen as the default, which tells the one before', () => {
    const state = two.when(choose('second')).then(defaultIs('second', 'first'));
    expect(state.defaultAccountId).toBe(id('second'));
    two.when(choose('first')).then();
    two.when(choose('somebody else’s')).thenRejected('account_not_found');
  });

  it('UA-U9: the default that goes leaves its place to the oldest, and the last one leaves it empty', () => {
    two
      .when(release('first'), BY_POLICY)
      .then(
        events.UserBrokerAccountReleasedEvent({ userId: USER, accountId: id('first'), releasedAt: TEST_NOW }),
        defaultIs('second', 'first'),
      );
    two.when(release('second'), BY_POLICY).thenTypes('UserBrokerAccountReleasedEvent');
    const state = account
      .given(...OPEN, linked('only'), defaultIs('only'))
      .when(release('only'), BY_POLICY)
      .thenTypes('UserBrokerAccountReleasedEvent', 'UserDefaultAccountChosenEvent');
    expect(state).toMatchObject({ accounts: [], defaultAccountId: null });
  });

  it('that never came to be is released without a word', () => {
    two.when(release('unknown'), BY_POLICY).then();
  });
});

describe('an automation', () => {
  const register = { type: 'RegisterAutomationCommand', automationId: id('automation') } as const;
  const release = { type: 'ReleaseAutomationCommand', automationId: id('automation') } as const;

  it('is registered before it is created, once, and forgotten when it is gone', () => {
    account
      .given(...OPEN)
      .when(register)
      .then(automated('automation'));
    const one = account.given(...OPEN, automated('automation'));
    one.when(register).then();
    const state = one.when(release, BY_POLICY).then(
      events.UserAutomationReleasedEvent({
        userId: USER,
        automationId: id('automation'),
        releasedAt: TEST_NOW,
      }),
    );
    expect(state.automationIds).toEqual([]);
    account
      .given(...OPEN)
      .when(release, BY_POLICY)
      .then();
  });

  it('may be one of two hundred', () => {
    account
      .given(...OPEN, ...times(200, automated))
      .when(register)
      .thenRejected('automation_limit_reached');
  });
});

describe('while all is being deleted', () => {
  const owned = account.given(
    ...OPEN,
    connected('connection'),
    linked('account'),
    defaultIs('account'),
    automated('automation'),
    DELETION_BEGAN,
  );
  const releases = [
    { type: 'ReleaseConnectionCommand', connectionId: id('connection') },
    { type: 'ReleaseAccountCommand', accountId: id('account') },
    { type: 'ReleaseAutomationCommand', automationId: id('automation') },
  ] as const;

  it.each(releases)('UA-R1: $type is heard from the machinery, not from the user', (release) => {
    expect(owned.when(release, BY_POLICY).events.length).toBeGreaterThan(0);
    owned.when(release).thenRejected('deletion_pending');
  });

  it('UA-R1: nothing new is registered', () => {
    owned.when(registerConnection('new')).thenRejected('deletion_pending');
    owned
      .when({ type: 'RegisterAutomationCommand', automationId: id('new') })
      .thenRejected('deletion_pending');
    owned
      .when({
        type: 'RegisterAccountCommand',
        accountId: id('new'),
        connectionId: id('connection'),
        isVirtual: false,
      })
      .thenRejected('deletion_pending');
  });
});

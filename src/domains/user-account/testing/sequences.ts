import fc from 'fast-check';
import { expect } from 'vitest';
import { instant } from '../../../core/instant.ts';
import type { CommandSequences } from '../../../core/testing/command-sequences.ts';
import type { UserAccountCommand } from '../commands.ts';
import type { UserAccountEvent } from '../events.ts';
import type { UserAccountState } from '../state.ts';
import {
  LIVE_EXPOSURE_CHOICES,
  MAX_CONNECTIONS,
  MAX_LOGIN_FAILURES,
  MAX_SESSIONS,
  THEMES,
} from '../values.ts';
import { CREATE, REQUEST_EMAIL, signIn } from './fixtures.ts';

const numbered = (prefix: string, counts: number) =>
  fc
    .integer({ min: 0, max: counts - 1 })
    .map((number) => `00000000-0000-4000-8000-${prefix}${number.toString(16).padStart(8, '0')}`);

const sessionId = numbered('5e55', 3);
const connectionId = numbered('c011', 14);
const accountId = numbered('acc0', 4);
const automationId = numbered('a070', 3);
const enrolmentId = numbered('0707', 2);
/** Ids of commands are counted from 100 on; the third one, of the opening, asks for another address. */
const requestId = fc
  .integer({ min: 102, max: 105 })
  .map((number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`);

const sealed = fc.constantFrom('sealed:a', 'sealed:b');
const name = fc.option(sealed);
const email = fc.constantFrom('first', 'second', CREATE.emailDigest);
const ipDigest = fc.constantFrom(null, 'digest of the IP');
const flag = fc.boolean();
const mostly = fc.integer({ min: 0, max: 9 }).map((number) => number > 0);
const zeroToTwo = fc.integer({ min: 0, max: 2 });

const FIRST_SESSION = '00000000-0000-4000-8000-5e5500000000';
const LONG_AFTER = instant(4_000_000_000_000);
const LONG_BEFORE = instant(1_000_000_000_000);

const type = <const Type extends UserAccountCommand['type']>(value: Type) => fc.constant(value);

/** What sessions, passwords and codes do; most of it comes from the session that is open from the start. */
const aboutSignIn: fc.Arbitrary<UserAccountCommand> = fc.oneof(
  fc.record({
    type: type('AuthenticateUserCommand'),
    sessionId,
    nameDigest: fc.constantFrom(CREATE.usernameDigest, 'first', 'second'),
    ipDigest,
  }),
  fc.record({ type: type('RecordLoginFailureCommand'), ipDigest }),
  fc.record({ type: type('LogoutUserCommand'), sessionId }),
  fc.record({ type: type('ChangePasswordCommand'), sessionId }),
  fc.record({ type: type('EnableTotpCommand'), enrolmentId, totpVerified: mostly, sessionId }),
  fc.record({ type: type('DisableTotpCommand'), totpVerified: mostly, sessionId }),
);

/** What concerns the person and the life of the account. */
const aboutPerson: fc.Arbitrary<UserAccountCommand> = fc.oneof(
  fc.record({ type: type('UpdateUserCommand'), firstName: name, lastName: name }),
  fc.record({ type: type('UpdateUserCommand'), firstName: name }),
  fc.record({
    type: type('SetPreferencesCommand'),
    displayCurrency: fc.constantFrom('USD', 'EUR'),
    timeZone: fc.constant('UTC'),
    theme: fc.constantFrom(...THEMES),
  }),
  fc.record({
    type: type('RequestEmailChangeCommand'),
    newEmail: sealed,
    newEmailDigest: email,
    sessionId: fc.constantFrom(FIRST_SESSION, null),
    reauthenticated: mostly,
  }),
  fc.record({
    type: type('ChangeEmailCommand'),
    requestId,
    newEmailDigest: email,
    claimedUntil: fc.constantFrom(LONG_AFTER, LONG_AFTER, LONG_BEFORE),
    sessionId: fc.constant(FIRST_SESSION),
  }),
  fc.constant(CREATE),
);

/** What ends or pauses an account; rare, or every life would be short. */
const aboutTheEnd: fc.Arbitrary<UserAccountCommand> = fc.oneof(
  fc.record({ type: type('DeactivateUserCommand'), sessionId }),
  fc.record({ type: type('SuspendUserCommand'), reason: fc.constant('fraud_review') }),
  fc.record({ type: type('ReactivateUserCommand'), reauthenticated: flag }),
  fc.record({
    type: type('DeleteUserAccountCommand'),
    reason: fc.constant('user_request'),
    openLiveOrders: zeroToTwo,
    openLivePositions: zeroToTwo,
    liveExposure: fc.option(fc.constantFrom(...LIVE_EXPOSURE_CHOICES)),
    sessionId: fc.constant(FIRST_SESSION),
    reauthenticated: mostly,
  }),
  fc.record({
    type: type('CompleteUserDeletionCommand'),
    counts: fc.record({ connections: zeroToTwo, accounts: zeroToTwo, automations: zeroToTwo }),
  }),
);

/** What a user comes to own and loses again. */
const aboutBelongings: fc.Arbitrary<UserAccountCommand> = fc.oneof(
  fc.record({
    type: type('RegisterConnectionCommand'),
    connectionId,
    brokerId: fc.constantFrom('virtual', 'alpaca'),
    environment: fc.constantFrom('paper', 'live'),
    totpVerified: flag,
  }),
  fc.record({ type: type('RegisterAccountCommand'), accountId, connectionId, isVirtual: flag }),
  fc.record({ type: type('ReleaseAccountCommand'), accountId }),
  fc.record({ type: type('ChooseDefaultAccountCommand'), accountId }),
  fc.record({ type: type('ReleaseConnectionCommand'), connectionId }),
  fc.record({ type: type('RegisterAutomationCommand'), automationId }),
  fc.record({ type: type('ReleaseAutomationCommand'), automationId }),
);

const AFTER_THE_END: ReadonlySet<string> = new Set([
  'UserAccountDeleted',
  'UserConnectionReleasedEvent',
  'UserBrokerAccountReleasedEvent',
  'UserAutomationReleasedEvent',
  'UserDefaultAccountChosenEvent',
]);

const isDistinct = (ids: readonly string[]) => new Set(ids).size === ids.length;

const holds = (what: string, truth: boolean) => {
  // A call of `expect` costs more than all the rest of a step.
  if (!truth) expect.fail(what);
};

const check = (state: UserAccountState, history: readonly UserAccountEvent[]): void => {
  const accountIds = state.accounts.map((owned) => owned.accountId);
  const defaultId = state.defaultAccountId;
  holds('each account is owned once', isDistinct(accountIds));
  holds(
    'there is exactly one default account while there is any',
    defaultId === null ? accountIds.length === 0 : accountIds.includes(defaultId),
  );
  holds('each connection is owned once', isDistinct(state.connections.map((owned) => owned.connectionId)));
  holds('connections have a limit', state.connections.length <= MAX_CONNECTIONS);
  holds('each automation is owned once', isDistinct(state.automationIds));
  holds('sessions have a limit', state.sessions.length <= MAX_SESSIONS);
  holds('a session is opened once', isDistinct(state.sessions.map((session) => session.sessionId)));
  holds('sessions are open while the account is', state.status === 'active' || state.sessions.length === 0);
  holds('the last failure locks instead of being kept', state.loginFailures.length < MAX_LOGIN_FAILURES);
  holds('no request is open for the present address', state.pendingEmail?.emailDigest !== state.emailDigest);
  const last = history.at(-1)?.type ?? '';
  holds(
    'once deletion is pending things are only given up',
    state.status !== 'deletion_pending' || AFTER_THE_END.has(last),
  );
};

/** Lives of a user account, from its registration, the first sign-in and a request for another address on. */
export const userAccountSequences: CommandSequences<UserAccountState, UserAccountCommand, UserAccountEvent> =
  {
    opening: [
      CREATE,
      signIn(FIRST_SESSION),
      { ...REQUEST_EMAIL, newEmailDigest: 'first', sessionId: FIRST_SESSION },
    ],
    command: fc.oneof(
      { weight: 6, arbitrary: aboutSignIn },
      { weight: 8, arbitrary: aboutPerson },
      { weight: 14, arbitrary: aboutBelongings },
      { weight: 2, arbitrary: aboutTheEnd },
    ),
    check,
  };

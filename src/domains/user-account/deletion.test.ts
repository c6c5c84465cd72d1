import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { userAccountEvents as events, type UserAccountEvent } from './events.ts';
import {
  automated,
  BY_OPERATOR,
  BY_SAGA,
  COMPLETE,
  CREATED,
  connected,
  DELETE,
  DELETED,
  DELETION_BEGAN,
  defaultIs,
  failed,
  id,
  linked,
  minutesLater,
  OTHER_SESSION,
  SESSION,
  SUSPENDED,
  signedIn,
} from './testing/fixtures.ts';
import { userAccountAggregate } from './user-account.ts';

const account = specification(userAccountAggregate);
const OPEN = [CREATED, signedIn()];
const deletion = (past: readonly UserAccountEvent[]) =>
  account
    .given(...past)
    .when(DELETE)
    .events.at(0)?.data;

describe('a deletion', () => {
  it('UA-R1: begins with the event that names everything the user owns, from the account’s own state', () => {
    const owning = [
      connected('first', 'alpaca'),
      connected('second', 'alpaca'),
      linked('account'),
      defaultIs('account'),
      automated('automation'),
    ];
    const state = account
      .given(...OPEN, ...owning)
      .when(DELETE)
      .then(
        events.UserAccountDeleted({
          ...DELETION_BEGAN.data,
          ownedConnectionIds: [id('first'), id('second')],
          ownedAccountIds: [id('account')],
          ownedAutomationIds: [id('automation')],
          revokedSessionIds: [SESSION],
        }),
      );
    expect(state).toMatchObject({ status: 'deletion_pending', deletionReason: 'user_request', sessions: [] });
  });

  it('UA-R1: names nothing that was released before', () => {
    const released = events.UserAutomationReleasedEvent({
      userId: DELETION_BEGAN.data.userId,
      automationId: id('automation'),
      releasedAt: TEST_NOW,
    });
    expect(deletion([...OPEN, automated('automation'), released])).toMatchObject({ ownedAutomationIds: [] });
  });

  it('UA-R2: says whether there is a virtual broker, by connection or by account, and never leaves it out', () => {
    expect(deletion(OPEN)).toMatchObject({ hasVirtualBroker: false });
    expect(deletion([...OPEN, connected('paper', 'alpaca')])).toMatchObject({ hasVirtualBroker: false });
    expect(deletion([...OPEN, connected('virtual')])).toMatchObject({ hasVirtualBroker: true });
    expect(deletion([...OPEN, linked('virtual', true)])).toMatchObject({ hasVirtualBroker: true });
    const { hasVirtualBroker: _, ...incomplete } = DELETION_BEGAN.data;
    expect(events.UserAccountDeleted.schema.safeParse(incomplete).success).toBe(false);
  });

  it('UA-U7: needs the password again, an open session, and no lock', () => {
    const open = account.given(...OPEN);
    open.when({ ...DELETE, reauthenticated: false }).thenRejected('reauthentication_failed');
    open.when({ ...DELETE, sessionId: OTHER_SESSION }).thenRejected('session_ended');
    account
      .given(...OPEN, failed(-1, minutesLater(1)))
      .when(DELETE)
      .thenRejected('reauthentication_failed');
  });

  it.each([
    [1, 0],
    [0, 1],
    [3, 2],
  ])('UA-U7: with %i live orders and %i live positions needs the word of the user', (orders, positions) => {
    const command = { ...DELETE, openLiveOrders: orders, openLivePositions: positions };
    const open = account.given(...OPEN);
    open.when(command).thenRejected('open_live_exposure');
    open.when(command, BY_OPERATOR).thenRejected('open_live_exposure');
    for (const liveExposure of ['close', 'keep'] as const)
      expect(open.when({ ...command, liveExposure }).events).toMatchObject([
        { data: { openLiveOrders: orders, openLivePositions: positions, liveExposure } },
      ]);
  });

  it('is open to an operator without session and password, also for a suspended user', () => {
    const byOperator = { ...DELETE, sessionId: null, reauthenticated: false };
    account
      .given(...OPEN, SUSPENDED)
      .when(byOperator, BY_OPERATOR)
      .thenTypes('UserAccountDeleted');
  });

  it('is not asked for twice', () => {
    account
      .given(...OPEN, DELETION_BEGAN)
      .when(DELETE)
      .thenRejected('deletion_pending');
  });

  it('UA-R1: is completed by its saga alone, which tells how much there was', () => {
    const pending = account.given(...OPEN, DELETION_BEGAN);
    pending.when(COMPLETE).thenRejected('saga_required');
    pending.when(COMPLETE, BY_OPERATOR).thenRejected('saga_required');
    const state = pending.when(COMPLETE, BY_SAGA).then(DELETED);
    expect(state.status).toBe('deleted');
    expect(userAccountAggregate.decider.isTerminal?.(state)).toBe(true);
  });

  it('UA-R1: is not completed before it began', () => {
    account
      .given(...OPEN)
      .when(COMPLETE, BY_SAGA)
      .thenRejected('deletion_not_requested');
  });

  it('UA-U8: names at its end what is free again: the keys, not the names', () => {
    expect(DELETED.data).toMatchObject({
      usernameDigest: CREATED.data.usernameDigest,
      emailDigest: CREATED.data.emailDigest,
    });
    expect(JSON.stringify(DELETED.data)).not.toContain('sealed:');
  });
});

describe('a suspension', () => {
  const SUSPEND = { type: 'SuspendUserCommand', reason: 'fraud_review' } as const;
  const REACTIVATE = { type: 'ReactivateUserCommand', reauthenticated: true } as const;

  it('UA-U4: comes from an operator and ends all sessions', () => {
    const open = account.given(...OPEN);
    open.when(SUSPEND).thenRejected('operator_required');
    expect(open.when(SUSPEND, BY_OPERATOR).then(SUSPENDED)).toMatchObject({
      status: 'suspended',
      sessions: [],
    });
  });

  it('is lifted by an operator, not by the user', () => {
    const suspended = account.given(...OPEN, SUSPENDED);
    suspended.when(REACTIVATE).thenRejected('operator_required');
    suspended.when(REACTIVATE, BY_OPERATOR).then(
      events.UserReactivatedEvent({
        userId: SUSPENDED.data.userId,
        previousStatus: 'suspended',
        reactivatedAt: TEST_NOW,
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { userAccountEvents as events } from './events.ts';
import { BY_OPERATOR, CREATED, id, OTHER_SESSION, SESSION, signedIn, USER } from './testing/fixtures.ts';
import { userAccountAggregate } from './user-account.ts';

const account = specification(userAccountAggregate);
const OPEN = [CREATED, signedIn()];

describe('the second factor', () => {
  const ENABLE = {
    type: 'EnableTotpCommand',
    enrolmentId: id('phone'),
    totpVerified: true,
    sessionId: SESSION,
  } as const;
  const DISABLE = { type: 'DisableTotpCommand', totpVerified: true, sessionId: SESSION } as const;
  const enabled = events.UserTotpEnabledEvent({
    userId: USER,
    enrolmentId: id('phone'),
    enabledAt: TEST_NOW,
  });

  it('UA-U6: is turned on by a first code, once, and may move to another device', () => {
    const state = account
      .given(...OPEN)
      .when(ENABLE)
      .then(enabled);
    expect(state.totpEnrolmentId).toBe(id('phone'));
    const on = account.given(...OPEN, enabled);
    on.when(ENABLE).then();
    on.when({ ...ENABLE, enrolmentId: id('tablet') }).thenTypes('UserTotpEnabledEvent');
  });

  it('UA-U6: is turned off by a code, once', () => {
    account
      .given(...OPEN, enabled)
      .when(DISABLE)
      .then(events.UserTotpDisabledEvent({ userId: USER, enrolmentId: id('phone'), disabledAt: TEST_NOW }));
    account
      .given(...OPEN)
      .when(DISABLE)
      .then();
  });

  it('UA-U6: is neither turned on nor off without a code or without a session', () => {
    const off = account.given(...OPEN);
    off.when({ ...ENABLE, totpVerified: false }).thenRejected('totp_required');
    off.when({ ...ENABLE, sessionId: OTHER_SESSION }).thenRejected('session_ended');
    const on = account.given(...OPEN, enabled);
    on.when({ ...DISABLE, totpVerified: false }).thenRejected('totp_required');
    on.when({ ...DISABLE, sessionId: OTHER_SESSION }).thenRejected('session_ended');
  });

  it('is turned off by an operator for somebody who lost the device', () => {
    account
      .given(...OPEN, enabled)
      .when({ ...DISABLE, totpVerified: false, sessionId: null }, BY_OPERATOR)
      .thenTypes('UserTotpDisabledEvent');
  });
});

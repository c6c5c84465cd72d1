import { describe, expect, it } from 'vitest';
import { anyView } from '../core/view.ts';
import { addStrategy, create, DELETE, eventsAfter, id } from '../domains/portfolio/testing/fixtures.ts';
import { portfolioView } from '../domains/portfolio/view.ts';
import { userAccountEvents } from '../domains/user-account/events.ts';
import {
  CREATE,
  CREATED,
  connected,
  DELETED,
  DELETION_BEGAN,
  defaultIs,
  EMAIL_REQUESTED,
  linked,
  SUSPENDED,
  signedIn,
  USER,
} from '../domains/user-account/testing/fixtures.ts';
import { userAccountView } from '../domains/user-account/view.ts';
import { lastOf, toldOf } from './testing/told.ts';

const users = anyView(userAccountView);
const portfolios = anyView(portfolioView);

describe('the message of a user', () => {
  it('has nothing but status, role, default account and preferences', () => {
    expect(lastOf(users, [CREATED, linked('a'), defaultIs('a')])).toEqual({
      topic: 'user_account_events',
      type: 'user_account_update',
      payload: {
        user_id: USER,
        status: 'active',
        role: 'user',
        default_account_id: id('a'),
        preferences: { display_currency: 'USD', time_zone: 'UTC', theme: 'system' },
        updated_at: expect.any(String),
        version: 3,
        original_event_type: 'UserDefaultAccountChosenEvent',
        correlation_id: expect.any(String),
      },
    });
  });

  it('UA-U8, invariant 13: never has a sealed text or a digest, whatever changed', () => {
    const names = userAccountEvents.UserUpdatedEvent({
      userId: USER,
      changed: ['first_name'],
      firstName: 'sealed:first name',
      lastName: null,
      updatedAt: CREATED.data.createdAt,
    } as never);
    const messages = toldOf(users, [CREATED, names, EMAIL_REQUESTED]);
    expect(messages.map((message) => message?.type)).toEqual(Array(3).fill('user_account_update'));
    const text = JSON.stringify(messages);
    expect(text).not.toContain('sealed:');
    for (const secret of [CREATE.usernameDigest, CREATE.emailDigest]) expect(text).not.toContain(secret);
  });

  it('tells who is kept out, and that all is being deleted', () => {
    expect(lastOf(users, [CREATED, SUSPENDED]).payload['status']).toBe('suspended');
    expect(lastOf(users, [CREATED, DELETION_BEGAN]).payload['status']).toBe('deletion_pending');
  });

  it('is quiet about sign-ins, about what has messages of its own, and when nobody is left', () => {
    const quiet = toldOf(users, [CREATED, signedIn(), connected('c'), linked('a'), DELETION_BEGAN, DELETED]);
    expect(quiet.map((message) => message?.payload['original_event_type'] ?? null)).toEqual([
      'UserCreatedEvent',
      null,
      null,
      null,
      'UserAccountDeleted',
      null,
    ]);
  });
});

describe('the message of a portfolio', () => {
  it('has its accounts and strategies', () => {
    expect(lastOf(portfolios, eventsAfter(create(), addStrategy('momentum', 'automation')))).toMatchObject({
      topic: 'portfolio_events',
      type: 'portfolio_snapshot_update',
      payload: {
        name: 'Growth',
        environment: 'paper',
        status: 'active',
        account_ids: [id('a')],
        strategies: [{ name: 'momentum', automation_ids: [id('automation')] }],
      },
    });
  });

  it('that was deleted is told by its id', () => {
    const log = eventsAfter(create(), DELETE);
    expect(lastOf(portfolios, log).payload).toMatchObject({
      portfolio_id: log[0]?.data.portfolioId,
      status: 'deleted',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { personalFields } from '../../core/event.ts';
import { describeGoldenEvents } from '../../core/testing/golden-events.ts';
import { userAccountEvents } from './events.ts';
import { CREATE, CREATED } from './testing/fixtures.ts';
import golden from './testing/golden-events.json' with { type: 'json' };
import { userAccountAggregate } from './user-account.ts';

const { events: registry } = userAccountAggregate;

describeGoldenEvents('user_account', registry, golden);

describe('personal data (DESIGN 2, invariant 13)', () => {
  it('UA-U8: is names and addresses, and is in no other event than these', () => {
    const personal = [...registry.definitions].map(([type, definition]) => [
      type,
      personalFields(definition),
    ]);
    expect(Object.fromEntries(personal.filter(([, fields]) => (fields?.length ?? 0) > 0))).toEqual({
      UserCreatedEvent: ['username', 'email'],
      UserUpdatedEvent: ['firstName', 'lastName'],
      UserEmailChangeRequestedEvent: ['newEmail'],
      UserEmailChanged: ['oldEmail', 'newEmail'],
    });
  });

  it.each(['username', 'email'])('UA-U8: %s is refused unless it is sealed', (field) => {
    const open = { ...CREATED, data: { ...CREATED.data, [field]: 'ann@example.org' } };
    expect(() => registry.parse(open)).toThrow(/must be sealed/);
    expect(registry.parse(CREATED).data[field]).toMatch(/^sealed:/);
  });

  it('UA-U8: free text has no place in any event; a reason is a code', () => {
    const { UserSuspendedEvent, UserAccountDeleted } = userAccountEvents;
    for (const { schema } of [UserSuspendedEvent, UserAccountDeleted]) {
      expect(schema.shape.reason.safeParse('terms_violated').success).toBe(true);
      expect(schema.shape.reason.safeParse('I am Ann Lee and I am leaving').success).toBe(false);
    }
  });

  it('UA-R3: a password has no place in any event, and one that slips in is dropped', () => {
    for (const definition of Object.values(userAccountEvents))
      expect(Object.keys(definition.schema.shape).join(' ')).not.toMatch(/password|secret|token/i);
    const leaking = { ...CREATED, data: { ...CREATED.data, password: 'correct horse battery' } };
    expect(registry.parse(leaking).data).toEqual(CREATED.data);
    expect(Object.keys(CREATE).join(' ')).not.toMatch(/password/i);
  });
});

import { describe, expect, it } from 'vitest';
import { emailSchema, newPasswordSchema, personNameSchema, usernameSchema } from './credentials.ts';

describe('a username', () => {
  it.each([
    ['ann', 'ann'],
    ['  Ann.Lee-2_x ', 'ann.lee-2_x'],
    ['ANN', 'ann'],
    ['a'.repeat(32), 'a'.repeat(32)],
  ])('UA-U1: %j is kept as %j', (typed, kept) => {
    expect(usernameSchema.parse(typed)).toBe(kept);
  });

  it.each(['', 'an', 'a'.repeat(33), 'ann lee', 'änn', 'ann@lee', 'ann\nlee', '<b>'.repeat(2), '\u0430nn'])(
    '%j is refused',
    (typed) => {
      expect(usernameSchema.safeParse(typed).success).toBe(false);
    },
  );
});

describe('an e-mail address', () => {
  it('UA-U1: is trimmed and lower-cased, so that it is unique however it is typed', () => {
    expect(emailSchema.parse('  Ann@Example.ORG ')).toBe('ann@example.org');
  });

  it.each(['', 'ann', 'ann@', '@example.org', 'ann@example', 'a b@example.org', `${'a'.repeat(250)}@x.org`])(
    '%j is refused',
    (typed) => {
      expect(emailSchema.safeParse(typed).success).toBe(false);
    },
  );
});

describe('a new password', () => {
  it.each([
    [11, false],
    [12, true],
    [128, true],
    [129, false],
  ])('UA-U1: of %i characters: %s', (length, allowed) => {
    expect(newPasswordSchema.safeParse('x'.repeat(length)).success).toBe(allowed);
  });

  it.each(['password1234', 'Password1234', '1q2w3e4r5t6y', 'ADMINISTRATOR'])(
    'UA-U1: %j is refused, because everybody tries it first',
    (common) => {
      expect(newPasswordSchema.safeParse(common).success).toBe(false);
    },
  );

  it('is taken as it is typed', () => {
    expect(newPasswordSchema.parse('  Ünïcode is fine ')).toBe('  Ünïcode is fine ');
  });
});

describe('a first or last name', () => {
  it('is trimmed, may hold any letters, and null stands for none', () => {
    expect(personNameSchema.parse('  Zoë van der Berg ')).toBe('Zoë van der Berg');
    expect(personNameSchema.parse(null)).toBeNull();
  });

  it.each(['', '   ', 'x'.repeat(101)])('%j is refused', (typed) => {
    expect(personNameSchema.safeParse(typed).success).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { emailSchema, newPasswordSchema, usernameSchema } from './credentials.ts';

describe('a username (UserAccount 1)', () => {
  it.each([
    ['ann', 'ann'],
    ['  Ann.Lee-2_x ', 'ann.lee-2_x'],
    ['ANN', 'ann'],
    ['a'.repeat(32), 'a'.repeat(32)],
  ])('%j is kept as %j', (typed, kept) => {
    expect(usernameSchema.parse(typed)).toBe(kept);
  });

  it.each(['', 'an', 'a'.repeat(33), 'ann lee', 'änn', 'ann@lee', 'ann\nlee', '<b>'.repeat(2), '\u0430nn'])(
    '%j is refused',
    (typed) => {
      expect(usernameSchema.safeParse(typed).success).toBe(false);
    },
  );
});

describe('an e-mail address (UserAccount 1)', () => {
  it('is trimmed and lower-cased, so that it is unique however it is typed', () => {
    expect(emailSchema.parse('  Ann@Example.ORG ')).toBe('ann@example.org');
  });

  it.each(['', 'ann', 'ann@', '@example.org', 'ann@example', 'a b@example.org', `${'a'.repeat(250)}@x.org`])(
    '%j is refused',
    (typed) => {
      expect(emailSchema.safeParse(typed).success).toBe(false);
    },
  );
});

describe('a new password (UserAccount 1)', () => {
  it.each([
    [11, false],
    [12, true],
    [128, true],
    [129, false],
  ])('of %i characters: %s', (length, allowed) => {
    expect(newPasswordSchema.safeParse('x'.repeat(length)).success).toBe(allowed);
  });

  it('is taken as it is typed', () => {
    expect(newPasswordSchema.parse('  Ünïcode is fine ')).toBe('  Ünïcode is fine ');
  });
});

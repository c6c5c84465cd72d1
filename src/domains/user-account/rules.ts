import type { RuleNote } from '../../core/domain.ts';

/** The rules of domains 4.1: `UA-R` as the guides have them, `UA-U` as users expect them. */
export const userAccountRules: Readonly<Record<string, RuleNote>> = {
  'UA-R1': {
    summary:
      'A deletion goes in order: the event with everything owned, all brokers disconnected, data cleaned up, then the completion that only the saga may give.',
  },
  'UA-R2': {
    summary: 'The deletion event always says whether the user has a virtual broker; it has no default.',
  },
  'UA-R3': { summary: 'No password and no token is in an event or a log.' },
  'UA-R4': {
    summary: 'An access token names user, username, role and session and lives 900 seconds.',
    absent:
      'The fingerprint claim `fp` and the token itself are matters of the sign-in routes, which have no second cookie to bind a token to yet.',
  },
  'UA-U1': {
    summary:
      'A username has 3 to 32 of a-z 0-9 _ . - and is unique in any case; an e-mail is trimmed, lower-cased and unique; a password has at least 12 characters and is not a known one.',
    absent:
      'The list of known passwords that is built in has only the commonest; a whole breached-password list needs an outside service.',
  },
  'UA-U2': {
    summary:
      'Passwords are hashed by a memory-hard function whose name and parameters stand inside the hash, and anew at a sign-in once these changed.',
  },
  'UA-U3': {
    summary:
      'Five wrong passwords within 15 minutes keep everybody out for 15 minutes; nobody can tell a lock, an unknown name and a wrong password apart.',
    absent:
      'Counting failures per IP over all accounts needs a limiter in front of the sign-in route, and unlocking by mail a mailer.',
  },
  'UA-U4': {
    summary: 'A change of password or e-mail, a pause and a suspension end all sessions.',
    absent: 'Refresh tokens and their families belong to the sign-in routes; there are none yet.',
  },
  'UA-U5': {
    summary: 'A new e-mail address takes effect when it was confirmed from there.',
    absent:
      'Nothing sends mail yet, neither the confirmation nor the notice to the old address, which the event carries.',
  },
  'UA-U6': { summary: 'Who uses a second factor must show it to open a live connection.' },
  'UA-U7': {
    summary:
      'A deletion needs the password again, and while live orders or positions are open also the word of the user whether to close or to keep them.',
  },
  'UA-U8': {
    summary:
      'Personal data is sealed with a key of the user alone; the deletion destroys the key, and the events stay unreadable.',
  },
  'UA-U9': {
    summary: 'Default account, display currency, time zone and theme can be chosen; the last write wins.',
    absent: 'Notification channels, because nothing sends notifications yet.',
  },
  'UA-U10': {
    summary: 'A user may export profile, orders, trades and positions.',
    absent: 'An export is a query over the read models of all domains.',
  },
};

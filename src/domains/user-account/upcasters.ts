import type { Upcaster } from '../../core/event-registry.ts';

/** How older sign-in events are read: nobody noted from where they came, and nothing locked. */
export const userAccountUpcasters: readonly Upcaster[] = [
  {
    from: { type: 'UserLoggedIn', schemaVersion: 1 },
    to: { type: 'UserLoggedIn', schemaVersion: 2 },
    upcast: (data) => ({ ...data, ipDigest: null }),
  },
  {
    from: { type: 'UserLoginFailedEvent', schemaVersion: 1 },
    to: { type: 'UserLoginFailedEvent', schemaVersion: 2 },
    upcast: (data) => ({ ...data, ipDigest: null, lockedUntil: null }),
  },
];

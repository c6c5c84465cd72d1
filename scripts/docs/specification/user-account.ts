import { type AggregateSpecification, added, named, numbered } from './statement.ts';

/** Section 4.1. */
export const userAccountSpecification: AggregateSpecification = {
  aggregateType: 'user_account',
  section: '4.1',
  commands: [
    named('CreateUserAccountCommand', 'CreateUserCommand'),
    named('AuthenticateUserCommand'),
    named('UpdateUserCommand'),
    named('DeleteUserAccountCommand'),
    added('LogoutUserCommand'),
    added('ChangePasswordCommand'),
    added('ChangeEmailCommand'),
    added('SuspendUserCommand'),
    added('ReactivateUserCommand'),
    added('CompleteUserDeletionCommand'),
    added('RecordLoginFailureCommand'),
  ],
  events: [
    named('UserCreatedEvent', 'UserCreated'),
    named('UserEmailChanged'),
    named('UserUpdatedEvent', 'UserUpdated', 'UserProfileUpdatedEvent', 'UserProfileChanged'),
    named('UserPasswordChanged'),
    named('UserLoggedIn'),
    named('UserLoggedOut'),
    named('UserAccountDeleted', 'UserDeleted', 'UserAccountMarkedDeleted', 'UserDeletionRequested'),
    named('UserDeletionCompleted'),
    added('UserSuspendedEvent'),
    added('UserReactivatedEvent'),
    added('UserLoginFailedEvent'),
  ],
  rules: {
    ...numbered('UA-R', [
      'A deletion goes in order: the event, every broker disconnected, a wait, virtual data and caches, then completion.',
      'The deletion event always says whether the user has a virtual broker; a missing answer is an error.',
      'No password and no token is ever logged or stored in clear.',
      'An access token carries subject, user name, role, session, fingerprint, expiry and issue time, and lives 900 seconds.',
    ]),
    ...numbered('UA-U', [
      'A user name has 3 to 32 of a–z, 0–9, dot, dash and underscore; name and e-mail are unique in any case; a password has 12 characters or more and is in no list of stolen ones.',
      'A password is kept by a memory-hard hash with its parameters beside it, and hashed anew at a sign-in once the parameters changed.',
      'Five failures in 15 minutes lock a sign-in for 15 minutes, and an unknown user takes as long as a wrong password.',
      'A refresh token works once; an old one used again ends the whole family, as do a new password, a new e-mail and a suspension.',
      'A new e-mail counts once it is confirmed from the new address, and the old one is told.',
      'A second factor is optional, and asked for when somebody who has it connects a live account.',
      'A deletion asks for the password again and is refused while live orders or positions are open, unless the user says what becomes of them.',
      'Personal data lies under a key per user; deleting the user destroys the key, and the events stay unreadable.',
      'Preferences are kept, and the last write wins.',
      'Users may take their own data with them.',
    ]),
  },
};

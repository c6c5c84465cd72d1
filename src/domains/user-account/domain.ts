import type { DomainManifest, EventNote } from '../../core/domain.ts';
import { anyView } from '../../core/view.ts';
import { userAccountCommands as commands, type UserAccountCommand } from './commands.ts';
import type { UserAccountEvent } from './events.ts';
import { userAccountLifecycle } from './lifecycle.ts';
import { userAccountRules } from './rules.ts';
import type { UserAccountState } from './state.ts';
import { userAccountAggregate } from './user-account.ts';
import type { UserStatus } from './values.ts';
import { userAccountView } from './view.ts';

const told = (summary: string): EventNote => ({ summary, message: 'user_account_update' });
const quiet = (summary: string, why: string): EventNote => ({ summary, message: null, quiet: why });

const OWN_ANSWER = 'whoever signs in or out learns it from the answer';
const OWN_MESSAGE = 'the thing itself is announced by its own domain';

/** The manifest of the user account. */
export const userAccountDomain: DomainManifest<
  UserAccountState,
  UserAccountCommand,
  UserAccountEvent,
  UserStatus
> = {
  title: 'User account',
  purpose:
    'Registration, sign-in, profile and preferences of a user, and the list of everything the user owns.',
  identity: 'The user id, derived from the request that registers the user.',
  aggregate: userAccountAggregate,
  lifecycle: userAccountLifecycle,
  commands: {
    CreateUserAccountCommand: {
      schema: commands.CreateUserAccountCommand,
      summary: 'Creates the account of a user whose e-mail and username are claimed.',
    },
    AuthenticateUserCommand: {
      schema: commands.AuthenticateUserCommand,
      summary: 'Opens a session after the vault has confirmed the password.',
    },
    RecordLoginFailureCommand: {
      schema: commands.RecordLoginFailureCommand,
      summary: 'Counts a wrong password; the fifth within 15 minutes locks.',
    },
    LogoutUserCommand: { schema: commands.LogoutUserCommand, summary: 'Ends one session.' },
    UpdateUserCommand: { schema: commands.UpdateUserCommand, summary: 'Changes first and last name.' },
    SetPreferencesCommand: {
      schema: commands.SetPreferencesCommand,
      summary: 'Replaces display currency, time zone and theme.',
    },
    ChangePasswordCommand: {
      schema: commands.ChangePasswordCommand,
      summary: 'Ends all sessions after the vault has changed the password.',
    },
    RequestEmailChangeCommand: {
      schema: commands.RequestEmailChangeCommand,
      summary: 'Asks for another e-mail address, to be confirmed within 24 hours.',
    },
    ChangeEmailCommand: {
      schema: commands.ChangeEmailCommand,
      summary: 'Takes the new e-mail address that was confirmed and claimed.',
    },
    EnableTotpCommand: {
      schema: commands.EnableTotpCommand,
      summary: 'Turns the second factor on, by an enrolment of the vault.',
    },
    DisableTotpCommand: { schema: commands.DisableTotpCommand, summary: 'Turns the second factor off.' },
    DeactivateUserCommand: {
      schema: commands.DeactivateUserCommand,
      summary: 'Closes the account for a while, by its user.',
    },
    SuspendUserCommand: { schema: commands.SuspendUserCommand, summary: 'Keeps a user out, by an operator.' },
    ReactivateUserCommand: {
      schema: commands.ReactivateUserCommand,
      summary: 'Opens an inactive or suspended account again.',
    },
    DeleteUserAccountCommand: {
      schema: commands.DeleteUserAccountCommand,
      summary: 'Starts the deletion of everything the user owns.',
    },
    CompleteUserDeletionCommand: {
      schema: commands.CompleteUserDeletionCommand,
      summary: 'Ends the deletion; only its saga may.',
    },
    RegisterConnectionCommand: {
      schema: commands.RegisterConnectionCommand,
      summary: 'Registers a connection before it is created: at most 10.',
    },
    ReleaseConnectionCommand: {
      schema: commands.ReleaseConnectionCommand,
      summary: 'Forgets a connection that is gone.',
    },
    RegisterAccountCommand: {
      schema: commands.RegisterAccountCommand,
      summary: 'Registers a broker account before it is linked; the first becomes the default.',
    },
    ReleaseAccountCommand: {
      schema: commands.ReleaseAccountCommand,
      summary: 'Forgets a broker account; the oldest of the others takes over as the default.',
    },
    RegisterAutomationCommand: {
      schema: commands.RegisterAutomationCommand,
      summary: 'Registers an automation before it is created: at most 200.',
    },
    ReleaseAutomationCommand: {
      schema: commands.ReleaseAutomationCommand,
      summary: 'Forgets an automation that is gone.',
    },
    ChooseDefaultAccountCommand: {
      schema: commands.ChooseDefaultAccountCommand,
      summary: 'Makes one of the accounts the default.',
    },
  },
  events: {
    UserCreatedEvent: told('The user was registered.'),
    UserUpdatedEvent: told('First or last name changed.'),
    UserPreferencesChangedEvent: told('The preferences were replaced.'),
    UserEmailChangeRequestedEvent: told('Another e-mail address waits for its confirmation.'),
    UserEmailChanged: told('The e-mail address changed; all sessions ended.'),
    UserDeactivatedEvent: told('The user closed the account for a while; all sessions ended.'),
    UserSuspendedEvent: told('An operator keeps the user out; all sessions ended.'),
    UserReactivatedEvent: told('The account is open again.'),
    UserAccountDeleted: told('The deletion of all the user owns began, with everything there is to delete.'),
    UserDeletionCompleted: quiet(
      'All is deleted: the names are free and the key to the personal data is destroyed.',
      'nobody is left who could be told',
    ),
    UserLoggedIn: quiet('A session was opened.', OWN_ANSWER),
    UserLoginFailedEvent: quiet('A password was wrong.', OWN_ANSWER),
    UserLoggedOut: quiet('A session was ended by its user.', OWN_ANSWER),
    UserPasswordChanged: told('The password changed; all sessions ended.'),
    UserTotpEnabledEvent: told('The second factor was turned on.'),
    UserTotpDisabledEvent: told('The second factor was turned off.'),
    UserConnectionRegisteredEvent: quiet('A connection is about to be created.', OWN_MESSAGE),
    UserConnectionReleasedEvent: quiet('A connection is gone.', OWN_MESSAGE),
    UserBrokerAccountRegisteredEvent: quiet('A broker account is about to be linked.', OWN_MESSAGE),
    UserBrokerAccountReleasedEvent: quiet('A broker account is gone.', OWN_MESSAGE),
    UserAutomationRegisteredEvent: quiet('An automation is about to be created.', OWN_MESSAGE),
    UserAutomationReleasedEvent: quiet('An automation is gone.', OWN_MESSAGE),
    UserDefaultAccountChosenEvent: told('Another account is the default, or none is left.'),
  },
  rules: userAccountRules,
  views: [anyView(userAccountView)],
};

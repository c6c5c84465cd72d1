import { type Lifecycle, lifecycle, refused, to, unchanged } from '../../core/lifecycle.ts';
import type { UserAccountCommand } from './commands.ts';
import type { UserAccountState } from './state.ts';
import { USER_STATUSES, type UserStatus } from './values.ts';

const nobody = refused('user_not_found');
const leaving = refused('deletion_pending');
const closed = refused('user_not_active');

/** What no longer or never existed has nobody, and what is being deleted takes no more commands. */
const gone = { absent: nobody, deleted: nobody, deletion_pending: leaving };

/** What only the user of an active account may do. */
const whileActive = { active: to('active'), inactive: closed, suspended: closed, ...gone };

/** Signing in has one answer for every failure. */
const signIn = { active: to('active'), otherwise: refused('invalid_credentials') };

/** What is told about things the user owns, whatever became of the user meanwhile; harmless when there is no user any more. */
const release = {
  active: to('active'),
  inactive: to('inactive'),
  suspended: to('suspended'),
  deletion_pending: to('deletion_pending'),
  otherwise: unchanged,
};

/** The life of a user account: absent, active, paused by its user or suspended by an operator, and its end in two steps. */
export const userAccountLifecycle: Lifecycle<UserAccountState, UserAccountCommand['type'], UserStatus> =
  lifecycle({
    noun: 'user account',
    statuses: USER_STATUSES,
    statusOf: ({ status }) => status,
    moves: {
      CreateUserAccountCommand: { absent: to('active'), otherwise: refused('user_exists') },
      AuthenticateUserCommand: signIn,
      RecordLoginFailureCommand: signIn,
      LogoutUserCommand: { ...gone, active: to('active'), inactive: unchanged, suspended: unchanged },
      UpdateUserCommand: whileActive,
      SetPreferencesCommand: whileActive,
      ChangePasswordCommand: whileActive,
      RequestEmailChangeCommand: whileActive,
      ChangeEmailCommand: whileActive,
      EnableTotpCommand: whileActive,
      DisableTotpCommand: whileActive,
      DeactivateUserCommand: { ...gone, active: to('inactive'), inactive: unchanged, suspended: closed },
      SuspendUserCommand: {
        ...gone,
        active: to('suspended'),
        inactive: to('suspended'),
        suspended: unchanged,
      },
      ReactivateUserCommand: { ...gone, active: unchanged, inactive: to('active'), suspended: to('active') },
      DeleteUserAccountCommand: { ...gone, otherwise: to('deletion_pending') },
      CompleteUserDeletionCommand: {
        absent: nobody,
        deletion_pending: to('deleted'),
        deleted: unchanged,
        otherwise: refused('deletion_not_requested'),
      },
      RegisterConnectionCommand: whileActive,
      ReleaseConnectionCommand: release,
      // A broker's account is linked by a saga that goes on while its user is kept out.
      RegisterAccountCommand: { ...whileActive, inactive: to('inactive'), suspended: to('suspended') },
      ReleaseAccountCommand: release,
      RegisterAutomationCommand: whileActive,
      ReleaseAutomationCommand: release,
      ChooseDefaultAccountCommand: whileActive,
    },
  });

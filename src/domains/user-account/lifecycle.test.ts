import { describeLifecycle } from '../../core/testing/lifecycle-table.ts';
import { userAccountEvents as events } from './events.ts';
import { userAccountLifecycle } from './lifecycle.ts';
import {
  automated,
  CHANGE_EMAIL,
  COMPLETE,
  CREATE,
  CREATED,
  connected,
  DEACTIVATED,
  DELETE,
  DELETED,
  DELETION_BEGAN,
  defaultIs,
  EMAIL_REQUESTED,
  id,
  linked,
  OTHER_SESSION,
  REQUEST_EMAIL,
  registerConnection,
  SAGA,
  SESSION,
  SUSPENDED,
  signedIn,
  signIn,
  USER,
} from './testing/fixtures.ts';
import { userAccountAggregate } from './user-account.ts';

const TOTP_ENABLED = events.UserTotpEnabledEvent({
  userId: USER,
  enrolmentId: id('phone'),
  enabledAt: CREATED.data.createdAt,
});

const active = [
  CREATED,
  signedIn(),
  TOTP_ENABLED,
  EMAIL_REQUESTED,
  connected('connection'),
  linked('account'),
  defaultIs('account'),
  linked('other account'),
  automated('automation'),
];

describeLifecycle(userAccountAggregate, userAccountLifecycle, {
  env: { actor: { kind: 'operator', id: 'operations' }, sagaId: SAGA },
  histories: {
    absent: [],
    active,
    inactive: [...active, DEACTIVATED],
    suspended: [...active, SUSPENDED],
    deletion_pending: [...active, DELETION_BEGAN],
    deleted: [...active, DELETION_BEGAN, DELETED],
  },
  commands: {
    CreateUserAccountCommand: CREATE,
    AuthenticateUserCommand: signIn(OTHER_SESSION),
    RecordLoginFailureCommand: { type: 'RecordLoginFailureCommand', ipDigest: null },
    LogoutUserCommand: { type: 'LogoutUserCommand', sessionId: SESSION },
    UpdateUserCommand: { type: 'UpdateUserCommand', firstName: 'sealed:Ann' },
    SetPreferencesCommand: {
      type: 'SetPreferencesCommand',
      displayCurrency: 'EUR',
      timeZone: 'Europe/Berlin',
      theme: 'dark',
    },
    ChangePasswordCommand: { type: 'ChangePasswordCommand', sessionId: SESSION },
    RequestEmailChangeCommand: { ...REQUEST_EMAIL, newEmailDigest: 'digest of a third e-mail' },
    ChangeEmailCommand: CHANGE_EMAIL,
    EnableTotpCommand: {
      type: 'EnableTotpCommand',
      enrolmentId: id('tablet'),
      totpVerified: true,
      sessionId: SESSION,
    },
    DisableTotpCommand: { type: 'DisableTotpCommand', totpVerified: true, sessionId: SESSION },
    DeactivateUserCommand: { type: 'DeactivateUserCommand', sessionId: SESSION },
    SuspendUserCommand: { type: 'SuspendUserCommand', reason: 'fraud_review' },
    ReactivateUserCommand: { type: 'ReactivateUserCommand', reauthenticated: true },
    DeleteUserAccountCommand: DELETE,
    CompleteUserDeletionCommand: COMPLETE,
    RegisterConnectionCommand: registerConnection('new connection'),
    ReleaseConnectionCommand: { type: 'ReleaseConnectionCommand', connectionId: id('connection') },
    RegisterAccountCommand: {
      type: 'RegisterAccountCommand',
      accountId: id('new account'),
      connectionId: id('connection'),
      isVirtual: false,
    },
    ReleaseAccountCommand: { type: 'ReleaseAccountCommand', accountId: id('account') },
    RegisterAutomationCommand: { type: 'RegisterAutomationCommand', automationId: id('new automation') },
    ReleaseAutomationCommand: { type: 'ReleaseAutomationCommand', automationId: id('automation') },
    ChooseDefaultAccountCommand: { type: 'ChooseDefaultAccountCommand', accountId: id('other account') },
  },
});

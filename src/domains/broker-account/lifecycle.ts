import { type Lifecycle, lifecycle, type Move, refused, to, unchanged } from '../../core/lifecycle.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { ACCOUNT_STATUSES, type AccountStatus, type BrokerAccountState } from './state.ts';

type Cells = { readonly [S in AccountStatus]?: Move<AccountStatus> };

const ends = {
  absent: refused('account_not_found'),
  deleted: refused('account_deleted'),
} satisfies Cells;
const row = (cells: Cells) => ({ ...ends, otherwise: refused('invalid_account_state'), ...cells });
const LIVING = ['active', 'inactive', 'suspended', 'disconnected'] as const;
const whileLiving: Cells = Object.fromEntries(LIVING.map((status) => [status, to(status)]));
const fromLiving = (move: Move<AccountStatus>): Cells =>
  Object.fromEntries(LIVING.map((status) => [status, move]));

/** The state machine of an account (domains 4.3). A deleted one is linked again as a new incarnation. */
export const brokerAccountLifecycle: Lifecycle<
  BrokerAccountState,
  BrokerAccountCommand['type'],
  AccountStatus
> = lifecycle({
  noun: 'account',
  statuses: ACCOUNT_STATUSES,
  statusOf: ({ status }: BrokerAccountState) => status,
  moves: {
    LinkDiscoveredBrokerAccountCommand: row({
      ...whileLiving,
      absent: to('active'),
      disconnected: to('active', 'inactive', 'suspended'),
      deleted: to('active'),
    }),
    UnlinkBrokerAccountCommand: row(fromLiving(to('disconnected'))),
    ActivateBrokerAccountCommand: row({ active: unchanged, inactive: to('active') }),
    DeactivateBrokerAccountCommand: row({ active: to('inactive'), inactive: unchanged }),
    ChangeAccountStatusCommand: row({
      active: to('suspended', 'disconnected'),
      inactive: to('suspended', 'disconnected'),
      suspended: to('active', 'disconnected'),
      disconnected: to('active', 'inactive', 'suspended'),
    }),
    SetDefaultAccountCommand: row({ ...whileLiving, absent: to('absent') }),
    YieldDefaultAccountCommand: row({
      ...whileLiving,
      absent: refused('account_not_found', 'it was made the default before it was linked'),
    }),
    SetAccountDetailsCommand: row(whileLiving),
    ArchiveAccountCommand: row(whileLiving),
    BindAccountAutomationCommand: row(whileLiving),
    UnbindAccountAutomationCommand: row(whileLiving),
    DeleteBrokerAccountCommand: row({
      ...fromLiving(to('deleted')),
      absent: unchanged,
      deleted: unchanged,
    }),

    RefreshAccountDataFromBrokerCommand: row(whileLiving),
    UpdateAccountBalanceCommand: row(whileLiving),
    UpdateAccountEquityCommand: row(whileLiving),
    UpdateAccountBuyingPowerCommand: row(whileLiving),
    ReserveBuyingPowerCommand: {
      absent: refused('account_not_found'),
      active: to('active'),
      otherwise: refused('account_not_tradable'),
    },
    ReleaseBuyingPowerCommand: row(whileLiving),
    SettleReservationCommand: row(whileLiving),
    RecordReconciliationCommand: row(whileLiving),
    RecordMetricsCommand: row(whileLiving),
    ReportAccountSyncFailureCommand: row(whileLiving),
    RecordAccountRecoveryCommand: row(whileLiving),
    RecordAccountRecoveryFailureCommand: row(whileLiving),
  },
});

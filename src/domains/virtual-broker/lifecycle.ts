import { lifecycle, refused, to, unchanged } from '../../core/lifecycle.ts';
import type { VirtualBrokerCommand } from './commands.ts';
import type { VirtualBrokerState } from './state.ts';

/** Where a virtual account stands: a margin call restricts it to orders that reduce, deletion is the end. */
export type VirtualAccountStatus = VirtualBrokerState['status'];

const absent = refused('virtual_account_not_found');
const deleted = refused('virtual_account_deleted');
/** What a margin call may come from, and what may cure it. */
const either = to('active', 'restricted');

/** What may be done to a virtual account (domains 4.4). */
export const virtualBrokerLifecycle = lifecycle<
  VirtualBrokerState,
  VirtualBrokerCommand['type'],
  VirtualAccountStatus
>({
  noun: 'virtual account',
  statuses: ['absent', 'active', 'restricted', 'deleted'],
  statusOf: ({ status }) => status,
  moves: {
    OpenVirtualAccountCommand: {
      absent: to('active'),
      active: unchanged,
      restricted: unchanged,
      deleted,
    },
    ResetVirtualAccountCommand: { absent, active: to('active'), restricted: to('active'), deleted },
    DepositVirtualFundsCommand: { absent, active: either, restricted: either, deleted },
    WithdrawVirtualFundsCommand: {
      absent,
      active: either,
      restricted: refused('account_restricted'),
      deleted,
    },
    SubmitVirtualOrderCommand: { absent, active: either, restricted: either, deleted },
    ReplaceVirtualOrderCommand: { absent, active: either, restricted: either, deleted },
    CancelVirtualOrderCommand: { absent, active: either, restricted: either, deleted },
    ApplyQuoteCommand: { absent, active: either, restricted: either, deleted },
    SettleExpiryCommand: { absent, active: either, restricted: either, deleted },
    ApplyCorporateActionCommand: { absent, active: either, restricted: either, deleted },
    SimulateTradeCommand: { absent, active: either, restricted: either, deleted },
    DeleteVirtualBrokerAccounts: {
      absent: unchanged,
      active: to('deleted'),
      restricted: to('deleted'),
      deleted: unchanged,
    },
    PurgeVirtualAccountsCommand: {
      absent: unchanged,
      active: to('deleted'),
      restricted: to('deleted'),
      deleted: unchanged,
    },
    SetFeeScheduleCommand: { absent, active: either, restricted: either, deleted },
    SetFaultProfileCommand: { absent, active: either, restricted: either, deleted },
    RunVirtualClockCommand: { absent, active: either, restricted: either, deleted },
  },
});

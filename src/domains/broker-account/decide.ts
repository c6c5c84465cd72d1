import { decideBy } from '../../core/decider.ts';
import { guardedBy } from '../../core/lifecycle.ts';
import type { BrokerAccountCommand } from './commands.ts';
import * as money from './decide-money.ts';
import * as results from './decide-results.ts';
import * as standing from './decide-standing.ts';
import type { BrokerAccountEvent } from './events.ts';
import { brokerAccountLifecycle } from './lifecycle.ts';
import type { BrokerAccountState } from './state.ts';

/** Decides every command of an account. */
export const decideBrokerAccount = guardedBy(
  brokerAccountLifecycle,
  decideBy<BrokerAccountState, BrokerAccountCommand, BrokerAccountEvent>({
    LinkDiscoveredBrokerAccountCommand: standing.link,
    UnlinkBrokerAccountCommand: standing.unlink,
    ActivateBrokerAccountCommand: standing.activate,
    DeactivateBrokerAccountCommand: standing.deactivate,
    ChangeAccountStatusCommand: standing.changeStatus,
    SetDefaultAccountCommand: standing.setDefault,
    YieldDefaultAccountCommand: standing.yieldDefault,
    SetAccountDetailsCommand: standing.setDetails,
    ArchiveAccountCommand: standing.archive,
    BindAccountAutomationCommand: standing.bindAutomation,
    UnbindAccountAutomationCommand: standing.unbindAutomation,
    DeleteBrokerAccountCommand: standing.remove,

    RefreshAccountDataFromBrokerCommand: money.refresh,
    UpdateAccountBalanceCommand: money.updateBalance,
    UpdateAccountEquityCommand: money.updateEquity,
    UpdateAccountBuyingPowerCommand: money.updateBuyingPower,
    ReserveBuyingPowerCommand: money.reserve,
    ReleaseBuyingPowerCommand: money.release,
    SettleReservationCommand: money.settle,

    RecordReconciliationCommand: results.reconcile,
    RecordMetricsCommand: results.recordMetrics,
    ReportAccountSyncFailureCommand: results.reportSyncFailure,
    RecordAccountRecoveryCommand: results.recordRecovery,
    RecordAccountRecoveryFailureCommand: results.recordRecoveryFailure,
  }),
);

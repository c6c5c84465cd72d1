import type { DomainManifest } from '../../core/domain.ts';
import type { BrokerAccountCommand } from './commands.ts';
import * as money from './commands-money.ts';
import * as standing from './commands-standing.ts';
import type { BrokerAccountEvent } from './events.ts';
import type { BrokerAccountState } from './state.ts';

/** Every command of an account, with its shape and what it does. */
export const commandNotes: DomainManifest<
  BrokerAccountState,
  BrokerAccountCommand,
  BrokerAccountEvent
>['commands'] = {
  LinkDiscoveredBrokerAccountCommand: {
    schema: standing.linkDiscoveredBrokerAccountCommand,
    summary: 'Links an account that a broker told of; of one that is linked already the news is mirrored.',
  },
  UnlinkBrokerAccountCommand: {
    schema: standing.unlinkBrokerAccountCommand,
    summary: 'Takes the account off its connection; it stays, and can be linked again.',
  },
  ActivateBrokerAccountCommand: {
    schema: standing.activateBrokerAccountCommand,
    summary: 'Opens an account that the user had deactivated.',
  },
  DeactivateBrokerAccountCommand: {
    schema: standing.deactivateBrokerAccountCommand,
    summary: 'Closes the account to orders until the user activates it.',
  },
  ChangeAccountStatusCommand: {
    schema: standing.changeAccountStatusCommand,
    summary: 'Follows the broker, which suspends or frees, and the connection, which is lost or comes back.',
  },
  SetDefaultAccountCommand: {
    schema: standing.setDefaultAccountCommand,
    summary: 'Echoes that UserAccount made it the default.',
  },
  YieldDefaultAccountCommand: {
    schema: standing.yieldDefaultAccountCommand,
    summary: 'Echoes that UserAccount made another account the default, or none.',
  },
  SetAccountDetailsCommand: {
    schema: standing.setAccountDetailsCommand,
    summary: "Gives the account the user's own name for it.",
  },
  ArchiveAccountCommand: {
    schema: standing.archiveAccountCommand,
    summary: 'Puts the account out of sight, or back.',
  },
  BindAccountAutomationCommand: {
    schema: standing.bindAccountAutomationCommand,
    summary: 'Takes note of an automation that trades on the account.',
  },
  UnbindAccountAutomationCommand: {
    schema: standing.unbindAccountAutomationCommand,
    summary: 'Takes note that an automation trades on the account no longer.',
  },
  DeleteBrokerAccountCommand: {
    schema: standing.deleteBrokerAccountCommand,
    summary: 'Removes the account and closes its log; a repeat changes nothing.',
  },
  RefreshAccountDataFromBrokerCommand: {
    schema: money.refreshAccountDataFromBrokerCommand,
    summary: 'Mirrors what the broker tells; older news changes nothing.',
  },
  UpdateAccountBalanceCommand: {
    schema: money.updateAccountBalanceCommand,
    summary: 'Mirrors the balance alone.',
  },
  UpdateAccountEquityCommand: {
    schema: money.updateAccountEquityCommand,
    summary: 'Mirrors the equity alone.',
  },
  UpdateAccountBuyingPowerCommand: {
    schema: money.updateAccountBuyingPowerCommand,
    summary: 'Mirrors the buying power alone.',
  },
  ReserveBuyingPowerCommand: {
    schema: money.reserveBuyingPowerCommand,
    summary: 'Sets buying power aside for an order on its way to the broker.',
  },
  ReleaseBuyingPowerCommand: {
    schema: money.releaseBuyingPowerCommand,
    summary: 'Gives back what was set aside; a reserve that comes after it is refused.',
  },
  SettleReservationCommand: {
    schema: money.settleReservationCommand,
    summary: "Ends what was set aside, because the broker's figures contain the order now.",
  },
  RecordReconciliationCommand: {
    schema: money.recordReconciliationCommand,
    summary: 'Compares the account with its broker, whose figures then hold.',
  },
  RecordMetricsCommand: {
    schema: money.recordMetricsCommand,
    summary: 'Works out the result of a trading day.',
  },
  ReportAccountSyncFailureCommand: {
    schema: money.reportAccountSyncFailureCommand,
    summary: 'Reports that the account could not be read at its broker.',
  },
  RecordAccountRecoveryCommand: {
    schema: money.recordAccountRecoveryCommand,
    summary: 'Records that the account agrees with its broker again.',
  },
  RecordAccountRecoveryFailureCommand: {
    schema: money.recordAccountRecoveryFailureCommand,
    summary: 'Records that a person must see to the account.',
  },
};

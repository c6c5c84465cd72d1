import type { LocalDate } from '../../core/local-date.ts';
import { describeLifecycle } from '../../core/testing/lifecycle-table.ts';
import { brokerAccountAggregate } from './broker-account.ts';
import { brokerAccountLifecycle } from './lifecycle.ts';
import {
  ACTIVATE,
  bind,
  DEACTIVATE,
  DELETE,
  eventsAfter,
  figures,
  later,
  link,
  refresh,
  release,
  reserve,
  SET_DEFAULT,
  settle,
  status,
  UNLINK,
  unbind,
  YIELD_DEFAULT,
} from './testing/fixtures.ts';

const NEWS = figures('900', 1);
const ACTIVE = [link(), bind('automation'), reserve('a', '100')] as const;

describeLifecycle(brokerAccountAggregate, brokerAccountLifecycle, {
  histories: {
    absent: [],
    active: eventsAfter(...ACTIVE),
    inactive: eventsAfter(...ACTIVE, DEACTIVATE),
    suspended: eventsAfter(...ACTIVE, status('suspended')),
    disconnected: eventsAfter(...ACTIVE, status('disconnected')),
    deleted: eventsAfter(...ACTIVE, DELETE),
  },
  commands: {
    LinkDiscoveredBrokerAccountCommand: link({ figures: NEWS }),
    UnlinkBrokerAccountCommand: UNLINK,
    ActivateBrokerAccountCommand: ACTIVATE,
    DeactivateBrokerAccountCommand: DEACTIVATE,
    ChangeAccountStatusCommand: (now) =>
      status(now === 'suspended' || now === 'disconnected' ? 'active' : 'suspended'),
    SetDefaultAccountCommand: SET_DEFAULT,
    YieldDefaultAccountCommand: YIELD_DEFAULT,
    SetAccountDetailsCommand: { type: 'SetAccountDetailsCommand', displayName: 'Savings' },
    ArchiveAccountCommand: { type: 'ArchiveAccountCommand', isArchived: true },
    BindAccountAutomationCommand: bind('another automation'),
    UnbindAccountAutomationCommand: unbind('automation'),
    DeleteBrokerAccountCommand: DELETE,
    RefreshAccountDataFromBrokerCommand: refresh(NEWS),
    UpdateAccountBalanceCommand: {
      type: 'UpdateAccountBalanceCommand',
      balance: '7',
      asOf: later(1),
    },
    UpdateAccountEquityCommand: { type: 'UpdateAccountEquityCommand', equity: '7', asOf: later(1) },
    UpdateAccountBuyingPowerCommand: {
      type: 'UpdateAccountBuyingPowerCommand',
      buyingPower: '7',
      asOf: later(1),
    },
    ReserveBuyingPowerCommand: reserve('b', '10'),
    ReleaseBuyingPowerCommand: release('a'),
    SettleReservationCommand: settle('a', NEWS),
    RecordReconciliationCommand: { type: 'RecordReconciliationCommand', figures: NEWS },
    RecordMetricsCommand: {
      type: 'RecordMetricsCommand',
      tradingDay: '2025-11-21' as LocalDate,
      equityAtPreviousClose: '1400',
      netDeposits: '0',
    },
    ReportAccountSyncFailureCommand: {
      type: 'ReportAccountSyncFailureCommand',
      failureClass: 'transient',
      detail: 'no answer',
    },
    RecordAccountRecoveryCommand: { type: 'RecordAccountRecoveryCommand' },
    RecordAccountRecoveryFailureCommand: {
      type: 'RecordAccountRecoveryFailureCommand',
      reason: 'no answer',
    },
  },
});

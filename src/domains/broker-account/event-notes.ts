import type { EventNote } from '../../core/domain.ts';
import type { BrokerAccountEvent } from './events.ts';

const update = (summary: string): EventNote => ({ summary, message: 'broker_account_update' });

/** Every event of an account: what happened, and which message tells the user's clients. */
export const eventNotes: { readonly [T in BrokerAccountEvent['type']]: EventNote } = {
  BrokerAccountLinked: update('An account at a broker was linked, with its first figures.'),
  BrokerAccountUnlinked: update('The account was taken off its connection.'),
  AccountStatusChanged: update('The broker or the connection changed what the account can be used for.'),
  BrokerAccountActivated: update('The user opened the account to orders.'),
  BrokerAccountDeactivated: update('The user closed the account to orders.'),
  DefaultAccountSet: update("The account is the user's default."),
  DefaultAccountYielded: update("The account is the user's default no longer."),
  UserSetAccountDetailsChanged: update('The user named the account.'),
  UserAccountArchivedStatusChanged: update('The user put the account out of sight, or back.'),
  AccountAutomationBound: update('An automation trades on the account.'),
  AccountAutomationUnbound: update('An automation trades on the account no longer.'),
  BrokerAccountDeleted: {
    summary: 'The account was removed; its log is closed. Automations that traded on it are listed.',
    message: 'broker_account_remove',
  },
  AccountDataFromBrokerUpdated: update('The broker told its figures, and perhaps more.'),
  AccountBalanceUpdated: update('The broker told the balance.'),
  AccountEquityUpdated: update('The broker told the equity.'),
  AccountBuyingPowerUpdated: update('The broker told the buying power.'),
  BuyingPowerReserved: update('Buying power was set aside for an order on its way.'),
  BuyingPowerReleased: update('Buying power that was set aside is free again, or contained in the figures.'),
  AccountReconciliationCompleted: update('The account was compared with its broker.'),
  AccountMetricsCalculated: update('The result of a trading day was worked out.'),
  AccountSyncFailed: update('The account could not be read at its broker.'),
  AccountRecovered: update('The account agrees with its broker again.'),
  AccountRecoveryFailed: update('The account could not be mended by itself.'),
};

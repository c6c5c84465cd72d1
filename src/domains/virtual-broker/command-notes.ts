import type { DomainManifest } from '../../core/domain.ts';
import {
  applyCorporateActionSchema,
  applyQuoteSchema,
  cancelVirtualOrderSchema,
  deleteVirtualBrokerAccountsSchema,
  depositVirtualFundsSchema,
  openVirtualAccountSchema,
  purgeVirtualAccountsSchema,
  replaceVirtualOrderSchema,
  resetVirtualAccountSchema,
  runVirtualClockSchema,
  setFaultProfileSchema,
  setFeeScheduleSchema,
  settleExpirySchema,
  simulateTradeSchema,
  submitVirtualOrderSchema,
  type VirtualBrokerCommand,
  withdrawVirtualFundsSchema,
} from './commands.ts';
import type { VirtualBrokerEvent } from './events.ts';
import type { VirtualBrokerState } from './state.ts';

type Notes = DomainManifest<VirtualBrokerState, VirtualBrokerCommand, VirtualBrokerEvent>['commands'];

/** What each command does, for people. */
export const commandNotes: Notes = {
  OpenVirtualAccountCommand: {
    schema: openVirtualAccountSchema,
    summary: 'Opens the account with its starting cash, type and profile; a repeat changes nothing.',
  },
  ResetVirtualAccountCommand: {
    schema: resetVirtualAccountSchema,
    summary: 'Cancels all orders, drops all positions without P&L and starts anew with this cash.',
  },
  DepositVirtualFundsCommand: {
    schema: depositVirtualFundsSchema,
    summary: 'Adds funds, which may cure a margin call.',
  },
  WithdrawVirtualFundsCommand: {
    schema: withdrawVirtualFundsSchema,
    summary: 'Takes funds out that are not borrowed and that nothing binds.',
  },
  SubmitVirtualOrderCommand: {
    schema: submitVirtualOrderSchema,
    summary: 'Hands over an order: it is rejected, or accepted and filled as far as the quote allows.',
  },
  ReplaceVirtualOrderCommand: {
    schema: replaceVirtualOrderSchema,
    summary: 'Changes terms of a working order in place, if the account can carry it.',
  },
  CancelVirtualOrderCommand: {
    schema: cancelVirtualOrderSchema,
    summary: 'Cancels what is left of an order, or refuses one that has not arrived yet when it does.',
  },
  ApplyQuoteCommand: {
    schema: applyQuoteSchema,
    summary: 'Lets quotes move, elect and fill the orders they can touch, and watches the margin.',
  },
  SettleExpiryCommand: {
    schema: settleExpirySchema,
    summary: 'Settles a contract that has expired, at the final price of what it is on.',
  },
  ApplyCorporateActionCommand: {
    schema: applyCorporateActionSchema,
    summary: 'Applies a split, a cash dividend or a change of symbol, once per action id.',
  },
  SimulateTradeCommand: {
    schema: simulateTradeSchema,
    summary: 'Books a trade that no order made, under the same checks of funds and holdings.',
  },
  DeleteVirtualBrokerAccounts: {
    schema: deleteVirtualBrokerAccountsSchema,
    summary: 'Deletes the account for its connection; a repeat changes nothing.',
  },
  PurgeVirtualAccountsCommand: {
    schema: purgeVirtualAccountsSchema,
    summary: 'Deletes the account whatever its connection, as the last step of deleting a user.',
  },
  SetFeeScheduleCommand: {
    schema: setFeeScheduleSchema,
    summary:
      'Gives the account fees of its own, or those of its profile again; none rises while an order may be filled, because that holds money for the fees it was accepted with.',
  },
  SetFaultProfileCommand: {
    schema: setFaultProfileSchema,
    summary: 'Orders faults for tests of reports, fills and answers; money stays right under all of them.',
  },
  RunVirtualClockCommand: {
    schema: runVirtualClockSchema,
    summary: 'Ends what time has ended: days, auctions, waiting for data, margin calls that were not cured.',
  },
};

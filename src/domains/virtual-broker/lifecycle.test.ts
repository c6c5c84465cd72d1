import { describeLifecycle } from '../../core/testing/lifecycle-table.ts';
import { virtualBrokerLifecycle } from './lifecycle.ts';
import { EXPIRY, option } from './testing/contracts.ts';
import {
  apply,
  CLOCK,
  cancel,
  eventsAfter,
  faults,
  fees,
  later,
  open,
  openMargin,
  PURGE,
  quote,
  replace,
  simulate,
  submitStock,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const CALL = option('call', '100');

/** A margin account with a position, a working order, a contract and one order that waits for data. */
const active = [
  openMargin({ startingCash: '10000' }),
  simulate('buy', '50', '100'),
  simulate('buy', '1', '2', CALL),
  submitStock('working', { side: 'sell', quantity: '5', limitPrice: '150' }, null),
  submitStock(
    'short',
    { symbol: 'MSFT', side: 'sell', quantity: '10' },
    quote('99', '100', { symbol: 'MSFT' }),
  ),
];

/** The same, when the price of what was sold short has risen sixfold. */
const restricted = [...active, apply(quote('600', '601', { symbol: 'MSFT', last: '600', at: later(1) }))];

describeLifecycle(virtualBrokerAggregate, virtualBrokerLifecycle, {
  histories: {
    absent: [],
    active: eventsAfter(...active),
    restricted: eventsAfter(...restricted),
    deleted: eventsAfter(...active, PURGE),
  },
  commands: {
    OpenVirtualAccountCommand: open(),
    ResetVirtualAccountCommand: { type: 'ResetVirtualAccountCommand', startingCash: null },
    DepositVirtualFundsCommand: { type: 'DepositVirtualFundsCommand', amount: '10', reference: 'r' },
    WithdrawVirtualFundsCommand: { type: 'WithdrawVirtualFundsCommand', amount: '10', reference: 'r' },
    SubmitVirtualOrderCommand: submitStock('new', { side: 'sell', quantity: '1' }),
    ReplaceVirtualOrderCommand: replace('working', { limitPrice: '160' }),
    CancelVirtualOrderCommand: cancel('working'),
    ApplyQuoteCommand: apply(quote('150', '151', { at: later(9) })),
    SettleExpiryCommand: {
      type: 'SettleExpiryCommand',
      symbol: CALL.symbol,
      date: EXPIRY,
      underlyingPrice: '90',
    },
    ApplyCorporateActionCommand: {
      type: 'ApplyCorporateActionCommand',
      actionId: 'dividend',
      action: { kind: 'cash_dividend', symbol: 'AAPL', perShare: '0.25', exDate: EXPIRY },
    },
    SimulateTradeCommand: simulate('sell', '1', '100'),
    DeleteVirtualBrokerAccounts: {
      type: 'DeleteVirtualBrokerAccounts',
      brokerConnectionId: openMargin().brokerConnectionId,
      reason: 'disconnected',
    },
    PurgeVirtualAccountsCommand: { type: 'PurgeVirtualAccountsCommand', reason: 'user deleted' },
    SetFeeScheduleCommand: fees({}),
    SetFaultProfileCommand: faults({ hangMs: 100 }),
    RunVirtualClockCommand: CLOCK,
  },
  env: { now: later(200 * 24 * 3_600_000) },
});

import type { DomainManifest } from '../../core/domain.ts';
import type { VirtualBrokerCommand } from './commands.ts';
import type { VirtualBrokerEvent } from './events.ts';
import type { VirtualBrokerState } from './state.ts';

type Notes = DomainManifest<VirtualBrokerState, VirtualBrokerCommand, VirtualBrokerEvent>['events'];

const byOrder = {
  message: null,
  quiet: 'the order that it is reported to tells the user, as with any broker',
} as const;
const byAccount = {
  message: null,
  quiet: 'the broker account that mirrors the figures tells the user, as with any broker',
} as const;
const internal = { message: null, quiet: 'it concerns this broker alone, no client shows it' } as const;

/** What each event says, for people. Clients hear of the virtual broker as of any other: through orders, positions and accounts. */
export const eventNotes: Notes = {
  VirtualAccountOpened: { summary: 'The account exists with its starting cash.', ...byAccount },
  VirtualAccountReset: { summary: 'Orders and positions are gone; cash starts anew.', ...byAccount },
  VirtualAccountDeleted: { summary: 'The account is gone; its log is closed.', ...byAccount },
  VirtualFundsDeposited: { summary: 'Funds were added to the cash.', ...byAccount },
  VirtualFundsWithdrawn: { summary: 'Funds were taken from the cash.', ...byAccount },
  VirtualPositionsMarked: { summary: 'What is held on margin is valued at these prices.', ...byAccount },
  VirtualMarginCallRaised: {
    summary: 'Less is owned than must be: until a date only orders that reduce a position are taken.',
    ...byAccount,
  },
  VirtualMarginCallCured: { summary: 'Enough is owned again; the account is active.', ...byAccount },
  VirtualPositionSettled: {
    summary: 'A contract has expired: exercised, assigned, worthless or settled in cash.',
    message: null,
    quiet: 'the position and the broker account that it is reported to tell the user',
  },
  VirtualCorporateActionApplied: {
    summary: 'A split, a cash dividend or a change of symbol changed what is held.',
    message: null,
    quiet: 'the position and the broker account that it is reported to tell the user',
  },
  VirtualFeeScheduleSet: {
    summary: 'The account has fees of its own, or those of its profile again.',
    ...internal,
  },
  VirtualFaultProfileSet: { summary: 'Faults were ordered or ended, for tests.', ...internal },
  VirtualOrderAccepted: { summary: 'An order works, with this reservation and these times.', ...byOrder },
  VirtualOrderRejected: { summary: 'An order was refused, or found no market data.', ...byOrder },
  VirtualOrderReplaced: {
    summary: 'An order has other terms: asked for, taken by its group, or by a corporate action.',
    ...byOrder,
  },
  VirtualOrderCancelled: { summary: 'What was left of an order is cancelled.', ...byOrder },
  VirtualOrderTriggered: { summary: 'The price of a stop was reached; it now fills.', ...byOrder },
  VirtualTrailingStopMoved: { summary: 'A trailing stop follows a better price.', ...internal },
  VirtualOrderExpired: { summary: 'An order ended with its day, its auction or its contract.', ...byOrder },
  TradeSimulatedEvent: { summary: 'A trade was made; cash, position and reservation moved.', ...byOrder },
};

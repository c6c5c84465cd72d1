import { evolveBy } from '../../core/decider.ts';
import { decimal, text } from '../../core/decimal.ts';
import type { VirtualBrokerEvent } from './events.ts';
import { onCorporateAction, onMarks, onOpened, onReset, onSettled } from './evolve-account.ts';
import { onAccepted, onCancelled, onMoved, onReplaced, onTraded, onTriggered } from './evolve-orders.ts';
import { cashAfter } from './ledger.ts';
import type { VirtualBrokerState } from './state.ts';
import { endOrder } from './working-orders.ts';

/** How a fact changes a virtual account. Cash moves by ledger entries and by nothing else. */
export const evolveVirtualBroker = evolveBy<VirtualBrokerState, VirtualBrokerEvent>({
  VirtualAccountOpened: onOpened,
  VirtualAccountReset: onReset,
  VirtualAccountDeleted: (state) => ({ ...state, status: 'deleted', books: {}, late: {}, holdings: {} }),
  VirtualFundsDeposited: (state, { amount, ledger, figures }) => ({
    ...state,
    cash: cashAfter(state.cash, ledger),
    netDeposits: text(decimal(state.netDeposits).plus(amount)),
    asOf: figures.asOf,
  }),
  VirtualFundsWithdrawn: (state, { amount, ledger, figures }) => ({
    ...state,
    cash: cashAfter(state.cash, ledger),
    netDeposits: text(decimal(state.netDeposits).minus(amount)),
    asOf: figures.asOf,
  }),
  VirtualPositionsMarked: (state, marked) => ({
    ...onMarks(state, marked),
    markedAt: marked.markedAt,
  }),
  VirtualMarginCallRaised: (state, call) => ({
    ...onMarks(state, call),
    status: 'restricted',
    marginCall: { raisedAt: call.raisedAt, dueAt: call.dueAt },
  }),
  VirtualMarginCallCured: (state, call) => ({ ...onMarks(state, call), status: 'active', marginCall: null }),
  VirtualPositionSettled: onSettled,
  VirtualCorporateActionApplied: onCorporateAction,
  VirtualFeeScheduleSet: (state, { fees }) => ({ ...state, fees }),
  VirtualFaultProfileSet: (state, { faults }) => ({ ...state, faults }),
  VirtualOrderAccepted: onAccepted,
  VirtualOrderRejected: (state, rejected) => {
    const { code, detail, figures } = rejected;
    return {
      ...endOrder(state, rejected, { status: 'rejected', code, detail }),
      asOf: figures?.asOf ?? state.asOf,
    };
  },
  VirtualOrderReplaced: onReplaced,
  VirtualOrderCancelled: onCancelled,
  VirtualOrderTriggered: onTriggered,
  VirtualTrailingStopMoved: onMoved,
  VirtualOrderExpired: (state, expired) => ({
    ...endOrder(state, expired, { status: 'expired', code: expired.reason, detail: null }),
    asOf: expired.figures.asOf,
  }),
  TradeSimulatedEvent: onTraded,
});

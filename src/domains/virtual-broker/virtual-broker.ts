import type { AggregateDefinition } from '../../core/aggregate.ts';
import { type DecisionEnv, decideBy } from '../../core/decider.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import { guardedBy } from '../../core/lifecycle.ts';
import { calendarOf as sharedCalendarOf } from '../shared/calendar.ts';
import type { VirtualBrokerCommand } from './commands.ts';
import { applyCorporateAction } from './corporate-actions.ts';
import {
  deleteVirtualBrokerAccounts,
  openVirtualAccount,
  purgeVirtualAccounts,
  type Refused,
  resetVirtualAccount,
  setFaultProfile,
  setFeeSchedule,
} from './decide-account.ts';
import { depositVirtualFunds, simulateTrade, withdrawVirtualFunds } from './decide-funds.ts';
import { applyQuote, nextVirtualDue, runVirtualClock } from './decide-quotes.ts';
import { cancelVirtualOrder, replaceVirtualOrder } from './decide-replace.ts';
import { submitVirtualOrder } from './decide-submit.ts';
import { type VirtualBrokerEvent, virtualBrokerEvents } from './events.ts';
import { evolveVirtualBroker } from './evolve.ts';
import { virtualBrokerLifecycle } from './lifecycle.ts';
import type { CalendarOf } from './sessions.ts';
import { settleExpiry } from './settlement.ts';
import { initialVirtualBroker, type VirtualBrokerState } from './state.ts';
import { Turn } from './turn.ts';
import { virtualBrokerUpcasters } from './upcasters.ts';

type Aggregate = AggregateDefinition<VirtualBrokerState, VirtualBrokerCommand, VirtualBrokerEvent>;

/**
 * The aggregate with these market hours: paper trading as a broker does it, the one owner of its money (domains 4.4, brokers 4).
 */
export const virtualBrokerWith = ({ calendarOf }: { readonly calendarOf: CalendarOf }): Aggregate => {
  const within =
    <Command>(decide: (command: Command, turn: Turn) => Refused) =>
    (command: Command, state: VirtualBrokerState, env: DecisionEnv) => {
      const turn = new Turn(state, env, calendarOf);
      return decide(command, turn) ?? turn.decision();
    };
  return {
    type: 'virtual_broker',
    decider: {
      initial: initialVirtualBroker,
      decide: guardedBy(
        virtualBrokerLifecycle,
        decideBy<VirtualBrokerState, VirtualBrokerCommand, VirtualBrokerEvent>({
          OpenVirtualAccountCommand: within(openVirtualAccount),
          ResetVirtualAccountCommand: within(resetVirtualAccount),
          DepositVirtualFundsCommand: within(depositVirtualFunds),
          WithdrawVirtualFundsCommand: within(withdrawVirtualFunds),
          SubmitVirtualOrderCommand: within(submitVirtualOrder),
          ReplaceVirtualOrderCommand: within(replaceVirtualOrder),
          CancelVirtualOrderCommand: within(cancelVirtualOrder),
          ApplyQuoteCommand: within(applyQuote),
          SettleExpiryCommand: within(settleExpiry),
          ApplyCorporateActionCommand: within(applyCorporateAction),
          SimulateTradeCommand: within(simulateTrade),
          DeleteVirtualBrokerAccounts: within(deleteVirtualBrokerAccounts),
          PurgeVirtualAccountsCommand: within(purgeVirtualAccounts),
          SetFeeScheduleCommand: within(setFeeSchedule),
          SetFaultProfileCommand: within(setFaultProfile),
          RunVirtualClockCommand: within(runVirtualClock),
        }),
      ),
      evolve: evolveVirtualBroker,
      nextDue: nextVirtualDue,
      isTerminal: ({ status }) => status === 'deleted',
    },
    events: eventRegistry<VirtualBrokerEvent>(virtualBrokerEvents, { upcasters: virtualBrokerUpcasters }),
    stateSchema: 4,
  };
};

/** The virtual broker with the hours of the exchanges. */
export const virtualBrokerAggregate: Aggregate = virtualBrokerWith({ calendarOf: sharedCalendarOf });

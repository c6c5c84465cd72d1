import { type Decision, reject } from '../../core/decider.ts';
import { decimal } from '../../core/decimal.ts';
import type {
  DeleteVirtualBrokerAccountsCommand,
  OpenVirtualAccountCommand,
  PurgeVirtualAccountsCommand,
  ResetVirtualAccountCommand,
  SetFaultProfileCommand,
  SetFeeScheduleCommand,
} from './commands.ts';
import { cancelOrder } from './endings.ts';
import { virtualBrokerEvents as events } from './events.ts';
import { feesOf } from './fees.ts';
import { ledgerOf } from './ledger.ts';
import { type VirtualBrokerState, workingOrders } from './state.ts';
import type { Turn } from './turn.ts';
import { feeScheduleSchema } from './values.ts';

const FEE_NAMES = feeScheduleSchema.keyof().options;

/** Why a command is refused, or null when it is not. */
export type Refused = Decision<never> | null;

/** Opens the account with its starting cash (VB-U1, VB-U2). */
export const openVirtualAccount = (command: OpenVirtualAccountCommand, turn: Turn): Refused => {
  const { type: _type, ...terms } = command;
  const { aggregateId, userId, now } = turn.env;
  const ledger = ledgerOf('0', [
    { type: 'deposit', amount: decimal(terms.startingCash), reference: 'opening' },
  ]);
  turn.happenWithFigures((figures) =>
    events.VirtualAccountOpened({
      virtualAccountId: aggregateId,
      userId,
      ...terms,
      currency: 'USD',
      seed: aggregateId,
      ledger,
      figures,
      openedAt: now,
    }),
  );
  return null;
};

const cancelAll = (turn: Turn, reason: string): void => {
  for (const order of workingOrders(turn.state)) cancelOrder(turn, order, reason);
};

/** Starts anew: orders are cancelled, positions go without P&L, cash is what it starts with; the log keeps what was (VB-U1). */
export const resetVirtualAccount = (
  { startingCash: wanted }: ResetVirtualAccountCommand,
  turn: Turn,
): Refused => {
  cancelAll(turn, 'account_reset');
  const { cash, startingCash: usual } = turn.state;
  const startingCash = wanted ?? usual;
  const ledger = ledgerOf(cash, [
    { type: 'reset', amount: decimal(startingCash).minus(cash), reference: 'reset' },
  ]);
  const data = { ...turn.identity, startingCash, ledger, resetAt: turn.env.now };
  turn.happenWithFigures((figures) => events.VirtualAccountReset({ ...data, figures }));
  return null;
};

const deleteAccount = (turn: Turn, reason: string): null => {
  cancelAll(turn, 'account_deleted');
  const { brokerConnectionId } = turn.state;
  turn.happen(
    events.VirtualAccountDeleted({
      ...turn.identity,
      brokerConnectionId,
      reason,
      deletedAt: turn.env.now,
    }),
  );
  return null;
};

/** Deletes the account, if it is one of this connection. */
export const deleteVirtualBrokerAccounts = (
  { brokerConnectionId, reason }: DeleteVirtualBrokerAccountsCommand,
  turn: Turn,
): Refused =>
  brokerConnectionId === turn.state.brokerConnectionId
    ? deleteAccount(turn, reason)
    : reject('connection_mismatch', 'the account is of another connection', 'brokerConnectionId');

/** Deletes the account whatever its connection. */
export const purgeVirtualAccounts = ({ reason }: PurgeVirtualAccountsCommand, turn: Turn): Refused =>
  deleteAccount(turn, reason);

const mayBeFilled = (state: VirtualBrokerState): boolean =>
  workingOrders(state).length > 0 || Object.keys(state.late).length > 0;

/**
 * Gives the account fees of its own or those of its profile (VB-U12). An order holds money for the fees it was accepted with, so no fee
 * rises while one may still be filled.
 */
export const setFeeSchedule = ({ fees }: SetFeeScheduleCommand, turn: Turn): Refused => {
  const { state } = turn;
  const [before, after] = [feesOf(state), feesOf({ ...state, fees })];
  const changed = FEE_NAMES.filter((name) => !decimal(after[name]).eq(before[name]));
  if (changed.length === 0 && (fees === null) === (state.fees === null)) return null;
  if (changed.some((name) => decimal(after[name]).gt(before[name])) && mayBeFilled(state))
    return reject('orders_open', 'no fee can rise while an order is open: cancel it first');
  turn.happen(events.VirtualFeeScheduleSet({ ...turn.identity, fees, setAt: turn.env.now }));
  return null;
};

/** Orders faults for tests, or ends them; what is so already changes nothing. */
export const setFaultProfile = ({ faults }: SetFaultProfileCommand, turn: Turn): Refused => {
  const before: Readonly<Record<string, unknown>> = turn.state.faults;
  if (Object.entries(faults).every(([name, value]) => before[name] === value)) return null;
  turn.happen(events.VirtualFaultProfileSet({ ...turn.identity, faults, setAt: turn.env.now }));
  return null;
};

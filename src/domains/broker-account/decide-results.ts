import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { ZERO } from '../../core/decimal.ts';
import type {
  RecordAccountRecoveryFailureCommand,
  RecordMetricsCommand,
  RecordReconciliationCommand,
  ReportAccountSyncFailureCommand,
} from './commands-money.ts';
import { mirrored } from './decide-money.ts';
import { type BrokerAccountEvent, brokerAccountEvents as events } from './events.ts';
import { dayPnl, differenceOf, isNewer, isNotable, percentOf } from './figures.ts';
import { identityOf } from './identity.ts';
import type { BrokerAccountState } from './state.ts';

type Decided = Decision<BrokerAccountEvent>;
type State = BrokerAccountState;

/** Compares with the broker: its truth holds, and what differs by more than 0.01 leaves a note (BA-U4). */
export const reconcile = (command: RecordReconciliationCommand, state: State, env: DecisionEnv): Decided => {
  const { figures } = command;
  // Older truth than what is mirrored already says nothing about the present.
  if (state.asOf !== null && isNewer(state.asOf, figures.asOf)) return accept();
  const differences = {
    balance: differenceOf(figures.balance, state.balance),
    equity: differenceOf(figures.equity, state.equity),
    'buying power': differenceOf(figures.buyingPower, state.buyingPower),
  };
  const notes = Object.entries(differences)
    .filter(([, difference]) => isNotable(difference))
    .map(([figure, difference]) => `${figure} differs by ${difference} ${state.currency}`);
  return accept<BrokerAccountEvent>(
    ...mirrored(command, state, env),
    events.AccountReconciliationCompleted({
      ...identityOf(state, env),
      balanceDifference: differences.balance ?? ZERO,
      equityDifference: differences.equity,
      buyingPowerDifference: differences['buying power'],
      isSynced: notes.length === 0,
      note: notes.length === 0 ? null : notes.join('; '),
      asOf: figures.asOf,
      reconciledAt: env.now,
    }),
  );
};

/** Works out the day's result from the equity we know (BA-U2). */
export const recordMetrics = (
  { tradingDay, equityAtPreviousClose, netDeposits }: RecordMetricsCommand,
  state: State,
  env: DecisionEnv,
): Decided => {
  const { equity } = state;
  if (equity === null) return reject('equity_unknown', 'the broker has not told the equity yet');
  const result = dayPnl(equity, equityAtPreviousClose, netDeposits);
  return accept(
    events.AccountMetricsCalculated({
      ...identityOf(state, env),
      tradingDay,
      equity,
      equityAtPreviousClose,
      netDeposits,
      dayPnl: result,
      dayPnlPct: percentOf(result, equityAtPreviousClose),
      calculatedAt: env.now,
    }),
  );
};

/** The broker could not be read; told once until it is mended. */
export const reportSyncFailure = (
  { failureClass, detail }: ReportAccountSyncFailureCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  state.syncFailure?.failureClass === failureClass
    ? accept()
    : accept(
        events.AccountSyncFailed({
          ...identityOf(state, env),
          brokerConnectionId: state.brokerConnectionId,
          brokerId: state.brokerId,
          environment: state.environment,
          failureClass,
          detail,
          lastSyncedAt: state.lastSyncedAt,
          failedAt: env.now,
        }),
      );

/** The account agrees with its broker again. */
export const recordRecovery = (_command: unknown, state: State, env: DecisionEnv): Decided =>
  accept(events.AccountRecovered({ ...identityOf(state, env), recoveredAt: env.now }));

/** The account could not be mended by itself. */
export const recordRecoveryFailure = (
  { reason }: RecordAccountRecoveryFailureCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  accept(
    events.AccountRecoveryFailed({
      ...identityOf(state, env),
      reason,
      requiresManualIntervention: true,
      failedAt: env.now,
    }),
  );

import { type Effect, type SagaDefinition, settleCommands } from '../core/saga.ts';
import { brokerAccountEvents } from '../domains/broker-account/events.ts';
import { NO_PROFILE } from '../domains/broker-account/profile.ts';
import {
  askConnection,
  askPositions,
  fetchTruth,
  findAccount,
  findOrders,
  handOver,
  settleConnection,
  settleHandOver,
  settleListed,
  settleLookUps,
  settleOrders,
  settlePositions,
  settleTruth,
  unlistedOf,
} from './account-recovery/reading.ts';
import {
  asOf,
  assetOfBook,
  type Context,
  comparisonOf,
  listedOf,
  snapshotsOf,
  type Trigger,
  truthOf,
} from './account-recovery/truth.ts';
import { lookUp, settleTaken, takeFills, takeStatuses } from './broker-truth.ts';
import { onAccount } from './effects.ts';
import { onPosition } from './positions.ts';

const { AccountSyncFailed } = brokerAccountEvents;

const TYPE = 'AccountRecoverySaga';
const COMMANDS = { attempts: 4, retryBaseMs: 2_000, timeoutMs: 15_000 };
const BROKER = { attempts: 4, retryBaseMs: 2_000, timeoutMs: 30_000 };
const MAX_REASON = 200;

/** Key under which recoveries of one account exclude each other. */
export const accountKey = (accountId: string): string => `broker_account:${accountId}`;

const accountOf = ({ trigger }: Context) => trigger.data.accountAggregateId;

/** Each book is compared with what the broker has of it, which may be nothing. */
const reconcilePositions = (context: Context): readonly Effect[] => {
  const accountId = accountOf(context);
  const { positions, books, round, asOf: lastUpdated, equity: accountEquity } = comparisonOf(context);
  return books.map((book) => {
    const { symbol, multiplier, tickSize, fillsInFlight } = book;
    const there = positions.find((position) => position.symbol === symbol);
    return onPosition(
      { accountId, symbol },
      {
        type: 'ReconcilePositionCommand',
        accountId,
        symbol,
        ...assetOfBook(book),
        multiplier,
        tickSize,
        accountEquity,
        broker: there
          ? {
              broker: context.trigger.data.brokerId,
              brokerPositionId: null,
              symbol,
              quantity: there.quantity,
              averagePrice: there.averagePrice,
              currentPrice: null,
              marketValue: null,
              unrealizedPnl: null,
              unrealizedPnlPct: null,
              costBasis: null,
              lastUpdated,
              rawData: {},
            }
          : null,
        fillsInFlight: [...fillsInFlight],
      },
      round === 1 ? symbol : `${symbol}:${round}`,
    );
  });
};

/**
 * Makes an account agree with its broker again after it could not be read (spec 2.5): is the connection well, else its own recovery comes
 * first; fetch the account as the broker has it; take over its figures, what it says of our orders, fills first, and its positions. The
 * broker's word is the truth, so there is nothing to undo; what cannot be made to agree is for a person. Nothing here waits for a view.
 */
export const accountRecoverySaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  triggers: [
    {
      saga: TYPE,
      eventType: AccountSyncFailed.type,
      when: () => true,
      dedupeKey: ({ data }) => String(data['accountAggregateId']),
      conflictKey: ({ data }) => accountKey(String(data['accountAggregateId'])),
    },
  ],
  parse: (data) => AccountSyncFailed.schema.parse(data),
  deadlineMs: 120_000,
  objectiveMs: 30_000,
  steps: [
    { name: 'check_connection', ...BROKER, execute: askConnection, settle: settleConnection },
    { name: 'hand_over', ...COMMANDS, execute: handOver, settle: settleHandOver },
    { name: 'find_account', ...BROKER, execute: findAccount, settle: settleListed },
    {
      name: 'fetch_truth',
      ...BROKER,
      execute: fetchTruth,
      settle: (_context, outcomes) => settleTruth(outcomes),
    },
    {
      name: 'reconcile_account',
      ...COMMANDS,
      execute: (context) => [
        onAccount(accountOf(context), {
          type: 'RecordReconciliationCommand',
          figures: truthOf(context).figures,
          profile: { ...NO_PROFILE, accountType: listedOf(context).accountType },
        }),
      ],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    { name: 'find_orders', ...COMMANDS, execute: findOrders, settle: settleOrders },
    {
      name: 'look_up_orders',
      ...BROKER,
      execute: (context) => lookUp(context.trigger.data.brokerConnectionId, unlistedOf(context)),
      settle: (_context, outcomes) => settleLookUps(outcomes),
    },
    {
      name: 'take_fills',
      ...COMMANDS,
      execute: (context) => takeFills(snapshotsOf(context)),
      settle: (_context, outcomes) => settleTaken(outcomes),
    },
    {
      name: 'take_statuses',
      ...COMMANDS,
      execute: (context) => takeStatuses(snapshotsOf(context), asOf(context)),
      settle: (_context, outcomes) => settleTaken(outcomes),
    },
    { name: 'read_books', ...BROKER, execute: askPositions, settle: settlePositions },
    {
      name: 'reconcile_positions',
      // Never with figures of long ago: a trade since then would look like a position that is gone.
      ...COMMANDS,
      retryFrom: 'read_books',
      execute: reconcilePositions,
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
    {
      name: 'publish_recovery',
      ...COMMANDS,
      execute: (context) => [onAccount(accountOf(context), { type: 'RecordAccountRecoveryCommand' })],
      settle: (_context, outcomes) => settleCommands(outcomes),
    },
  ],
  intervention: (context, step) => ({
    code: 'account_recovery_stuck',
    reason: `recovering an account cannot finish ${step}`,
    ids: [accountOf(context), context.trigger.data.brokerConnectionId],
  }),
  onFailed: (context, { code }) => [
    onAccount(accountOf(context), {
      type: 'RecordAccountRecoveryFailureCommand',
      reason: code.slice(0, MAX_REASON),
    }),
  ],
  afterFailure: (context, { code, kind }) =>
    kind === 'aborted'
      ? null
      : {
          code: 'account_not_recovered',
          reason: `the account does not agree with its broker (${code})`,
          ids: [accountOf(context), context.trigger.data.brokerConnectionId],
        },
};

import type { BrokerAccountSnapshot, BrokerResult, DiscoveredAccount } from '../../brokers/port.ts';
import { abort, done, type Effect, type EffectOutcome, fail, type StepResult } from '../../core/saga.ts';
import { askBooks, booksIn } from '../account-books.ts';
import { fitting, lookedUp } from '../broker-truth.ts';
import { callBroker, onConnection, settleBrokerCall } from '../effects.ts';
import { askOrders, ordersIn } from '../order-states.ts';
import { askSafety, safetyAnswer } from '../safety-checks.ts';
import {
  bare,
  type Comparison,
  type Context,
  compact,
  comparisonOf,
  figuresIn,
  type Listed,
  type OurOrders,
  ordersOf,
  type Truth,
  truthOf,
  wasHealthy,
} from './truth.ts';

/** Shares of an event of the journal, in characters. */
const POSITIONS_LENGTH = 25_000;
const BOOKS_LENGTH = 30_000;
const ORDERS_LENGTH = 30_000;
const MAX_UNLISTED = 50;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const connectionOf = ({ trigger }: Context) => trigger.data.brokerConnectionId;

const accountOf = ({ trigger }: Context) => trigger.data.accountAggregateId;

const NOT_CONNECTED = abort(
  'connection_not_connected',
  'the connection has to come back first, and finds its accounts again then',
);

/** Asks whether the connection is there, and whether its broker answers. */
export const askConnection = (context: Context): readonly Effect[] => [
  askSafety({ check: 'connections', connectionIds: [connectionOf(context)] }),
  callBroker(connectionOf(context), { op: 'health' }),
];

/** A connection that is down has a recovery of its own, or a user who must act: nothing is done here. */
export const settleConnection = (context: Context, outcomes: readonly EffectOutcome[]): StepResult => {
  const status = safetyAnswer(outcomes, 'connections').statuses[connectionOf(context)];
  if (status !== 'connected') return NOT_CONNECTED;
  const health = outcomes.find(({ key }) => key === 'health');
  return done(health?.kind === 'call' && (health.value as BrokerResult).ok);
};

/** Hands over to the recovery of the connection, when the connection looks well and its broker does not answer. */
export const handOver = (context: Context): readonly Effect[] =>
  wasHealthy(context)
    ? []
    : [
        onConnection(connectionOf(context), {
          type: 'ReportConnectionFailureCommand',
          reason: 'broker_unreachable',
          details: `account ${accountOf(context)} could not be read: ${context.trigger.data.failureClass}`,
          requiresUserAction: false,
        }),
      ];

export const settleHandOver = (context: Context): StepResult =>
  wasHealthy(context) ? done() : abort('handed_over', 'the connection is recovered first');

/** A connection that is lost on the way ends the saga as if it had been lost before. */
const settleAnswer = <Value>(
  outcomes: readonly EffectOutcome[],
  accept: (value: Value) => StepResult,
): StepResult => {
  const [outcome] = outcomes;
  const answer = outcome?.kind === 'call' ? (outcome.value as BrokerResult<Value>) : null;
  const isLost = answer !== null && !answer.ok && answer.error.kind === 'not_connected';
  return isLost ? NOT_CONNECTED : settleBrokerCall<Value>(outcomes, accept);
};

/** Finds the account in the broker's list: under which id the broker has it, and whether it still does. */
export const findAccount = (context: Context): readonly Effect[] => [
  callBroker(connectionOf(context), { op: 'listAccounts' }),
];

export const settleListed = (context: Context, outcomes: readonly EffectOutcome[]): StepResult =>
  settleAnswer<readonly DiscoveredAccount[]>(outcomes, (accounts) => {
    const listed = accounts.find(({ accountId }) => accountId === accountOf(context));
    if (!listed) return fail('account_not_at_broker', 'the broker does not list the account', 'broker');
    const { brokerAccountId, accountType } = listed;
    return done({ brokerAccountId, accountType } satisfies Listed);
  });

/** Fetches the account as it is at the broker. */
export const fetchTruth = (context: Context): readonly Effect[] => [
  callBroker(connectionOf(context), {
    op: 'getAccount',
    brokerAccountId: (context.results['find_account'] as Listed).brokerAccountId,
  }),
];

/** An open order that does not fit is looked up like one that the broker does not list. */
export const settleTruth = (outcomes: readonly EffectOutcome[]): StepResult =>
  settleAnswer<BrokerAccountSnapshot>(outcomes, (snapshot) =>
    done({
      figures: figuresIn(snapshot),
      symbols: snapshot.positions.map(({ symbol }) => symbol),
      openOrders: fitting(snapshot.openOrders, ORDERS_LENGTH),
    } satisfies Truth),
  );

/** Asks for our orders that work, and whether what the broker works is ours; a name that is no id of ours is nobody's. */
export const findOrders = (context: Context): readonly Effect[] => {
  const orderIds = truthOf(context)
    .openOrders.map(({ orderId }) => orderId)
    .filter((orderId) => UUID.test(orderId));
  const working = askOrders({ by: 'accounts', accountIds: [accountOf(context)], untrackedOnly: false });
  return orderIds.length === 0 ? [working] : [working, askOrders({ by: 'ids', orderIds })];
};

export const settleOrders = (context: Context, outcomes: readonly EffectOutcome[]): StepResult => {
  const listed = new Set(truthOf(context).openOrders.map(({ orderId }) => orderId));
  const working = ordersIn(outcomes, 'accounts')?.orders ?? [];
  const ours = ordersIn(outcomes, 'ids')?.orders ?? [];
  const unlisted = working.filter(({ orderId }) => !listed.has(orderId)).slice(0, MAX_UNLISTED);
  return done({
    known: ours.filter(({ accountId }) => accountId === accountOf(context)).map(({ orderId }) => orderId),
    unlisted: fitting(unlisted),
  } satisfies OurOrders);
};

/**
 * Takes what was looked up of the orders that the broker does not list. All must be told: fills that are found only after the positions
 * were made to agree would be counted twice.
 */
export const settleLookUps = (outcomes: readonly EffectOutcome[]): StepResult => {
  const untold = outcomes.find((outcome) => outcome.kind === 'call' && !(outcome.value as BrokerResult).ok);
  return untold ? settleAnswer([untold], done) : done(lookedUp(outcomes));
};

/** The orders to look up. */
export const unlistedOf = (context: Context): OurOrders['unlisted'] => ordersOf(context).unlisted;

/** Fetches the positions once more, at the same time as our books of them: what is compared must be of the same moment. */
export const askPositions = (context: Context): readonly Effect[] => [
  ...fetchTruth(context),
  askBooks({ accountId: accountOf(context), symbols: truthOf(context).symbols }),
];

/**
 * All positions must be seen, or one that was left out would look closed. One in what nobody here knows is for a person; one that was
 * opened this moment is seen the next time.
 */
export const settlePositions = (context: Context, outcomes: readonly EffectOutcome[]): StepResult =>
  settleAnswer<BrokerAccountSnapshot>(outcomes, (snapshot) => {
    const books = booksIn(outcomes).map(compact);
    const positions = snapshot.positions.map(bare);
    const known = new Set(books.map(({ symbol }) => symbol));
    const unknown = truthOf(context).symbols.find((symbol) => !known.has(symbol));
    if (unknown !== undefined)
      return fail('unknown_instrument', `the broker holds ${unknown}, which is not a known instrument`);
    const fits =
      fitting(positions, POSITIONS_LENGTH).length === positions.length &&
      fitting(books, BOOKS_LENGTH).length === books.length;
    if (!fits) return fail('too_many_positions', `${positions.length} positions have to be compared by hand`);
    const { asOf, equity } = snapshot.figures;
    const round = (context.results['read_books'] ? comparisonOf(context).round : 0) + 1;
    return done({ round, asOf, equity, positions, books } satisfies Comparison);
  });

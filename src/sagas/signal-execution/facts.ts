import { epochMs } from '../../core/instant.ts';
import { done, type Effect, type EffectOutcome, retry, type StepResult } from '../../core/saga.ts';
import type { WorkingOrder } from '../../domains/order/commands-create.ts';
import {
  askOrderFacts,
  type ClosingOrder,
  closableBy,
  type OrderFacts,
  orderFactsIn,
} from '../order-facts.ts';
import {
  type AccountFacts,
  brokenBy,
  CANCELLING,
  EXITING,
  type Facts,
  resultOf,
  type Trouble,
  troubleOf,
} from './results.ts';
import { type AccountWork, type SignalContext, worksOf } from './work.ts';

/** Most opposite orders of the user that new ones are held against, so that facts always fit into one event of the journal. */
const MAX_WORKING = 150;
const MAX_STOPS = 10;
/** How long a fill may take from its order to the book of its position. */
const BOOKING_PATIENCE_MS = 10_000;
const BOOKING_PAUSE_MS = 100;

const MOVABLE: ReadonlySet<string> = new Set(['stop', 'stop_limit']);

const ask = (context: SignalContext, works: readonly AccountWork[]): readonly Effect[] =>
  works.map(({ accountId, enter }) =>
    askOrderFacts({
      accountId,
      symbol: context.trigger.data.symbol,
      automationId: context.trigger.data.automationId,
      add: enter?.entry === 'add' ? { price: enter.referencePrice, quantity: enter.quantity } : null,
    }),
  );

const movableStops = ({ moveStop }: AccountWork, closing: readonly ClosingOrder[]) =>
  moveStop === null ? [] : closing.filter(({ orderType }) => MOVABLE.has(orderType)).slice(0, MAX_STOPS);

/** Sides on which the works will trade; only orders of the other side can meet them. */
const sidesOf = (works: readonly AccountWork[]): ReadonlySet<string> =>
  new Set(works.flatMap(({ exit, enter }) => [exit, enter].flatMap((step) => (step ? [step.side] : []))));

/** Facts as they are journaled: the list of working orders is the user's, the same for every account, and kept once. */
const journaled = (works: readonly AccountWork[], answers: readonly OrderFacts[]): Facts => {
  const accounts: Record<string, AccountFacts> = {};
  const working = new Map<string, WorkingOrder>();
  const sides = sidesOf(works);
  for (const { basis, closing, ...facts } of answers) {
    const work = works.find(({ accountId }) => accountId === facts.accountId);
    if (!work) continue;
    const { workingOrders, ...rest } = basis;
    accounts[facts.accountId] = { ...facts, basis: rest, closing: movableStops(work, closing) };
    for (const order of workingOrders)
      if (sides.has(order.side === 'buy' ? 'sell' : 'buy')) working.set(order.orderId, order);
  }
  return { accounts, working: [...working.values()].slice(0, MAX_WORKING) };
};

const firstWorks = (context: SignalContext) =>
  worksOf(context).filter(
    ({ accountId, exit, enter, moveStop }) =>
      (exit ?? enter ?? moveStop) !== null && troubleOf(context, accountId, CANCELLING) === null,
  );

/** Reads what the first orders are judged by; nothing is read for an account whose orders could not be cancelled. */
export const askFacts = (context: SignalContext): readonly Effect[] => ask(context, firstWorks(context));

export const settleFacts = (context: SignalContext, outcomes: readonly EffectOutcome[]): StepResult =>
  done(journaled(firstWorks(context), orderFactsIn(outcomes)));

/** Protection is put back whatever became of the exit; an entry only follows one that was filled. */
const secondWorks = (context: SignalContext) =>
  worksOf(context).filter(
    ({ accountId, waits, enter }) =>
      waits && troubleOf(context, accountId, enter ? EXITING : CANCELLING) === null,
  );

/** Reads again what the orders after an exit are judged by. */
export const askFactsAgain = (context: SignalContext): readonly Effect[] =>
  ask(context, secondWorks(context));

/** True when the position's book still shows what the exit has taken. */
const isBehind = (context: SignalContext, { accountId, exit }: AccountWork, now: AccountFacts): boolean => {
  const before = resultOf(context, 'read_facts').accounts[accountId];
  const filled = resultOf(context, 'confirm_exits').exits[accountId]?.filled ?? '0';
  if (!exit || !before) return false;
  const was = closableBy(exit.side, before);
  return was !== null && closableBy(exit.side, now)?.gt(was.minus(filled)) === true;
};

/** Looks again while a book has not taken in its exit; one that never does stops the entry of its account. */
export const settleFactsAgain = (context: SignalContext, outcomes: readonly EffectOutcome[]): StepResult => {
  const facts = journaled(secondWorks(context), orderFactsIn(outcomes));
  const since = resultOf(context, 'confirm_exits').readAt;
  const troubles: Record<string, Trouble> = {};
  for (const work of secondWorks(context)) {
    const { accountId } = work;
    const now = facts.accounts[accountId];
    if (!now || !isBehind(context, work, now)) continue;
    if (since !== null && epochMs(now.readAt) - epochMs(since) < BOOKING_PATIENCE_MS)
      return retry('waiting_for_booking', `the exit on ${accountId} is not booked yet`, {
        afterMs: BOOKING_PAUSE_MS,
      });
    troubles[accountId] = brokenBy('exit_not_booked', 'the position still shows what its exit has taken');
  }
  return done({ ...facts, troubles });
};

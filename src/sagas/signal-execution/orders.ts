import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { MAX_SIGNAL_AGE_MS } from '../../domains/automation/signals/staleness.ts';
import type { CreateOrderCommand, WorkingOrder } from '../../domains/order/commands-create.ts';
import { closableBy } from '../order-facts.ts';
import { sagaOrderId } from '../order-ids.ts';
import { attachedTo, stopBeside } from './attached.ts';
import {
  type AccountFacts,
  CANCELLING,
  EXITING,
  type Facts,
  type MadeOrder,
  type Purpose,
  refusedBy,
  resultOf,
  type Trouble,
  troubleOf,
} from './results.ts';
import { type AccountWork, type SignalContext, worksOf } from './work.ts';

/** An order to be made for an account, or why there will be none. */
export type Proposal = { readonly accountId: string } & (
  | { readonly order: MadeOrder; readonly command: CreateOrderCommand }
  | { readonly trouble: Trouble }
);

/** Numbers of an account's orders: part of their ids, so they never change. */
const NUMBER: Readonly<Record<Purpose, number>> = { exit: 1, enter: 2, protect: 3 };
const NUMBERS_PER_ACCOUNT = 16;

/** How old a signal may be when its entry is made at once: time to be accepted, and as long for the exit before it. */
const MAX_ENTRY_AGE_MS = 2 * MAX_SIGNAL_AGE_MS;

/** Steps before the second round. */
const BEFORE_SECOND = [...EXITING, 'read_facts_again'] as const;

type Terms = Pick<CreateOrderCommand, 'side' | 'positionEffect' | 'orderType' | 'quantity' | 'timeInForce'> &
  Partial<CreateOrderCommand>;

/** Everything that an order is made from: the signal, one account's part of it, and what was read for that just before. */
interface Job {
  readonly context: SignalContext;
  readonly work: AccountWork;
  readonly facts: AccountFacts;
  readonly working: Facts['working'];
}

/** Orders that this signal cancelled are gone, though a list that was read may still show them. */
const stillWorking = (context: SignalContext, working: Facts['working']): WorkingOrder[] => {
  const gone = new Set(
    worksOf(context)
      .filter(({ accountId }) => troubleOf(context, accountId, CANCELLING) === null)
      .flatMap(({ cancels }) => cancels),
  );
  return working.filter(({ orderId }) => !gone.has(orderId));
};

const order = ({ context, work, facts, working }: Job, purpose: Purpose, terms: Terms): Proposal => {
  const { accountId, place, submission } = work;
  const { automationId, signalId, symbol } = context.trigger.data;
  const { connectionId, brokerId, brokerAccountId, basis } = facts;
  const orderId = sagaOrderId(context.sagaId, place * NUMBERS_PER_ACCOUNT + NUMBER[purpose]);
  const command: CreateOrderCommand = {
    type: 'CreateOrderCommand',
    orderId,
    accountId,
    connectionId,
    brokerId,
    brokerAccountId,
    automationId,
    signalId,
    clientOrderId: orderId,
    symbol,
    limitPrice: null,
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    extendedHours: false,
    submission,
    approvalExpiresAt: null,
    attached: null,
    createdBy: 'signal',
    basis: { ...basis, workingOrders: stillWorking(context, working) },
    ...terms,
  };
  return { accountId, order: { orderId, purpose, quantity: terms.quantity }, command };
};

const trouble = ({ work: { accountId } }: Job, code: string, detail: string): Proposal => ({
  accountId,
  trouble: refusedBy({ code, detail }),
});

/** Closes what the plan says, capped to what is held by now (AU-U4). */
const exitOrder = (job: Job, exit: NonNullable<AccountWork['exit']>): Proposal => {
  const { side, orderType, limitPrice, timeInForce, extendedHours } = exit;
  const closable = closableBy(side, job.facts);
  if (closable?.isZero()) return trouble(job, 'no_position', 'the position is gone already');
  const quantity = closable ? text(Decimal.min(closable, exit.quantity)) : exit.quantity;
  const terms = { side, orderType, limitPrice, timeInForce, extendedHours, quantity };
  return order(job, 'exit', { ...terms, positionEffect: 'close' });
};

const isStale = ({ context, work, facts }: Job): boolean =>
  work.submission === 'immediate' &&
  epochMs(facts.readAt) - epochMs(context.trigger.data.receivedAt) > MAX_ENTRY_AGE_MS;

/** Opens or adds, unless the automation was stopped meanwhile, the signal is too old, the plan is overtaken, or the position's rules forbid it. */
const entryOrder = (job: Job, enter: NonNullable<AccountWork['enter']>): Proposal => {
  const { automationStatus, addRefusal, nativeOco, position } = job.facts;
  if (automationStatus !== 'active')
    return trouble(job, 'automation_not_active', `the automation is ${automationStatus ?? 'gone'}`);
  if (isStale(job)) return trouble(job, 'signal_stale', 'the signal is too old for an entry by now');
  if (enter.entry === 'initial' && position)
    return trouble(job, 'position_exists', 'a position was opened meanwhile');
  if (addRefusal) return trouble(job, addRefusal.code, addRefusal.detail);
  const { side, orderType, quantity, timeInForce, extendedHours } = enter;
  const { limitPrice, stopPrice, trailAmount, trailPercent } = enter;
  return order(job, 'enter', {
    side,
    positionEffect: 'open',
    orderType,
    quantity,
    limitPrice,
    stopPrice,
    trailAmount,
    trailPercent,
    timeInForce,
    extendedHours,
    attached: attachedTo(enter.protection, nativeOco),
  });
};

/** Units that an exit has left and will leave; null when nobody knows what is held. */
const leftOf = ({ context, work: { accountId, exit }, facts }: Job): Decimal | null => {
  const now = exit && closableBy(exit.side, facts);
  const before = exit && resultOf(context, 'read_facts').accounts[accountId];
  const progress = resultOf(context, 'confirm_exits').exits[accountId];
  if (!exit || !now) return null;
  const expected = before && closableBy(exit.side, before)?.minus(progress?.filled ?? '0');
  return (expected ? Decimal.min(now, expected) : now).minus(progress?.rest ?? '0');
};

/** The price of an exit that has to be an order again; what the position's book watches itself needs none (PO-U5). */
const atBroker = (price: DecimalString | null, known: { readonly heldAtBroker: boolean } | null) =>
  known && !known.heldAtBroker ? null : price;

/** Stop and target again, for what is left of the position, however its exit went; null when nothing is left to be protected. */
const protectionOrder = (job: Job, protect: NonNullable<AccountWork['protect']>): Proposal | null => {
  const { exit } = job.work;
  const { position, nativeOco } = job.facts;
  const left = leftOf(job) ?? decimal(protect.quantity);
  if (!exit || position?.positionId !== protect.positionId || left.lte(0)) return null;
  const stopPrice = atBroker(protect.stopPrice, position.stop);
  const limitPrice = atBroker(protect.targetPrice, position.target);
  const common = {
    side: exit.side,
    positionEffect: 'close',
    quantity: text(left),
    timeInForce: 'gtc',
  } as const;
  if (limitPrice !== null)
    return order(job, 'protect', {
      ...common,
      orderType: 'limit',
      limitPrice,
      attached: stopPrice === null ? null : stopBeside(stopPrice, nativeOco),
    });
  return stopPrice === null ? null : order(job, 'protect', { ...common, orderType: 'stop', stopPrice });
};

const jobsOf = (
  context: SignalContext,
  { accounts, working }: Facts,
  isDue: (work: AccountWork) => boolean,
): readonly Job[] =>
  worksOf(context).flatMap((work) => {
    const facts = accounts[work.accountId];
    return facts && isDue(work) ? [{ context, work, facts, working }] : [];
  });

/** Orders of the first round: exits, and the entries of accounts that have nothing to leave first. */
export const firstOrders = (context: SignalContext): readonly Proposal[] =>
  jobsOf(
    context,
    resultOf(context, 'read_facts'),
    ({ accountId }) => troubleOf(context, accountId, CANCELLING) === null,
  ).flatMap((job) => {
    const { exit, enter } = job.work;
    if (exit) return [exitOrder(job, exit)];
    return enter ? [entryOrder(job, enter)] : [];
  });

/** Orders of the second round: entries after an exit, and the protection of what an exit left. */
export const secondOrders = (context: SignalContext): readonly Proposal[] =>
  jobsOf(context, resultOf(context, 'read_facts_again'), ({ waits }) => waits).flatMap((job) => {
    const { accountId, enter, protect } = job.work;
    if (enter) return troubleOf(context, accountId, BEFORE_SECOND) === null ? [entryOrder(job, enter)] : [];
    const proposal = protect && protectionOrder(job, protect);
    return proposal ? [proposal] : [];
  });

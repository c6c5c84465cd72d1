import { Decimal, text } from '../../core/decimal.ts';
import { epochMs } from '../../core/instant.ts';
import { MAX_SIGNAL_AGE_MS } from '../../domains/automation/signals/staleness.ts';
import { closableBy } from '../order-facts.ts';
import { attachedTo } from './attached.ts';
import { type Job, type Proposal, proposed, refusedFor } from './proposal.ts';
import { protectionOrder } from './protection.ts';
import { CANCELLING, EXITING, type Facts, resultOf, troubleOf } from './results.ts';
import { type AccountWork, type SignalContext, worksOf } from './work.ts';

/** How old a signal may be when its entry is made at once: time to be accepted, and as long for the exit before it. */
const MAX_ENTRY_AGE_MS = 2 * MAX_SIGNAL_AGE_MS;

/** Steps before the second round. */
const BEFORE_SECOND = [...EXITING, 'read_facts_again'] as const;

/** Closes what the plan says, capped to what is held by now (AU-U4). */
const exitOrder = (job: Job, exit: NonNullable<AccountWork['exit']>): Proposal => {
  const { side, orderType, limitPrice, timeInForce, extendedHours } = exit;
  const closable = closableBy(side, job.facts);
  if (closable?.isZero()) return refusedFor(job, 'no_position', 'the position is gone already');
  const quantity = closable ? text(Decimal.min(closable, exit.quantity)) : exit.quantity;
  const terms = { side, orderType, limitPrice, timeInForce, extendedHours, quantity };
  return proposed(job, 'exit', { ...terms, positionEffect: 'close' });
};

const isStale = ({ context, work, facts }: Job): boolean =>
  work.submission === 'immediate' &&
  epochMs(facts.readAt) - epochMs(context.trigger.data.receivedAt) > MAX_ENTRY_AGE_MS;

/** Opens or adds, unless the automation was stopped meanwhile, the signal is too old, the plan is overtaken, or the position's rules forbid it. */
const entryOrder = (job: Job, enter: NonNullable<AccountWork['enter']>): Proposal => {
  const { automationStatus, addRefusal, nativeOco, position } = job.facts;
  if (automationStatus !== 'active')
    return refusedFor(job, 'automation_not_active', `the automation is ${automationStatus ?? 'gone'}`);
  if (isStale(job)) return refusedFor(job, 'signal_stale', 'the signal is too old for an entry by now');
  if (enter.entry === 'initial' && position)
    return refusedFor(job, 'position_exists', 'a position was opened meanwhile');
  if (addRefusal) return refusedFor(job, addRefusal.code, addRefusal.detail);
  const { side, orderType, quantity, timeInForce, extendedHours } = enter;
  const { limitPrice, stopPrice, trailAmount, trailPercent } = enter;
  return proposed(job, 'enter', {
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

import { Decimal, type DecimalString, decimal, text } from '../../core/decimal.ts';
import { closableBy } from '../order-facts.ts';
import { stopBeside } from './attached.ts';
import { type Job, type Proposal, proposed } from './proposal.ts';
import { resultOf } from './results.ts';
import type { AccountWork } from './work.ts';

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
export const protectionOrder = (job: Job, protect: NonNullable<AccountWork['protect']>): Proposal | null => {
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
    return proposed(job, 'protect', {
      ...common,
      orderType: 'limit',
      limitPrice,
      attached: stopPrice === null ? null : stopBeside(stopPrice, nativeOco),
    });
  return stopPrice === null ? null : proposed(job, 'protect', { ...common, orderType: 'stop', stopPrice });
};

import type { CreateOrderCommand, WorkingOrder } from '../../domains/order/commands-create.ts';
import { sagaOrderId } from '../order-ids.ts';
import {
  type AccountFacts,
  CANCELLING,
  type Facts,
  type MadeOrder,
  type Purpose,
  refusedBy,
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

type Terms = Pick<CreateOrderCommand, 'side' | 'positionEffect' | 'orderType' | 'quantity' | 'timeInForce'> &
  Partial<CreateOrderCommand>;

/** Everything that an order is made from: the signal, one account's part of it, and what was read for that just before. */
export interface Job {
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

/** Proposes an order of the signal; what `terms` leave out is what most orders have. */
export const proposed = (
  { context, work, facts, working }: Job,
  purpose: Purpose,
  terms: Terms,
): Proposal => {
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

/** Proposes nothing, because a rule forbids it. */
export const refusedFor = ({ work: { accountId } }: Job, code: string, detail: string): Proposal => ({
  accountId,
  trouble: refusedBy({ code, detail }),
});

import { accept, type Decision, type DecisionEnv, reject } from '../../../core/decider.ts';
import { decimal, ZERO } from '../../../core/decimal.ts';
import { epochMs, plusMs, type UtcInstant } from '../../../core/instant.ts';
import { calendarOf } from '../../shared/calendar.ts';
import { type AssetFields, assetFieldsOf, flattenAsset } from '../../shared/derivatives.ts';
import { accountRefusal, connectionRefusal, expiryRefusal, symbolRefusal } from '../checks/access.ts';
import { attachedRefusal } from '../checks/attached.ts';
import { buyingPowerRefusal, reservationMissing } from '../checks/buying-power.ts';
import { effectRefusal, shortRefusal } from '../checks/effect.ts';
import { priceFieldsRefusal } from '../checks/price-fields.ts';
import { firstRefusal, holdingEffect, type Proposal, proposalOf, type Refusal } from '../checks/proposal.ts';
import { multiplierFor, reservationFor } from '../checks/reservation.ts';
import { riskRefusal } from '../checks/risk.ts';
import { sanityRefusal } from '../checks/sanity.ts';
import { selfCrossRefusal } from '../checks/self-cross.ts';
import { expiryOf, extendedHoursRefusal, timeInForceRefusal } from '../checks/session.ts';
import { quantityRefusal, ticksRefusal } from '../checks/tick-lot.ts';
import type { CreateOrderCommand, GivenOrder, OrderChecks } from '../commands-create.ts';
import { OrderCreatedEvent } from '../events/intent.ts';
import type { OrderEvent } from '../events.ts';
import type { OrderIntent } from '../intent.ts';
import type { OrderState } from '../state.ts';
import { APPROVAL_WINDOW_MS } from '../values.ts';
import { groupOf } from './group-of.ts';
import { isSameOrder } from './same-order.ts';

type Judged = AssetFields &
  Pick<OrderIntent, 'multiplier' | 'positionEffect' | 'group' | 'legs' | 'reservedBuyingPower' | 'expiresAt'>;

const created = (command: CreateOrderCommand, judged: Judged, env: DecisionEnv): Decision<OrderEvent> =>
  accept(
    OrderCreatedEvent({
      orderId: command.orderId,
      userId: env.userId,
      accountId: command.accountId,
      connectionId: command.connectionId,
      brokerId: command.brokerId,
      brokerAccountId: command.brokerAccountId,
      automationId: command.automationId,
      signalId: command.signalId,
      symbol: command.symbol,
      ...judged,
      side: command.side,
      orderType: command.orderType,
      quantity: command.quantity,
      limitPrice: command.limitPrice,
      stopPrice: command.stopPrice,
      trailAmount: command.trailAmount,
      trailPercent: command.trailPercent,
      timeInForce: command.timeInForce,
      extendedHours: command.extendedHours,
      clientOrderId: command.clientOrderId,
      submission: command.submission,
      approvalExpiresAt: approvalEnd(command, env.now),
      createdBy: command.createdBy,
      createdAt: env.now,
    }),
  );

const approvalEnd = ({ submission, approvalExpiresAt }: CreateOrderCommand, now: UtcInstant) =>
  submission === 'on_approval' ? (approvalExpiresAt ?? plusMs(now, APPROVAL_WINDOW_MS)) : null;

const submissionRefusal = (
  { submission, approvalExpiresAt }: CreateOrderCommand,
  now: UtcInstant,
): Refusal => {
  if (submission !== 'immediate' && submission !== 'on_approval')
    return reject('invalid_submission', `a new order cannot be ${submission}`, 'submission');
  return submission === 'on_approval' &&
    approvalExpiresAt !== null &&
    epochMs(approvalExpiresAt) <= epochMs(now)
    ? reject('approval_window_over', 'the time to approve must lie ahead', 'approvalExpiresAt')
    : null;
};

/** Checks of the terms that need nothing but the proposal, in the order of OR-U12. */
const TERM_CHECKS: readonly ((proposal: Proposal) => Refusal)[] = [
  expiryRefusal,
  timeInForceRefusal,
  extendedHoursRefusal,
  ({ terms, at }) => priceFieldsRefusal(terms, at),
];
const MARKET_CHECKS = [ticksRefusal, quantityRefusal, sanityRefusal];

const duplicateRefusal = ({ duplicateOf }: OrderChecks): Refusal =>
  duplicateOf === null
    ? null
    : reject('client_order_id_taken', `the client order id belongs to your order ${duplicateOf}`);

const checked = (
  command: CreateOrderCommand,
  checks: OrderChecks,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  const { instrument, account } = checks;
  const holding = holdingEffect(
    command.side,
    command.positionEffect,
    decimal(command.quantity),
    checks.heldQuantity,
  );
  const refused =
    submissionRefusal(command, env.now) ??
    accountRefusal(checks, holding.effect) ??
    connectionRefusal(checks) ??
    symbolRefusal(checks, command.symbol);
  if (refused) return refused;
  if (!instrument || !account) throw new Error('a check let an order through without instrument or account');
  const proposal = proposalOf(command, { ...checks, instrument }, holding, env.now);
  const wrong =
    firstRefusal(TERM_CHECKS, proposal) ??
    effectRefusal(proposal, checks) ??
    shortRefusal(proposal, checks) ??
    firstRefusal(MARKET_CHECKS, proposal) ??
    attachedRefusal(proposal, command.attached) ??
    riskRefusal(proposal, checks);
  if (wrong) return wrong;
  const reservedBuyingPower = reservationFor(proposal);
  if (reservedBuyingPower === null) return reservationMissing(proposal);
  const unpaid =
    buyingPowerRefusal(reservedBuyingPower, account.availableBuyingPower) ??
    duplicateRefusal(checks) ??
    selfCrossRefusal(proposal, checks);
  if (unpaid) return unpaid;
  const judged = {
    ...flattenAsset(instrument),
    multiplier: multiplierFor(instrument),
    positionEffect: holding.effect,
    ...groupOf(command, env),
    reservedBuyingPower,
    expiresAt: expiryOf(command, proposal.calendar, env.now),
  };
  return created(command, judged, env);
};

/** An order that was judged elsewhere or exists at its broker: it reserves nothing, because it closes or the broker counts it already. */
const given = (command: CreateOrderCommand, basis: GivenOrder, env: DecisionEnv): Decision<OrderEvent> => {
  if (command.submission === 'on_approval')
    return reject('invalid_submission', 'only an order that is checked can wait for approval', 'submission');
  if (command.submission === 'on_parent_fill' && !basis.group?.parentOrderId)
    return reject('invalid_submission', 'only a leg waits for its parent', 'submission');
  return created(
    command,
    {
      ...assetFieldsOf(basis),
      multiplier: basis.multiplier,
      positionEffect: command.positionEffect,
      group: basis.group,
      legs: [],
      reservedBuyingPower: ZERO,
      expiresAt: expiryOf(command, calendarOf(basis.assetType), env.now),
    },
    env,
  );
};

/** Decides a new order: checks in the fixed order of OR-U12, the first failure answers. The same order again is no new one (OR-R2). */
export const createOrder = (
  command: CreateOrderCommand,
  order: OrderState | null,
  env: DecisionEnv,
): Decision<OrderEvent> => {
  if (order)
    return isSameOrder(command, order)
      ? accept()
      : reject('client_order_id_taken', 'this order exists already with other terms');
  const { basis } = command;
  return basis.kind === 'checks' ? checked(command, basis, env) : given(command, basis, env);
};

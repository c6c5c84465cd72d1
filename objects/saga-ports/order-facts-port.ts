import type { Rejection } from '../../src/core/decider.ts';
import { instant } from '../../src/core/instant.ts';
import type { AutomationState } from '../../src/domains/automation/state.ts';
import { availableBuyingPower } from '../../src/domains/broker-account/state.ts';
import type { OrderState } from '../../src/domains/order/state.ts';
import { pyramidRefusal } from '../../src/domains/position/pyramiding.ts';
import type { PositionDoc } from '../../src/domains/position/state.ts';
import { type OrderScene, orderScene } from '../../src/facts/order-facts.ts';
import { ownState } from '../../src/facts/owner.ts';
import { closes } from '../../src/facts/working-orders.ts';
import type { Env } from '../../src/platform/env.ts';
import type { ClosingOrder, KnownExit, OrderFacts, OrderFactsRequest } from '../../src/sagas/order-facts.ts';
import type { SagaPort } from '../saga/effects.ts';

/** A position is judged by the automation that adds to it: one that was opened by hand has no rules of its own. */
const addRefusal = (
  { account, position }: OrderScene,
  automation: AutomationState | null,
  add: OrderFactsRequest['add'],
): Rejection | null => {
  if (!add || !position) return null;
  const pyramiding = automation?.profile.configuration.pyramiding ?? position.pyramiding;
  const proposal = {
    ...add,
    commission: '0',
    buyingPower:
      account && availableBuyingPower(account) !== null ? String(availableBuyingPower(account)) : '0',
    requiredCapital: null,
    accountEquity: account?.equity ?? null,
    riskLimitPct: null,
    trendIsValid: null,
  };
  return pyramidRefusal({ ...position, pyramiding }, proposal, false);
};

const exitOf = (exit: PositionDoc['stopLoss'] | PositionDoc['takeProfit']): KnownExit | null =>
  exit && { price: exit.price, heldAtBroker: exit.heldAtBroker };

const isClosing = (order: OrderState, accountId: string) =>
  order.accountId === accountId && closes(order) && order.release !== 'awaiting_parent';

const closing = ({
  orderId,
  side,
  orderType,
  stopPrice,
  limitPrice,
  filledQuantity,
}: OrderState): ClosingOrder => ({ orderId, side, orderType, stopPrice, limitPrice, filledQuantity });

/** All that an order which a saga makes is judged by, read just before it is made. */
export const orderFactsPort =
  (env: Env): SagaPort =>
  async ({ userId, region }, request): Promise<OrderFacts> => {
    const owner = { env, userId, region };
    const { accountId, symbol, automationId, add } = request as OrderFactsRequest;
    const [scene, automation] = await Promise.all([
      orderScene(owner, accountId, symbol, true),
      automationId === null ? null : ownState<AutomationState>(owner, 'automation', automationId),
    ]);
    const { facts, position, working } = scene;
    return {
      ...facts,
      automationStatus: automation?.profile.status ?? null,
      addRefusal: addRefusal(scene, automation, add),
      position: position && {
        positionId: position.positionId,
        stop: exitOf(position.stopLoss),
        target: exitOf(position.takeProfit),
      },
      closing: working.filter((order) => isClosing(order, accountId)).map(closing),
      readAt: instant(Date.now()),
    };
  };

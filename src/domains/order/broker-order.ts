import { assetFieldsOf } from '../shared/derivatives.ts';
import type { BrokerOrder } from '../shared/trading.ts';
import type { OrderIntent } from './intent.ts';

/**
 * What the broker is told of an order, from the data of the event that lets it go (`OrderCreatedEvent` or `OrderReleasedEvent`). Exits
 * of a native group share its id, so that the broker takes from one what the other fills; a parent stands alone.
 */
export const brokerOrderOf = (intent: OrderIntent): BrokerOrder => {
  const { group } = intent;
  const sharesFills = group?.native === true && group.role !== 'parent' && group.siblingOrderIds.length > 0;
  return {
    orderId: intent.orderId,
    clientOrderId: intent.clientOrderId,
    symbol: intent.symbol,
    ...assetFieldsOf(intent),
    multiplier: intent.multiplier,
    side: intent.side,
    positionEffect: intent.positionEffect,
    orderType: intent.orderType,
    quantity: intent.quantity,
    limitPrice: intent.limitPrice,
    stopPrice: intent.stopPrice,
    trailAmount: intent.trailAmount,
    trailPercent: intent.trailPercent,
    timeInForce: intent.timeInForce,
    extendedHours: intent.extendedHours,
    ocoGroupId: sharesFills ? group.groupId : null,
  };
};

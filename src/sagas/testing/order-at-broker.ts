import type { BrokerOrderSnapshot, OrderAcknowledgement } from '../../brokers/port.ts';
import { sum } from '../../core/decimal.ts';
import type { BrokerOrder, Fill } from '../../domains/shared/trading.ts';

/** An order as the double of the broker has it. */
export interface AtBroker {
  readonly order: BrokerOrder;
  readonly acknowledgement: OrderAcknowledgement;
  status: 'working' | 'filled' | 'canceled';
  readonly fills: Fill[];
}

/** The same as a broker lists it. */
export const snapshotOf = ({ order, acknowledgement, status, fills }: AtBroker): BrokerOrderSnapshot => {
  const filledQuantity = sum(fills.map(({ quantity }) => quantity));
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    brokerOrderId: acknowledgement.brokerOrderId,
    status,
    filledQuantity,
    averageFillPrice: fills.length > 0 ? '150' : null,
    reason: null,
    fills: [...fills],
  };
};

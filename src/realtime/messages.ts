import type { EventEnvelope } from '../core/envelope.ts';
import type { ViewRow } from '../core/view.ts';
import type { BrokerAccountState } from '../domains/broker-account/broker-account.ts';
import { brokerAccountResource } from '../domains/broker-account/view.ts';
import type { BrokerConnectionState } from '../domains/broker-connection/broker-connection.ts';
import { brokerConnectionResource } from '../domains/broker-connection/view.ts';
import type { OrderState } from '../domains/order/state.ts';
import { orderResource } from '../domains/order/view.ts';
import type { PositionDoc } from '../domains/position/state.ts';
import { positionResource } from '../domains/position/view.ts';
import type { Quote } from '../domains/shared/quote.ts';
import type { Publication } from './frames.ts';

/** What an event changed on a view. */
export interface Change {
  readonly event: EventEnvelope;
  readonly kind: string | null;
  readonly row: ViewRow | null;
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

const snakeKeys = (resource: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(resource).map(([key, value]) => [snakeCase(key), snakeValue(value)]));

const snakeValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakeValue);
  return value !== null && typeof value === 'object' ? snakeKeys(value) : value;
};

const connectionUpdate = (row: ViewRow): Publication => {
  const { id, status, ...connection } = brokerConnectionResource(row as ViewRow<BrokerConnectionState>);
  const healthy = connection.connected;
  const known = {
    broker_connection_id: id,
    status: status.toUpperCase(),
    is_healthy: healthy,
    reauth_required: false,
  };
  return {
    topic: 'broker_connection_events',
    type: 'broker_connection_update',
    payload: { ...snakeKeys(connection), ...known },
  };
};

const accountUpdate = (row: ViewRow): Publication => ({
  topic: 'broker_account_events',
  type: 'broker_account_update',
  payload: snakeKeys(brokerAccountResource(row as ViewRow<BrokerAccountState>)),
});

const accountRemove = (event: EventEnvelope): Publication => ({
  topic: 'broker_account_events',
  type: 'broker_account_remove',
  payload: { ...snakeKeys(event.data), account_id: event.aggregateId, deletion_type: 'hard', cascade: false },
});

const orderUpdate = (row: ViewRow): Publication => {
  const order = orderResource(row as ViewRow<OrderState>);
  return {
    topic: 'order_events',
    type: 'order_update',
    payload: {
      ...snakeKeys(order),
      avg_fill_price: order.averageFillPrice,
      total_commission: order.commission,
    },
  };
};

/** A position as clients see it, valued at a quote when there is one; money as decimal strings. */
export const positionUpdate = (row: ViewRow, quote: Quote | null): Publication => {
  const position = positionResource(row as ViewRow<PositionDoc>, quote);
  return {
    topic: 'position_events',
    type: 'position_update',
    payload: {
      ...snakeKeys(position),
      avg_cost: position.averageEntryPrice,
      unrealized_pnl_percent: position.unrealizedPnlPct,
      asset_class: position.assetType,
    },
  };
};

/** The message that tells a user's clients of a change, or null when nobody needs to hear of it. */
export const messageFor = ({ event, kind, row }: Change): Publication | null => {
  const message = messageOfKind({ event, kind, row });
  if (!message) return null;
  const { correlationId: correlation_id, eventType: original_event_type } = event;
  return { ...message, payload: { ...message.payload, original_event_type, correlation_id } };
};

const messageOfKind = ({ event, kind, row }: Change): Publication | null => {
  if (kind === 'broker_connections' && row) return connectionUpdate(row);
  if (kind === 'broker_accounts') return row ? accountUpdate(row) : accountRemove(event);
  if (kind === 'orders' && row) return orderUpdate(row);
  if (kind === 'positions' && row) return positionUpdate(row, null);
  return null;
};

import type { EventEnvelope } from '../core/envelope.ts';
import type { ViewRow } from '../core/view.ts';
import type { BrokerAccountState } from '../domains/broker-account/broker-account.ts';
import { brokerAccountEvents } from '../domains/broker-account/events.ts';
import { brokerAccountResource } from '../domains/broker-account/view.ts';
import { orderEvents } from '../domains/order/events.ts';
import type { OrderState } from '../domains/order/state.ts';
import { orderResource } from '../domains/order/view.ts';
import type { PositionDoc } from '../domains/position/state.ts';
import { positionResource } from '../domains/position/view.ts';
import type { Quote } from '../domains/shared/quote.ts';
import { tellAutomation, tellSignal } from './automation-messages.ts';
import type { Change, Tell } from './change.ts';
import { tellConnection } from './connection-messages.ts';
import type { Publication } from './frames.ts';
import { snakeKeys } from './snake-case.ts';
import { tellPortfolio, tellUser } from './user-messages.ts';

const accountUpdate = (row: ViewRow): Publication => {
  const account = brokerAccountResource(row as ViewRow<BrokerAccountState>);
  return {
    topic: 'broker_account_events',
    type: 'broker_account_update',
    payload: {
      ...snakeKeys(account),
      deleted: false,
      archived: account.isArchived,
      created_at: account.linkedAt,
    },
  };
};

/** By the account's own id: that of its log is another one when it was linked again after a deletion. */
const accountRemove = ({ data }: EventEnvelope): Publication => {
  const id = data['accountAggregateId'];
  return {
    topic: 'broker_account_events',
    type: 'broker_account_remove',
    payload: { ...snakeKeys(data), id, account_id: id, deletion_type: 'hard', cascade: false },
  };
};

const tellAccount: Tell = (event, row) => {
  if (event.eventType === brokerAccountEvents.BrokerAccountDeleted.type) return accountRemove(event);
  return row && accountUpdate(row);
};

/** A wish of an order's group is told by what follows from it, and a deleted order is not in any list. */
const QUIET_OF_ORDERS: ReadonlySet<string> = new Set([
  orderEvents.OrderGroupQuantityChangedEvent.type,
  orderEvents.OrderDeletedEvent.type,
]);

const tellOrder: Tell = ({ eventType }, row) => {
  if (row === null || QUIET_OF_ORDERS.has(eventType)) return null;
  const order = orderResource(row as ViewRow<OrderState>);
  return {
    topic: 'order_events',
    type: 'order_update',
    payload: {
      ...snakeKeys(order),
      avg_fill_price: order.averageFillPrice,
      total_commission: order.commission,
      accepted_at: order.placedAt,
      reject_reason: order.rejectReason?.detail ?? null,
      reject_code: order.rejectReason?.code ?? null,
      bracket_group_id: order.group?.groupId ?? null,
      bracket_type: order.group?.role ?? null,
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

/** How a change of each view is told; every view of the hub has its entry. */
export const TELLERS: Readonly<Record<string, Tell>> = {
  users: tellUser,
  broker_connections: tellConnection,
  broker_accounts: tellAccount,
  automations: tellAutomation,
  automation_signals: tellSignal,
  orders: tellOrder,
  positions: (_event, row) => row && positionUpdate(row, null),
  portfolios: tellPortfolio,
  // What an operation does is told by the things it changes; whoever follows one asks for it.
  operations: () => null,
};

/** The message that tells a user's clients of a change, or null when nobody needs to hear of it. */
export const messageFor = ({ event, kind, row }: Change): Publication | null => {
  const tell = kind !== null && Object.hasOwn(TELLERS, kind) ? TELLERS[kind] : undefined;
  const message = tell?.(event, row);
  if (!message) return null;
  const { correlationId: correlation_id, eventType: original_event_type } = event;
  return { ...message, payload: { ...message.payload, original_event_type, correlation_id } };
};

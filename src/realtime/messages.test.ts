import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../core/envelope.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import type { ViewRow } from '../core/view.ts';
import { DELETE, link, play } from '../domains/broker-account/testing/fixtures.ts';
import { brokerConnectionAggregate } from '../domains/broker-connection/broker-connection.ts';
import { brokerConnectionEvents } from '../domains/broker-connection/events.ts';
import { orderAggregate } from '../domains/order/order.ts';
import { create, eventsAfter, fill, id, PLACE, QUOTE, SUBMIT } from '../domains/order/testing/fixtures.ts';
import { book, fill as exec, openOf } from '../domains/position/testing/fixtures.ts';
import { TOPICS } from './client-messages.ts';
import { messageFor, positionUpdate } from './messages.ts';

const event = (changes: Partial<EventEnvelope> = {}) =>
  ({
    eventType: 'SomeEvent',
    correlationId: id('flow'),
    aggregateId: id('row'),
    data: {},
    ...changes,
  }) as EventEnvelope;
const rowOf = (doc: unknown): ViewRow => ({ id: id('row'), version: 3, updatedAt: TEST_NOW, doc });

const orderDoc = eventsAfter(create(), SUBMIT, PLACE, fill('40', { commission: '0.4' })).reduce(
  orderAggregate.decider.evolve,
  orderAggregate.decider.initial,
);
const accountDoc = play([link()]).state;
const positionDoc = openOf(book([exec('buy', '100', '150')]).state);
const connectionDoc = [
  brokerConnectionEvents.BrokerConnectionEstablished({
    brokerConnectionId: id('row'),
    userId: id('user'),
    brokerId: 'virtual',
    environment: 'paper',
    establishedAt: TEST_NOW,
    statusMessage: null,
  }),
].reduce(brokerConnectionAggregate.decider.evolve, {
  ...brokerConnectionAggregate.decider.initial,
  brokerId: 'virtual' as const,
  environment: 'paper' as const,
});

const CHANGES = [
  ['broker_connections', connectionDoc, 'broker_connection_events', 'broker_connection_update'],
  ['broker_accounts', accountDoc, 'broker_account_events', 'broker_account_update'],
  ['orders', orderDoc, 'order_events', 'order_update'],
  ['positions', positionDoc, 'position_events', 'position_update'],
] as const;

const keysOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...keysOf(member)]);
};

describe('the message of a change', () => {
  it.each(CHANGES)('of %s goes to a topic of its own, in snake_case', (kind, doc, topic, type) => {
    const message = messageFor({ event: event(), kind, row: rowOf(doc) });
    expect(message).toMatchObject({ topic, type });
    expect(TOPICS).toContain(topic);
    for (const key of keysOf(message?.payload)) expect(key).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
  });

  it.each(CHANGES)('of %s names the event and the flow it came from', (kind, doc) => {
    const message = messageFor({ event: event({ eventType: 'TheEvent' }), kind, row: rowOf(doc) });
    expect(message?.payload).toMatchObject({ original_event_type: 'TheEvent', correlation_id: id('flow') });
  });

  it.each(['broker_connections', 'orders', 'positions'])('of %s needs a row', (kind) => {
    expect(messageFor({ event: event(), kind, row: null })).toBeNull();
  });

  it.each([null, 'users'])('of no view (%s) is told to nobody', (kind) => {
    expect(messageFor({ event: event(), kind, row: rowOf({}) })).toBeNull();
  });
});

describe('the payload', () => {
  const payload = (kind: string, doc: unknown) =>
    messageFor({ event: event(), kind, row: rowOf(doc) })?.payload;

  it('of a connection has its status in capitals', () => {
    expect(payload('broker_connections', connectionDoc)).toMatchObject({
      broker_connection_id: id('row'),
      broker_id: 'virtual',
      environment: 'paper',
      status: 'CONNECTED',
      connected: true,
      is_healthy: true,
      reauth_required: false,
    });
    expect(payload('broker_connections', { ...connectionDoc, status: 'error' })).toMatchObject({
      status: 'ERROR',
      connected: false,
      is_healthy: false,
    });
  });

  it('of an account has money as decimal strings', () => {
    expect(payload('broker_accounts', accountDoc)).toMatchObject({
      id: id('row'),
      broker_account_id: 'virtual-1',
      balance: '1000',
      equity: '1500',
      buying_power: '1000',
    });
  });

  it('of an order has its fills, its rest and its average under the names clients read', () => {
    expect(payload('orders', orderDoc)).toMatchObject({
      order_id: id('order'),
      client_order_id: 'client-1',
      status: 'partially_filled',
      filled_quantity: '40',
      remaining_quantity: '60',
      avg_fill_price: '150',
      total_commission: '0.4',
      fills: [{ fill_id: 'fill-40', price: '150', quantity: '40' }],
    });
  });

  it('of a position is unvalued in an event and valued at a quote', () => {
    expect(payload('positions', positionDoc)).toMatchObject({
      symbol: 'AAPL',
      side: 'long',
      quantity: '100',
      avg_cost: '150',
      market_value: null,
      unrealized_pnl: null,
      asset_class: 'stock',
    });
    const valued = positionUpdate(rowOf(positionDoc), { ...QUOTE, last: '155' });
    expect(valued).toMatchObject({
      topic: 'position_events',
      type: 'position_update',
      payload: { market_value: '15500', unrealized_pnl: '500', current_price: '155' },
    });
    expect(valued.payload['unrealized_pnl_percent']).toBe(valued.payload['unrealized_pnl_pct']);
  });
});

it('an account that is gone is told as removed, with the reason', () => {
  const deleted = play([link(), DELETE]).events.at(-1);
  const data = deleted?.data as unknown as EventEnvelope['data'];
  const message = messageFor({ event: event({ data }), kind: 'broker_accounts', row: null });
  expect(message).toMatchObject({
    topic: 'broker_account_events',
    type: 'broker_account_remove',
    payload: {
      account_id: id('row'),
      broker_connection_id: id('connection'),
      reason: 'disconnected',
      deletion_type: 'hard',
      cascade: false,
    },
  });
});

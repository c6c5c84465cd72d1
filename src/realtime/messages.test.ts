import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../core/envelope.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import type { ViewRow } from '../core/view.ts';
import {
  eventsAfter as accountEventsAfter,
  DELETE,
  link,
  play,
  SET_DEFAULT,
} from '../domains/broker-account/testing/fixtures.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import { orderAggregate } from '../domains/order/order.ts';
import {
  create,
  eventsAfter,
  fill,
  id,
  PLACE,
  QUOTE,
  REJECT,
  SUBMIT,
} from '../domains/order/testing/fixtures.ts';
import { book, fill as exec, openOf } from '../domains/position/testing/fixtures.ts';
import { messageFor, positionUpdate } from './messages.ts';

const event = (changes: Partial<EventEnvelope> = {}) =>
  ({
    eventType: 'SomeEvent',
    correlationId: id('flow'),
    aggregateId: id('log'),
    data: {},
    ...changes,
  }) as EventEnvelope;
const rowOf = (doc: unknown): ViewRow => ({ id: id('row'), version: 3, updatedAt: TEST_NOW, doc });

const orderOf = (...commands: readonly OrderCommand[]) =>
  eventsAfter(...commands).reduce(orderAggregate.decider.evolve, orderAggregate.decider.initial);
const orderDoc = orderOf(create(), SUBMIT, PLACE, fill('40', { commission: '0.4' }));
const accountDoc = play([link()]).state;
const positionDoc = openOf(book([exec('buy', '100', '150')]).state);

const payload = (kind: string, doc: unknown) =>
  messageFor({ event: event(), kind, row: rowOf(doc) })?.payload;

describe('the message of a change', () => {
  it.each([
    ['broker_accounts', accountDoc],
    ['orders', orderDoc],
    ['positions', positionDoc],
  ])('of %s names the event and the flow it came from', (kind, doc) => {
    const message = messageFor({ event: event({ eventType: 'TheEvent' }), kind, row: rowOf(doc) });
    expect(message?.payload).toMatchObject({ original_event_type: 'TheEvent', correlation_id: id('flow') });
  });

  it.each([null, 'operations', 'nothing', 'constructor'])(
    'of no view that is told (%s) is told to nobody',
    (kind) => {
      expect(messageFor({ event: event(), kind, row: rowOf({}) })).toBeNull();
    },
  );
});

describe('the message of an account', () => {
  it('has money as decimal strings', () => {
    expect(payload('broker_accounts', accountDoc)).toMatchObject({
      id: id('row'),
      broker_account_id: 'virtual-1',
      balance: '1000',
      equity: '1500',
      buying_power: '1000',
      deleted: false,
      archived: false,
    });
  });

  it('that is gone says so under its own id, with the reason', () => {
    const deleted = play([link(), DELETE]).events.at(-1);
    const data = deleted?.data as unknown as EventEnvelope['data'];
    const gone = event({ eventType: 'BrokerAccountDeleted', data });
    expect(messageFor({ event: gone, kind: 'broker_accounts', row: null })).toMatchObject({
      topic: 'broker_account_events',
      type: 'broker_account_remove',
      payload: {
        id: data['accountAggregateId'],
        account_id: data['accountAggregateId'],
        broker_connection_id: id('connection'),
        broker_id: 'virtual',
        broker_account_id: 'virtual-1',
        reason: 'disconnected',
        deletion_type: 'hard',
        cascade: false,
      },
    });
  });

  it('that is not linked yet is not told as gone', () => {
    const [chosen] = accountEventsAfter(SET_DEFAULT);
    const early = event({ eventType: String(chosen?.type), data: chosen?.data as EventEnvelope['data'] });
    expect(messageFor({ event: early, kind: 'broker_accounts', row: null })).toBeNull();
  });
});

describe('the message of an order', () => {
  it('has its fills, its rest and its average under the names clients read', () => {
    expect(payload('orders', orderDoc)).toMatchObject({
      order_id: id('order'),
      client_order_id: 'client-1',
      status: 'partially_filled',
      filled_quantity: '40',
      remaining_quantity: '60',
      avg_fill_price: '150',
      total_commission: '0.4',
      fills: [{ fill_id: 'fill-40', price: '150', quantity: '40' }],
      bracket_group_id: null,
      reject_reason: null,
    });
  });

  it('says in words why it was rejected', () => {
    expect(payload('orders', orderOf(create(), SUBMIT, REJECT))).toMatchObject({
      status: 'rejected',
      reject_reason: 'not borrowable',
      reject_code: 'no_shares',
    });
  });
});

describe('the message of a position', () => {
  it('is unvalued in an event and valued at a quote', () => {
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

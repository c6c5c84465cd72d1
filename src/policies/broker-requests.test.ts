import { describe, expect, it } from 'vitest';
import type { BrokerError, BrokerOrderSnapshot } from '../brokers/port.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { brokerRequest, broughtUpTo, type OrderRequest, turnedDown } from './broker-requests.ts';

const NAME = { brokerAccountId: 'virtual-1', orderId: 'order', clientOrderId: 'client' };
const CANCEL: OrderRequest = { op: 'cancelOrder', ...NAME, reason: 'enough' };
const REPLACE: OrderRequest = { op: 'replaceOrder', ...NAME, requestId: 'request', changes: {} as never };
const error = (kind: BrokerError['kind']): BrokerError => ({ kind, code: 'why', detail: 'in words' });
const FILL = { fillId: 'f', price: '1', quantity: '2', commission: '0', filledAt: TEST_NOW };
const found = (status: BrokerOrderSnapshot['status']): BrokerOrderSnapshot => ({
  orderId: 'order',
  clientOrderId: 'client',
  brokerOrderId: 'at-broker',
  status,
  filledQuantity: '2',
  averageFillPrice: '1',
  reason: null,
  fills: [FILL],
});

const types = (commands: readonly { readonly type: string }[]) => commands.map(({ type }) => type);

describe('a request that a broker turns down', () => {
  it('is told to the order, which works on', () => {
    expect(turnedDown(CANCEL, error('rejected'), { brokerOrderId: 'at-broker' })).toEqual([
      { type: 'RejectCancelCommand', code: 'why', detail: 'in words' },
    ]);
    expect(types(turnedDown(REPLACE, error('not_connected'), { brokerOrderId: null }))).toEqual([
      'RejectUpdateCommand',
    ]);
  });

  it('DESIGN 4: because nobody can reach it leaves an order that was never acknowledged to the next reconnect', () => {
    const lost = error('not_connected');
    expect(types(turnedDown(CANCEL, lost, { brokerOrderId: null }))).toEqual([
      'RejectCancelCommand',
      'MarkUntrackedCommand',
    ]);
    expect(types(turnedDown(CANCEL, lost, { brokerOrderId: 'at-broker' }))).toEqual(['RejectCancelCommand']);
  });
});

describe('a cancel of what does not work at the broker', () => {
  it('ends an order that the broker never had', () => {
    expect(broughtUpTo(null, error('not_open'), TEST_NOW)).toMatchObject([
      { type: 'RejectOrderCommand', code: 'not_at_broker' },
    ]);
  });

  it('OR-U14: takes what the broker says of one that is over, fills first', () => {
    expect(broughtUpTo(found('filled'), error('not_open'), TEST_NOW)).toEqual([
      { type: 'RecordFillCommand', fill: FILL },
      expect.objectContaining({
        type: 'SyncOrderFromBrokerCommand',
        status: 'filled',
        brokerUpdatedAt: TEST_NOW,
      }),
    ]);
  });

  it('is refused to one that works after all', () => {
    expect(types(broughtUpTo(found('working'), error('not_open'), TEST_NOW)).at(-1)).toBe(
      'RejectCancelCommand',
    );
  });
});

it('an event that asks nothing of a broker is no request', () => {
  expect(brokerRequest({ eventType: 'OrderPlacedEvent', data: {} } as never)).toBeNull();
});

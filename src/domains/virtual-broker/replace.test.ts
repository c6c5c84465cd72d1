import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { buyingPower } from './buying-power.ts';
import { workingOrder } from './state.ts';
import {
  apply,
  cancel,
  eventsAfter,
  id,
  later,
  open,
  play,
  quote,
  replace,
  submit,
  tick,
  trades,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const account = specification(virtualBrokerAggregate);
const waiting = eventsAfter(open(), submit('a', { limitPrice: '90', quantity: '100' }));

describe('replacing an order', () => {
  it('VB-U4: reserves anew what it needs now', () => {
    const { state, events } = account
      .given(...waiting)
      .when(replace('a', { limitPrice: '80', quantity: '50' }));
    expect(workingOrder(state, id('a'))).toMatchObject({ quantity: '50', remaining: '50', limitPrice: '80' });
    expect(buyingPower(state)).toBe('96000');
    expect(events[0]).toMatchObject({
      type: 'VirtualOrderReplaced',
      data: { reason: 'requested', changes: { limitPrice: '80', quantity: '50', timeInForce: null } },
    });
  });

  it('VB-U4: may use what it holds already, and no more', () => {
    const given = account.given(...waiting);
    given.when(replace('a', { quantity: '1111' })).thenTypes('VirtualOrderReplaced');
    given.when(replace('a', { quantity: '1112' })).thenRejected('insufficient_buying_power');
  });

  it('keeps its place and its fills', () => {
    const capped = open({ profile: 'conservative' });
    const seen = quote('89', '90', { askSize: '30', at: later(1) });
    const past = eventsAfter(capped, submit('a', { limitPrice: '90', quantity: '100' }), apply(seen));
    const given = account.given(...past);
    given.when(replace('a', { quantity: '30' })).thenRejected('invalid_change', 'quantity');
    const { state } = given.when(replace('a', { quantity: '31' }));
    expect(workingOrder(state, id('a'))).toMatchObject({ quantity: '31', remaining: '1', trades: 1 });
  });

  it('is filled at once when the quote allows it now', () => {
    const { events } = account
      .given(...waiting)
      .when(replace('a', { limitPrice: '100' }, quote('99', '100')));
    expect(trades(events)).toMatchObject([{ price: '100', quantity: '100' }]);
  });

  it('changes the day of its end with its time in force', () => {
    const { state } = account.given(...waiting).when(replace('a', { timeInForce: 'gtc' }));
    expect(workingOrder(state, id('a'))?.expiresAt).toBeNull();
    const back = play([replace('a', { timeInForce: 'day' })], { state, events: [] });
    expect(workingOrder(back.state, id('a'))?.expiresAt).not.toBeNull();
  });

  it.each([
    ['a limit on a market order', submit('m', {}, null), { limitPrice: '1' }, 'invalid_change'],
    ['a stop on a limit order', submit('m', { limitPrice: '1' }), { stopPrice: '1' }, 'invalid_change'],
    [
      'a trail in percent beside one in money',
      submit('m', { trailAmount: '50' }),
      { trailPercent: '1' },
      'invalid_change',
    ],
    ['a time at once', submit('m', { limitPrice: '1' }), { timeInForce: 'ioc' }, 'invalid_change'],
  ] as const)('refuses %s', (_, command, changes, code) => {
    const past = eventsAfter(open({ latencyMs: 1 }), { ...command, quote: quote('99.99', '100') });
    account
      .given(...past)
      .when(replace('m', changes))
      .thenRejected(code);
  });

  it('refuses a new stop for one that was elected', () => {
    const terms = { side: 'sell' as const, stopPrice: '95', limitPrice: '94' };
    const past = eventsAfter(open(), submit('held'), submit('s', terms), apply(tick('93', 5)));
    account
      .given(...past)
      .when(replace('s', { stopPrice: '90' }))
      .thenRejected('invalid_change', 'stopPrice');
  });

  it('brokers 4.2.3: refuses orders that are closed or unknown, and what is so already changes nothing', () => {
    account
      .given(...waiting)
      .when(replace('a', { limitPrice: '90' }))
      .then();
    account
      .given(...waiting)
      .when(replace('b', { limitPrice: '90' }))
      .thenRejected('order_not_found');
    account
      .given(...eventsAfter(open(), submit('a', { limitPrice: '1' }), cancel('a')))
      .when(replace('a', { limitPrice: '90' }))
      .thenRejected('order_not_open');
  });
});

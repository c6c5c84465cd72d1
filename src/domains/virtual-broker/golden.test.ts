import { describe, expect, it } from 'vitest';
import { sum } from '../../core/decimal.ts';
import { describeGoldenEvents } from '../../core/testing/golden-events.ts';
import type { VirtualBrokerEvent } from './events.ts';
import { holdingOf, workingOrder } from './state.ts';
import { apply, later, play, quote, trades } from './testing/fixtures.ts';
import golden from './testing/golden-events.json' with { type: 'json' };
import { virtualBrokerAggregate } from './virtual-broker.ts';

const { decider, events } = virtualBrokerAggregate;

describeGoldenEvents('virtual_broker', events, golden);

describe('an account of the first version', () => {
  const read = (eventType: 'VirtualAccountOpened' | 'VirtualOrderAccepted' | 'TradeSimulatedEvent') => {
    const event = events.read({ eventType, schemaVersion: 1, data: golden[`${eventType}@1`].data });
    if (!event) throw new Error(`${eventType} is ignored when it is read`);
    return event;
  };
  const foldOf = (...past: readonly VirtualBrokerEvent[]) => past.reduce(decider.evolve, decider.initial);

  it('V-R4: goes on: its order reserves what it did, and the next quote fills it', () => {
    const state = foldOf(read('VirtualAccountOpened'), read('VirtualOrderAccepted'));
    const { order, reservedCash } = golden['VirtualOrderAccepted@1'].data;
    expect(workingOrder(state, order.orderId)).toMatchObject({
      reservedCash,
      openingQuantity: order.quantity,
    });
    const quoted = apply(quote('99.99', '100', { at: later(1) }));
    let played = play([quoted], { state, events: [] });
    for (let n = 2; workingOrder(played.state, order.orderId); n++)
      played = play([apply(quote('99.99', '100', { at: later(n) }))], played);
    expect(trades(played.events).length).toBeGreaterThan(0);
    expect(played.state).toMatchObject({ reserved: { full: '0' }, books: {} });
  });

  it('V-R4: holds what its trades bought', () => {
    const state = foldOf(
      read('VirtualAccountOpened'),
      read('VirtualOrderAccepted'),
      read('TradeSimulatedEvent'),
    );
    const { symbol, quantity, ledger } = golden['TradeSimulatedEvent@1'].data;
    expect(holdingOf(state, symbol)?.quantity).toBe(quantity);
    expect(state.cash).toBe(sum([state.startingCash, ...ledger.map(({ amount }) => amount)]));
  });
});

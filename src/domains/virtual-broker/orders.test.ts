import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { notional } from '../shared/quote.ts';
import { buyingPower } from './buying-power.ts';
import { virtualBrokerEvents as events } from './events.ts';
import { closedOrder, holdingOf, workingOrder } from './state.ts';
import {
  apply,
  cancel,
  eventsAfter,
  id,
  later,
  open,
  play,
  QUOTE,
  quote,
  submit,
  trades,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const account = specification(virtualBrokerAggregate);
const { aggregateId, userId, correlationId, idOf } = testEnv();
const partly = open({ partialFillProbability: '1' });
const next = (n: number) => quote('99.99', '100', { at: later(n) });

describe('cancelling', () => {
  it('brokers 4.2.5: gives the reservation back exactly', () => {
    const past = eventsAfter(open(), submit('a', { limitPrice: '33.33', quantity: '7' }));
    const outcome = account.given(...past).when(cancel('a'));
    outcome.then(
      events.VirtualOrderCancelled(
        {
          virtualAccountId: aggregateId,
          userId,
          accountId: id('account'),
          orderId: id('a'),
          clientOrderId: 'a',
          brokerOrderId: idOf('virtual_order', aggregateId, 'a'),
          reportFault: 'none',
          reason: 'user',
          beforeArrival: false,
          lateFill: false,
          figures: { balance: '100000', equity: '100000', buyingPower: '100000', asOf: later(2) },
          cancelledAt: TEST_NOW,
        },
        { correlationId },
      ),
    );
    expect(outcome.state.books).toEqual({});
    expect(closedOrder(outcome.state, id('a'))?.status).toBe('cancelled');
  });

  it('twice changes nothing', () => {
    account
      .given(...eventsAfter(open(), submit('a', { limitPrice: '1' }), cancel('a')))
      .when(cancel('a'))
      .then();
  });

  it.each([
    ['filled', submit('a')],
    ['rejected', submit('a', { side: 'sell' })],
  ])('brokers 4.2.3: an order that is %s is refused', (status, command) => {
    const given = account.given(...eventsAfter(open(), command));
    expect(closedOrder(given.state(), id('a'))?.status).toBe(status);
    given.when(cancel('a')).thenRejected('order_not_open');
  });

  it('keeps what was filled before', () => {
    const { state } = play([partly, submit('a'), cancel('a')]);
    const filled = holdingOf(state, 'AAPL')?.quantity ?? '0';
    expect(Number(filled)).toBeGreaterThan(0);
    expect(Number(state.cash)).toBe(100_000 - 100 * Number(filled));
    expect(buyingPower(state)).toBe(state.cash);
  });

  it('an order before it arrived has it refused when it arrives', () => {
    const early = account.given(...eventsAfter(open())).when(cancel('a'));
    expect(early.events).toMatchObject([{ type: 'VirtualOrderCancelled', data: { beforeArrival: true } }]);
    const late = account.given(...eventsAfter(open(), cancel('a'))).when(submit('a'));
    late.thenTypes('VirtualOrderRejected');
    expect(closedOrder(late.state, id('a'))).toMatchObject({
      status: 'rejected',
      code: 'cancelled_before_arrival',
      detail: 'user',
    });
  });
});

describe('the same client order id', () => {
  it.each([
    ['working', [submit('a', { limitPrice: '1' })]],
    ['filled', [submit('a')]],
    ['rejected', [submit('a', { side: 'sell' })]],
    ['cancelled', [submit('a', { limitPrice: '1' }), cancel('a')]],
    ['refused after an early cancel', [cancel('a'), submit('a')]],
  ])('brokers 4.2.3: of an order that is %s changes nothing', (_, commands) => {
    const given = account.given(...eventsAfter(open(), ...commands));
    given.when(submit('a')).then();
    given.when(submit('a', { quantity: '99', side: 'sell' })).then();
  });
});

describe('partial fills', () => {
  it('brokers 4.1: at probability 1 a random part is filled and the rest by later quotes', () => {
    const first = play([partly, submit('a')]);
    expect(trades(first.events)).toHaveLength(1);
    expect(workingOrder(first.state, id('a'))).toMatchObject({ trades: 1, lastQuoteAt: TEST_NOW });

    let played = first;
    for (let n = 1; n <= 9; n++) played = play([apply(next(n))], played);
    const all = trades(played.events);
    expect(all.length).toBeGreaterThan(1);
    expect(all.reduce((total, { quantity }) => total + Number(quantity), 0)).toBe(10);
    expect(all.map(({ quantity }) => quantity)).toSatisfy((parts: string[]) =>
      parts.every((part) => /^[1-9]\d*$/.test(part)),
    );
    expect(new Set(all.map(({ tradeId }) => tradeId)).size).toBe(all.length);
    expect(played.state).toMatchObject({ cash: '99000', books: {} });
  });

  it('VB-U11: the same orders and quotes give the same fills', () => {
    const commands = [partly, submit('a'), apply(next(1)), apply(next(2)), apply(next(3))];
    expect(play(commands)).toEqual(play(commands));
    expect(play(commands, undefined, { aggregateId: id('other') })).not.toEqual(play(commands));
  });

  it('VB-U13: the same quote applied twice changes nothing', () => {
    const past = eventsAfter(partly, submit('a'));
    account
      .given(...past)
      .when(apply(QUOTE))
      .then();
    account
      .given(...past)
      .when(apply(next(-1)))
      .then();
    const outcome = account.given(...past).when(apply(next(1), next(1)));
    expect(outcome.events).toHaveLength(1);
  });

  it('brokers 4.2.5: the reservation shrinks with the rest, to the last digit', () => {
    let played = play([partly, submit('a', { limitPrice: '100.01', quantity: '77' })]);
    for (let n = 1, left = workingOrder(played.state, id('a')); left; n++) {
      const { remaining, reservedCash } = left;
      expect(reservedCash).toBe(notional('100.01', remaining, '1'));
      played = play([apply(next(n))], played);
      left = workingOrder(played.state, id('a'));
    }
    expect(trades(played.events).length).toBeGreaterThan(3);
    expect(buyingPower(played.state)).toBe(played.state.cash);
  });

  it('VB-U4: overdrawing is impossible, so the rest waits while the ask has run away', () => {
    const past = eventsAfter(partly, submit('a', { quantity: '970' }));
    const given = account.given(...past);
    given.when(apply(quote('199', '200', { at: later(1) }))).then();
    const fallen = given.when(apply(quote('199', '200', { at: later(1) }), next(2)));
    expect(fallen.events).toMatchObject([{ type: 'TradeSimulatedEvent', data: { price: '100' } }]);
  });

  it('belong to the flow of their order, whoever brought the quote', () => {
    const outcome = account
      .given(...eventsAfter(partly, submit('a')))
      .when(apply(next(1)), { correlationId: id('feed') });
    expect(outcome.events).toMatchObject([{ correlationId: testEnv().correlationId }]);
  });
});

describe('a quote', () => {
  const waiting = eventsAfter(open(), submit('a', { limitPrice: '90' }));

  it.each([
    ['crossed', quote('91', '90', { at: later(1) })],
    ['at zero', quote('0', '0', { at: later(1) })],
    ['with a bid of zero', quote('0', '90', { at: later(1) })],
    ['below nothing', quote('-1', '90', { at: later(1) })],
    ['of another symbol', quote('89', '90', { at: later(1), symbol: 'MSFT' })],
    ['above the limit', quote('90', '90.01', { at: later(1) })],
  ])('%s is ignored', (_, seen) => {
    account
      .given(...waiting)
      .when(apply(seen))
      .then();
  });

  it('fills every order it can, each whole: its size is not capped (brokers 4.1)', () => {
    const past = [
      ...eventsAfter(open(), submit('a', { limitPrice: '90' }), submit('b', { limitPrice: '95' })),
    ];
    const outcome = account.given(...past).when(apply(quote('89', '90', { at: later(1) })));
    expect(trades(outcome.events).map((t) => [t.clientOrderId, t.quantity, t.price])).toEqual([
      ['a', '10', '90'],
      ['b', '10', '90'],
    ]);
  });
});

describe('figures', () => {
  it('grow in asOf with every change, even when the clock stands still or steps back', () => {
    const first = play([open(), submit('a', { limitPrice: '1' })]);
    const back = { now: plusMs(TEST_NOW, -5_000) };
    const { events: all } = play([submit('b'), cancel('a'), cancel('never')], first, back);
    const stamps = all.flatMap(({ data }) => ('figures' in data && data.figures ? [data.figures.asOf] : []));
    expect(stamps).toHaveLength(6);
    expect(stamps).toEqual([...new Set(stamps)].sort());
  });
});

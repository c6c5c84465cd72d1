import { describe, expect, it } from 'vitest';
import { instant } from '../../core/instant.ts';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { plainAsset } from '../shared/derivatives.ts';
import { buyingPower } from './buying-power.ts';
import { virtualBrokerEvents as events } from './events.ts';
import { averagePrice } from './holdings.ts';
import { closedOrder, holdingOf, wantedSymbols, workingOrder } from './state.ts';
import {
  apply,
  cancel,
  eventsAfter,
  id,
  later,
  open,
  order,
  QUOTE,
  quote,
  submit,
} from './testing/fixtures.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

const account = specification(virtualBrokerAggregate);
const { aggregateId, userId, correlationId, idOf } = testEnv();
const identity = { virtualAccountId: aggregateId, userId, accountId: id('account') };
const idsOf = (name: string) => ({
  orderId: id(name),
  clientOrderId: name,
  brokerOrderId: idOf('virtual_order', aggregateId, name),
  reportFault: 'none' as const,
});
const opened = eventsAfter(open());
const holding = (quantity: string) => eventsAfter(open(), submit('held', { quantity }));

describe('opening a virtual account', () => {
  it('VB-U1: starts with a deposit, and its figures are that deposit', () => {
    const figures = { balance: '100000', equity: '100000', buyingPower: '100000', asOf: TEST_NOW };
    const state = account
      .given()
      .when(open())
      .then(
        events.VirtualAccountOpened({
          ...identity,
          brokerConnectionId: id('connection'),
          name: 'Paper',
          accountType: 'cash',
          currency: 'USD',
          startingCash: '100000',
          profile: 'alpaca_paper',
          session: 'always_open',
          allowFlip: false,
          partialFillProbability: '0',
          slippageBps: 0,
          latencyMs: 0,
          seed: aggregateId,
          ledger: [{ type: 'deposit', amount: '100000', balanceAfter: '100000', reference: 'opening' }],
          figures,
          openedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'active', cash: '100000', holdings: {}, books: {} });
  });

  it('happens once, whatever the second opening says', () => {
    account
      .given(...opened)
      .when(open({ startingCash: '5', name: 'Other' }))
      .then();
  });

  it.each([submit('a'), cancel('a'), apply(QUOTE)])('comes before $type', (command) => {
    account.given().when(command).thenRejected('virtual_account_not_found');
  });
});

describe('a market order', () => {
  it('brokers 4.1: buys at the ask', () => {
    const tradeId = idOf('virtual_trade', idsOf('a').brokerOrderId, 0);
    const state = account
      .given(...opened)
      .when(submit('a'))
      .then(
        events.VirtualOrderAccepted({
          ...identity,
          ...idsOf('a'),
          order: order('a'),
          marginable: false,
          openingQuantity: '10',
          reserveUnit: '103',
          reservedCash: '1030',
          notBefore: TEST_NOW,
          expiresAt: instant(1_763_856_000_000),
          dataDueAt: later(60_000),
          waterMark: null,
          ambiguous: false,
          correlationId,
          figures: { balance: '100000', equity: '100000', buyingPower: '98970', asOf: later(1) },
          acceptedAt: TEST_NOW,
        }),
        events.TradeSimulatedEvent(
          {
            ...identity,
            ...idsOf('a'),
            cause: 'order',
            late: false,
            tradeId,
            symbol: 'AAPL',
            ...plainAsset('stock'),
            multiplier: '1',
            marginable: false,
            side: 'buy',
            quantity: '10',
            price: '100',
            commission: '0',
            netRealizedPnl: '0',
            remainingQuantity: '0',
            cashAfter: '99000',
            ledger: [{ type: 'trade', amount: '-1000', balanceAfter: '99000', reference: tradeId }],
            draws: null,
            quoteAt: TEST_NOW,
            figures: { balance: '99000', equity: '100000', buyingPower: '99000', asOf: later(2) },
            tradedAt: TEST_NOW,
          },
          { correlationId },
        ),
      );
    expect(holdingOf(state, 'AAPL')).toEqual({
      symbol: 'AAPL',
      asset: plainAsset('stock'),
      multiplier: '1',
      marginable: false,
      quantity: '10',
      cost: '1000',
      mark: '100',
      netRealizedPnl: '0',
    });
    expect(closedOrder(state, id('a'))).toMatchObject({
      status: 'filled',
      filledQuantity: '10',
      fills: [{ tradeId, quantity: '10', price: '100' }],
    });
  });

  it('brokers 4.1: sells at the bid, and a flat account is cash only', () => {
    const state = account
      .given(...holding('10'))
      .when(submit('b', { side: 'sell' }))
      .thenTypes('VirtualOrderAccepted', 'TradeSimulatedEvent');
    expect(state).toMatchObject({ cash: '99999.9', holdings: {} });
  });

  it.each([
    ['no quote', null],
    ['a crossed quote', quote('101', '100')],
    ['a quote of zero', quote('0', '0')],
  ] as const)('VB-U5: with %s is rejected for want of market data', (_, seen) => {
    const outcome = account.given(...opened).when(submit('a', {}, seen));
    expect(closedOrder(outcome.thenTypes('VirtualOrderRejected'), id('a'))).toMatchObject({
      code: 'no_market_data',
    });
  });

  it('brokers 4.2.7: adds to a holding at the weighted average', () => {
    const state = account
      .given(...holding('10'))
      .when(submit('b', { quantity: '5' }, quote('111.99', '112')))
      .thenTypes('VirtualOrderAccepted', 'TradeSimulatedEvent');
    const held = holdingOf(state, 'AAPL');
    expect(held).toMatchObject({ quantity: '15', cost: '1560', mark: '112' });
    expect(held && averagePrice(held)).toBe('104');
  });
});

describe('a limit order', () => {
  it.each([
    ['buy', '99.99', null],
    ['buy', '100', '100'],
    ['buy', '105', '100'],
    ['sell', '100', null],
    ['sell', '99.99', '99.99'],
    ['sell', '95', '99.99'],
  ] as const)(
    'brokers 4.1: to %s at %s while AAPL is at 99.99 / 100 fills at %s',
    (side, limitPrice, price) => {
      const outcome = account.given(...holding('10')).when(submit('b', { side, limitPrice }));
      const trade = outcome.events.find(({ type }) => type === 'TradeSimulatedEvent');
      expect(trade?.data ?? { price: null }).toMatchObject({ price });
      expect(workingOrder(outcome.state, id('b')) === null).toBe(price !== null);
    },
  );

  it.each([null, quote('101', '100'), quote('0', '0')])('waits when the quote is %j', (seen) => {
    const state = account
      .given(...opened)
      .when(submit('a', { limitPrice: '100' }, seen))
      .thenTypes('VirtualOrderAccepted');
    expect(wantedSymbols(state)).toEqual(['AAPL']);
  });

  it('VB-U4: reserves its limit price until it fills', () => {
    const past = eventsAfter(open(), submit('a', { limitPrice: '99' }));
    expect(buyingPower(account.given(...past).state())).toBe('99010');
    const state = account
      .given(...past)
      .when(apply(quote('97.99', '98', { at: later(1) })))
      .thenTypes('TradeSimulatedEvent');
    expect([state.cash, buyingPower(state)]).toEqual(['99020', '99020']);
  });
});

describe('funds', () => {
  it('brokers 4.1: a market buy needs the ask and 3 %', () => {
    const given = account.given(...opened);
    given.when(submit('a', { quantity: '970' })).thenTypes('VirtualOrderAccepted', 'TradeSimulatedEvent');
    given.when(submit('b', { quantity: '971' })).then(
      events.VirtualOrderRejected({
        ...identity,
        ...idsOf('b'),
        code: 'insufficient_buying_power',
        detail: 'needs 100013, 100000 is available',
        figures: null,
        rejectedAt: TEST_NOW,
      }),
    );
  });

  it('brokers 4.1: what open buys reserve cannot be spent again', () => {
    const past = eventsAfter(open(), submit('a', { limitPrice: '99', quantity: '1000' }));
    const given = account.given(...past);
    given.when(submit('b', { limitPrice: '1', quantity: '1000' })).thenTypes('VirtualOrderAccepted');
    const refused = given.when(submit('c', { limitPrice: '1', quantity: '1001' }));
    refused.thenTypes('VirtualOrderRejected');
    expect(closedOrder(refused.state, id('c'))?.code).toBe('insufficient_buying_power');
  });

  it('VB-U2: a cash account sells what it holds and no open sell has claimed', () => {
    const claim = submit('s', { side: 'sell', limitPrice: '200', quantity: '6' });
    const past = eventsAfter(open(), submit('held'), claim);
    const given = account.given(...past);
    given
      .when(submit('b', { side: 'sell', quantity: '4' }))
      .thenTypes('VirtualOrderAccepted', 'TradeSimulatedEvent');
    given.when(submit('c', { side: 'sell', quantity: '5' })).then(
      events.VirtualOrderRejected({
        ...identity,
        ...idsOf('c'),
        code: 'insufficient_quantity',
        detail: '4 AAPL can be sold',
        figures: null,
        rejectedAt: TEST_NOW,
      }),
    );
  });
});

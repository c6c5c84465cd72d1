import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { PositionStopLossSetEvent, PositionTakeProfitSetEvent } from './care-events.ts';
import type { StopLossConfig } from './configs.ts';
import { positionAggregate } from './position.ts';
import { fixed, market, OPENED, open, percentage, setStop, setTarget, trailing } from './testing/commands.ts';
import { book, id, openOf } from './testing/fixtures.ts';

const position = specification(positionAggregate);
const given = (...commands: Parameters<typeof book>[0]) => position.given(...book(commands).events);
const ids = { positionId: OPENED, userId: testEnv().userId, accountId: id('account'), symbol: 'AAPL' };
const atr = (atrMultiplier: string): StopLossConfig => ({
  type: 'atr',
  atrMultiplier,
  atrPeriod: 14,
  moveWithPyramids: true,
});

describe('setting a stop', () => {
  it('tells the price, the risk and what was before', () => {
    given(open('long', '100', '150'), setStop(fixed('140')))
      .when(setStop(percentage('2')))
      .then(
        PositionStopLossSetEvent({
          ...ids,
          stopLoss: percentage('2'),
          stopLossPrice: '147',
          previousStopLossPrice: '140',
          waterMark: null,
          atr: null,
          heldAtBroker: false,
          riskAmount: '300',
          riskPercentage: '0.3',
          setAt: TEST_NOW,
        }),
      );
  });

  it.each([
    ['long', '150', '150.01'],
    ['short', '150', '149.99'],
  ] as const)('PO-U6: on the wrong side of the market is refused for a %s', (side, at, beyond) => {
    for (const price of [at, beyond])
      given(open(side, '100', '150'))
        .when(setStop(fixed(price)))
        .thenRejected('wrong_side_of_market', 'stopLoss');
  });

  it('PO-U6: the market is what the command says, else the last valuation, else the last entry', () => {
    const start = open('long', '100', '150');
    given(start)
      .when(setStop(fixed('155'), { marketPrice: '160' }))
      .thenTypes('PositionStopLossSetEvent');
    given(start, market('160'))
      .when(setStop(fixed('155')))
      .thenTypes('PositionStopLossSetEvent');
    given(start, market('154'))
      .when(setStop(fixed('155')))
      .thenRejected('wrong_side_of_market');
    given(start)
      .when(setStop(fixed('155')))
      .thenRejected('wrong_side_of_market');
  });

  it.each([
    ['long', '140', '139', '141'],
    ['short', '160', '161', '159'],
  ] as const)('PO-U6: of a %s that increases the risk must be confirmed', (side, now, wider, tighter) => {
    const start = [open(side, '100', '150'), setStop(fixed(now))];
    given(...start)
      .when(setStop(fixed(wider)))
      .thenRejected('confirmation_required', 'confirmed');
    given(...start)
      .when(setStop(fixed(wider), { confirmed: true }))
      .thenTypes('PositionStopLossSetEvent');
    given(...start)
      .when(setStop(fixed(tighter)))
      .thenTypes('PositionStopLossSetEvent');
  });

  it('PO-U6: taken away must be confirmed; taken away again is nothing', () => {
    const start = [open('long', '100', '150'), setStop(fixed('140'))];
    given(...start)
      .when(setStop(null))
      .thenRejected('confirmation_required');
    const state = given(...start)
      .when(setStop(null, { confirmed: true }))
      .thenTypes('PositionStopLossSetEvent');
    expect(openOf(state)).toMatchObject({ stopLoss: null, initialRisk: '1000' });
    given(open('long', '100', '150'))
      .when(setStop(null))
      .then();
  });

  it('that is so already changes nothing; another holder does', () => {
    const start = [open('long', '100', '150'), setStop(fixed('140'))];
    given(...start)
      .when(setStop(fixed('140')))
      .then();
    given(...start)
      .when(setStop(fixed('140'), { heldAtBroker: true }))
      .thenTypes('PositionStopLossSetEvent');
  });

  it('PO-U4: that trails starts from the better of entry and market', () => {
    const start = open('long', '100', '150');
    const trails = (marketPrice: string) =>
      openOf(book([start, setStop(trailing('5'), { marketPrice })]).state).stopLoss;
    expect(trails('148')).toMatchObject({ price: '145', waterMark: null });
    expect(trails('170')).toMatchObject({ price: '165', waterMark: '170' });
  });

  it('by ATR keeps the range it was set with', () => {
    const { state } = book([open('long', '100', '150'), setStop(atr('2'), { atr: '2.5' })]);
    expect(openOf(state).stopLoss).toMatchObject({ price: '145', atr: '2.5' });
    given(open('long', '100', '150'))
      .when(setStop(atr('2')))
      .thenRejected('atr_required', 'atr');
  });

  it('PO-U10: the first one is the risk that results are measured by', () => {
    const { state } = book([open('long', '100', '150'), setStop(fixed('140')), setStop(fixed('145'))]);
    expect(openOf(state).initialRisk).toBe('1000');
  });
});

describe('setting a target', () => {
  it('tells the price and what was before', () => {
    given(open('long', '100', '150'), setTarget({ type: 'price', price: '160' }))
      .when(setTarget({ type: 'dollar', dollarAmount: '2000' }))
      .then(
        PositionTakeProfitSetEvent({
          ...ids,
          takeProfit: { type: 'dollar', dollarAmount: '2000' },
          takeProfitPrice: '170',
          previousTakeProfitPrice: '160',
          heldAtBroker: false,
          setAt: TEST_NOW,
        }),
      );
  });

  it.each([
    ['long', '150'],
    ['short', '150'],
  ] as const)('PO-U6: that a %s has reached already is refused', (side, price) => {
    given(open(side, '100', '150'))
      .when(setTarget({ type: 'price', price }))
      .thenRejected('wrong_side_of_market', 'takeProfit');
  });

  it('by ratio needs a stop', () => {
    given(open('long', '100', '150'))
      .when(setTarget({ type: 'risk_reward', riskRewardRatio: '2' }))
      .thenRejected('stop_loss_required', 'takeProfit');
  });

  it('is taken away by none, without confirmation; what is so already changes nothing', () => {
    const start = [open('long', '100', '150'), setTarget({ type: 'price', price: '160' })];
    const state = given(...start)
      .when(setTarget(null))
      .thenTypes('PositionTakeProfitSetEvent');
    expect(openOf(state).takeProfit).toBeNull();
    given(...start)
      .when(setTarget({ type: 'price', price: '160.0' }))
      .thenTypes('PositionTakeProfitSetEvent');
    given(...start)
      .when(setTarget({ type: 'price', price: '160' }))
      .then();
    given(open('long', '100', '150'))
      .when(setTarget(null))
      .then();
  });
});

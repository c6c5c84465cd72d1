import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { plainAsset } from '../shared/derivatives.ts';
import { updatePositionValuationCommand } from './care-commands.ts';
import {
  PositionExitTriggeredEvent,
  PositionPnLUpdatedEvent,
  PositionTrailingStopMovedEvent,
} from './care-events.ts';
import { positionAggregate } from './position.ts';
import {
  adjust,
  close,
  fixed,
  market,
  OPENED,
  open,
  reArm,
  reduce,
  setStop,
  setTarget,
  trailing,
} from './testing/commands.ts';
import { book, FILLED_AT, fill, id, openOf } from './testing/fixtures.ts';

const position = specification(positionAggregate);
const given = (...commands: Parameters<typeof book>[0]) => position.given(...book(commands).events);
const ids = { positionId: OPENED, userId: testEnv().userId, accountId: id('account'), symbol: 'AAPL' };
const long100 = open('long', '100', '150');
const short100 = open('short', '100', '150');
const SECOND = 1_000;
const MINUTE = 60_000;

describe('valuing', () => {
  it('invariant 10: 100 @150 marked 155 has 500 unrealized', () => {
    given(long100)
      .when(market('155'))
      .then(
        PositionPnLUpdatedEvent({
          ...ids,
          price: '155',
          quantity: '100',
          averageEntryPrice: '150',
          marketValue: '15500',
          unrealizedPnl: '500',
          unrealizedPnlPct: '3.333333333333333333333333333',
          realizedPnl: '0',
          totalPnl: '500',
          pyramidingCount: 1,
          mfe: '500',
          mae: '0',
          valuedAt: FILLED_AT,
        }),
      );
  });

  it('is an event at most once a minute', () => {
    given(long100, market('155'))
      .when(market('156', MINUTE - 1))
      .then();
    given(long100, market('155')).when(market('156', MINUTE)).thenTypes('PositionPnLUpdatedEvent');
  });

  it('and once more when a position that was valued closes', () => {
    const { events } = book([long100, market('155'), close('152', { filledAt: plusMs(FILLED_AT, SECOND) })]);
    expect(events.map(({ type }) => type)).toEqual([
      'PositionOpenedEvent',
      'PositionPnLUpdatedEvent',
      'PositionPnLUpdatedEvent',
      'PositionClosedEvent',
    ]);
    expect(events[2]?.data).toMatchObject({ price: '152', unrealizedPnl: '200', mfe: '500' });
  });

  it('a price older than the last one recorded says nothing', () => {
    given(long100, setStop(fixed('140')), market('155', 2 * MINUTE))
      .when(market('1', MINUTE))
      .then();
  });

  it('PO-U7: no price is no valuation, never zero', () => {
    given(long100).when(market('0')).thenRejected('invalid_price', 'marketPrice');
    given(long100)
      .when(market('155', 0, { low: '0' }))
      .thenRejected('invalid_price');
    expect(updatePositionValuationCommand.safeParse(market('0')).success).toBe(false);
  });

  it('of another instrument is refused; a book without a position has nothing to value', () => {
    given(long100)
      .when(market('155', 0, { symbol: 'MSFT' }))
      .thenRejected('wrong_instrument', 'symbol');
    position.given().when(market('155')).then();
  });

  it('PO-U10: widens the excursions by the extremes of the trades in between', () => {
    const { state } = book([long100, market('151', 0, { high: '157', low: '148' })]);
    expect(openOf(state)).toMatchObject({ mfe: '700', mae: '-200', valuation: { price: '151' } });
    const shortState = book([short100, market('151', 0, { high: '157', low: '148' })]).state;
    expect(openOf(shortState)).toMatchObject({ mfe: '200', mae: '-700' });
  });

  it('PO-U10: excursions are of the whole position, what was realized included', () => {
    const { state } = book([long100, reduce('50', '160'), market('140')]);
    expect(openOf(state)).toMatchObject({ mfe: '1000', mae: '0' });
  });
});

describe('a trailing stop', () => {
  const trails = (command: typeof long100, config = trailing('5')) => [command, setStop(config)];

  it('PO-U4: follows the best price by a tick or more', () => {
    const state = given(...trails(long100), market('150'))
      .when(market('152', SECOND))
      .then(
        PositionTrailingStopMovedEvent({
          ...ids,
          waterMark: '152',
          stopLossPrice: '147',
          previousStopLossPrice: '145',
          riskAmount: '300',
          movedAt: plusMs(FILLED_AT, SECOND),
        }),
      );
    expect(openOf(state).stopLoss).toMatchObject({ price: '147', waterMark: '152' });
  });

  it.each([
    ['long', long100, trailing('5'), ['152', '151', '153'], '148'],
    ['short', short100, trailing('5'), ['148', '149', '147'], '152'],
    ['long', long100, trailing(null, '10'), ['160', '155', '170'], '153'],
    ['short', short100, trailing(null, '10'), ['140', '145', '130'], '143'],
  ] as const)('PO-U4: of a %s is never loosened', (_, command, config, prices, stop) => {
    const markets = prices.map((price, n) => market(price, n * SECOND));
    expect(openOf(book([...trails(command, config), ...markets]).state).stopLoss?.price).toBe(stop);
  });

  it('PO-U4: a move of less than a tick is no event', () => {
    given(...trails(long100), market('150'))
      .when(market('150.009', SECOND))
      .then();
  });

  it('DESIGN 6: moves at most once a second, and what was left out follows', () => {
    const moved = given(...trails(long100), market('150'), market('152', SECOND));
    moved.when(market('153', 2 * SECOND - 1)).then();
    moved.when(market('153', 2 * SECOND)).thenTypes('PositionTrailingStopMovedEvent');
  });

  it('DESIGN 6: moves before it triggers, however soon after the last move', () => {
    const events = given(...trails(long100), market('150'), market('152', SECOND)).when(
      market('154', SECOND + 10, { high: '160' }),
    ).events;
    expect(events.map(({ type }) => type)).toEqual([
      'PositionTrailingStopMovedEvent',
      'PositionExitTriggeredEvent',
    ]);
    expect(events[1]?.data).toMatchObject({ triggerPrice: '155', marketPrice: '154' });
  });

  it('PO-U4, DESIGN 6: a mark that came too soon to be an event is not lost', () => {
    const moved = given(...trails(long100), market('150'), market('152', SECOND));
    const quiet = moved.when(market('153', SECOND + 500)).events;
    expect(quiet).toEqual([]);
    const [move, trigger] = moved.when(market('148', SECOND + 700, { high: '153' })).events;
    expect(move?.data).toMatchObject({ waterMark: '153', stopLossPrice: '148' });
    expect(trigger?.data).toMatchObject({ trigger: 'stop_loss', triggerPrice: '148' });
  });

  it('a low of unknown order does not hit a stop that the high has only just moved', () => {
    const events = given(...trails(long100), market('150')).when(
      market('158', SECOND, { high: '160', low: '150' }),
    ).events;
    expect(events.map(({ type }) => type)).toEqual(['PositionTrailingStopMovedEvent']);
  });

  it('PO-U5: that the broker holds is moved by the broker', () => {
    given(long100, setStop(trailing('5'), { heldAtBroker: true }), market('150'))
      .when(market('160', SECOND))
      .then();
  });
});

describe('a stop or target that is hit', () => {
  const protectedLong = [
    long100,
    setStop(fixed('145')),
    setTarget({ type: 'price', price: '160' }),
    market('150'),
  ];

  it('PO-U5: asks for a closing order and leaves the position open', () => {
    const state = given(...protectedLong)
      .when(market('144.5', SECOND))
      .then(
        PositionExitTriggeredEvent({
          ...ids,
          triggerId: id('exit trigger', OPENED, 'stop_loss', testEnv().commandId),
          trigger: 'stop_loss',
          triggerPrice: '145',
          marketPrice: '144.5',
          closingSide: 'sell',
          quantity: '100',
          ...plainAsset('stock'),
          multiplier: '1',
          strategyId: null,
          automationId: null,
          signalId: null,
          triggeredAt: plusMs(FILLED_AT, SECOND),
        }),
      );
    expect(openOf(state)).toMatchObject({ quantity: '100', pendingExit: { trigger: 'stop_loss' } });
  });

  it.each([
    ['long', '145', '160', '145', 'stop_loss', 'sell'],
    ['long', '145', '160', '160', 'take_profit', 'sell'],
    ['short', '155', '140', '155', 'stop_loss', 'buy'],
    ['short', '155', '140', '140', 'take_profit', 'buy'],
  ] as const)(
    'PO-U5: of a %s with stop %s and target %s, at %s',
    (side, stop, target, price, trigger, closingSide) => {
      const [event] = given(
        open(side, '100', '150'),
        setStop(fixed(stop)),
        setTarget({ type: 'price', price: target }),
        market('150'),
      ).when(market(price, SECOND)).events;
      expect(event?.data).toMatchObject({ trigger, closingSide });
    },
  );

  it('PO-U5: in a batch that saw both is the stop', () => {
    const [event] = given(...protectedLong).when(market('150', SECOND, { high: '161', low: '144' })).events;
    expect(event?.data).toMatchObject({ trigger: 'stop_loss' });
  });

  it('PO-U5: triggers once', () => {
    given(...protectedLong, market('144', SECOND))
      .when(market('143', 2 * SECOND))
      .then();
  });

  it('PO-U5: is watched again when the closing order ended unfilled', () => {
    const { state, events } = book([...protectedLong, market('144', SECOND)]);
    const triggerId = openOf(state).pendingExit?.triggerId ?? '';
    const past = position.given(...events);
    past.when(reArm(triggerId)).thenTypes('PositionExitReArmedEvent');
    past.when(reArm(null)).thenTypes('PositionExitReArmedEvent');
    past.when(reArm(id('another'))).then();
    const again = given(...protectedLong, market('144', SECOND), reArm(triggerId));
    again.when(market('144', 2 * SECOND)).thenTypes('PositionExitTriggeredEvent');
    again.when(reArm(triggerId)).then();
  });

  it('PO-U5: the fill of the closing order tells why it was made', () => {
    const { events } = book([...protectedLong, market('144', SECOND), fill('sell', '100', '143.9')]);
    expect(events.at(-1)?.data).toMatchObject({ exitReason: 'stop_loss', exit: { exitReason: 'stop_loss' } });
    const told = fill('sell', '100', '143.9', { exitReason: 'automation' });
    expect(book([...protectedLong, market('144', SECOND), told]).events.at(-1)?.data).toMatchObject({
      exitReason: 'automation',
    });
  });

  it('PO-U5: that the broker holds is left to the broker', () => {
    const native = { heldAtBroker: true };
    const held = [long100, setStop(fixed('145'), native), setTarget({ type: 'price', price: '160' }, native)];
    given(...held, market('150'))
      .when(market('144', SECOND))
      .then();
    given(...held, market('150'))
      .when(market('161', SECOND))
      .then();
    const opened = open('long', '100', '150', { stopLoss: fixed('145'), exitsHeldAtBroker: true });
    given(opened, market('150')).when(market('144', SECOND)).then();
  });

  it('PO-U8: is not watched once the instrument is delisted', () => {
    given(...protectedLong, adjust({ kind: 'delisting' }))
      .when(market('144', SECOND))
      .then();
  });
});

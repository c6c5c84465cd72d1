import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification } from '../../core/testing/decider-specification.ts';
import {
  addToPositionCommand,
  closePositionCommand,
  openPositionCommand,
  reducePositionCommand,
} from './commands.ts';
import { positionAggregate } from './position.ts';
import { add, close, fixed, OPENED, open, percentage, positionIdOf, reduce } from './testing/commands.ts';
import { book, FILLED_AT, fill, id, openOf } from './testing/fixtures.ts';

const position = specification(positionAggregate);
const given = (...commands: Parameters<typeof book>[0]) => position.given(...book(commands).events);
const long100 = open('long', '100', '150');

describe('opening by command', () => {
  it('makes a position with its plan: stop, target, risk and pyramiding', () => {
    const { state, events } = book([
      open('long', '100', '150', {
        stopLoss: percentage('2'),
        takeProfit: { type: 'risk_reward', riskRewardRatio: '3' },
        automationId: id('automation'),
        signalId: id('signal'),
        marketCondition: 'trend up',
      }),
    ]);
    expect(events[0]?.data).toMatchObject({
      stopLossPrice: '147',
      stopLossType: 'percentage',
      takeProfitPrice: '159',
      riskAmount: '300',
      riskPercentage: '0.3',
      entryReason: 'initial',
    });
    expect(openOf(state)).toMatchObject({
      positionId: OPENED,
      stopLoss: { price: '147', heldAtBroker: false },
      takeProfit: { price: '159' },
      initialRisk: '300',
      automationId: id('automation'),
      signalId: id('signal'),
      marketCondition: 'trend up',
    });
  });

  it('invariant 7: is refused while one is open', () => {
    given(long100)
      .when(open('short', '1', '150', { fillId: 'other' }))
      .thenRejected('position_already_open');
  });

  it('is refused on an account that is not active', () => {
    position
      .given()
      .when({ ...long100, accountActive: false })
      .thenRejected('account_inactive', 'accountId');
  });

  it('is refused when the details do not fit the asset type', () => {
    position
      .given()
      .when({ ...long100, assetType: 'option' })
      .thenRejected('asset_mismatch', 'assetType');
  });

  it.each([
    ['a stop above a long entry', { stopLoss: fixed('151') }, 'wrong_side_of_market', 'stopLoss'],
    [
      'a target below a long entry',
      { takeProfit: { type: 'price', price: '149' } },
      'wrong_side_of_market',
      'takeProfit',
    ],
    [
      'an ATR stop without an ATR',
      { stopLoss: { type: 'atr', atrMultiplier: '2', atrPeriod: 14, moveWithPyramids: true } },
      'atr_required',
      'atr',
    ],
    [
      'a risk-reward target without a stop',
      { takeProfit: { type: 'risk_reward', riskRewardRatio: '2' } },
      'stop_loss_required',
      'takeProfit',
    ],
  ] as const)('PO-U6: is refused with %s', (_, plan, code, field) => {
    position
      .given()
      .when({ ...long100, ...plan })
      .thenRejected(code, field);
  });

  it('PO-U1: a fill whose plan does not hold is booked all the same, and shows that it is unprotected', () => {
    const { state, events } = book([fill('buy', '100', '150', { stopLoss: fixed('151') })]);
    expect(events[0]?.data).toMatchObject({ stopLossType: 'fixed', stopLossPrice: null, riskAmount: null });
    expect(openOf(state)).toMatchObject({ stopLoss: null, unprotected: true });
  });
});

describe('reducing and closing by command', () => {
  it('takes a part, then the rest', () => {
    const { state, events } = book([
      long100,
      reduce('40', '160', { exitReason: 'automation', triggeredBy: 'rebalance' }),
      close('155', { commission: '1', filledAt: plusMs(FILLED_AT, 9_000) }),
    ]);
    expect(events.map(({ type }) => type)).toEqual([
      'PositionOpenedEvent',
      'PositionReducedEvent',
      'PositionClosedEvent',
    ]);
    expect(events[1]?.data).toMatchObject({
      remainingQuantity: '60',
      realizedPnl: '400',
      exit: { exitReason: 'automation', triggeredBy: 'rebalance' },
    });
    expect(events[2]?.data).toMatchObject({
      realizedPnl: '699',
      exitReason: 'manual',
      exit: { quantity: '60', holdingPeriodMs: 9_000 },
    });
    expect(state.open).toBeNull();
  });

  it('reducing by all of it closes', () => {
    given(long100).when(reduce('100.0', '160')).thenTypes('PositionClosedEvent');
  });

  it('reducing by more than is open is refused: only a fill may cross zero', () => {
    given(long100).when(reduce('100.1', '160')).thenRejected('insufficient_quantity', 'quantity');
  });

  it('invariant 6: a fill id counts once, whatever command it comes with', () => {
    const closed = given(long100, close('155', { fillId: 'x' }));
    closed.when(reduce('1', '155', { fillId: 'x' })).then();
    closed.when(close('155', { fillId: 'x' })).then();
    closed.when(add('1', '155', { fillId: 'x' })).then();
    closed.when({ ...long100 }).then();
    closed.when(fill('sell', '1', '155', { fillId: 'x' })).then();
  });
});

describe('a position that is not open', () => {
  const closed = given(long100, close('155'));

  it('closed is another refusal than never here', () => {
    closed.when(close('150')).thenRejected('position_already_closed');
    closed.when(reduce('1', '150')).thenRejected('position_not_open');
    closed.when(add('1', '150')).thenRejected('position_not_open');
    const positionId = id('elsewhere');
    closed.when(close('150', { positionId })).thenRejected('position_not_found');
    closed.when(reduce('1', '150', { positionId })).thenRejected('position_not_found');
    position.given().when(close('150')).thenRejected('position_not_found');
  });

  it('is told apart while the next one is open', () => {
    const next = given(long100, close('155'), fill('buy', '1', '150'));
    next.when(close('150')).thenRejected('position_already_closed');
    next.when(reduce('1', '150')).thenRejected('position_not_open');
    next.when(close('150', { positionId: positionIdOf('buy-1@150') })).thenTypes('PositionClosedEvent');
  });

  it('is remembered for a while only', () => {
    const scalps = Array.from({ length: 20 }, (_, n) => [
      fill('buy', '1', '1', { fillId: `in-${n}` }),
      fill('sell', '1', '1', { fillId: `out-${n}` }),
    ]).flat();
    const { state } = book(scalps);
    expect(state.recentlyClosed.map(({ positionId }) => positionId).slice(0, 2)).toEqual([
      positionIdOf('in-19'),
      positionIdOf('in-18'),
    ]);
    expect(state.recentlyClosed).toHaveLength(16);
  });
});

describe('the shapes of commands (C-R4)', () => {
  it.each([
    [openPositionCommand, long100, 'entryPrice'],
    [addToPositionCommand, add('1', '150'), 'price'],
    [reducePositionCommand, reduce('1', '150'), 'quantity'],
    [closePositionCommand, close('150'), 'exitPrice'],
  ] as const)('numbers must be above zero', (schema, command, field) => {
    expect(schema.parse(command)).toEqual(command);
    expect(schema.safeParse({ ...command, [field]: '0' }).success).toBe(false);
    expect(schema.safeParse({ ...command, [field]: '-1' }).success).toBe(false);
    expect(schema.safeParse({ ...command, [field]: 1 }).success).toBe(false);
  });
});

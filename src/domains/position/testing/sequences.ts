import fc from 'fast-check';
import { expect } from 'vitest';
import { plusMs } from '../../../core/instant.ts';
import { localDate } from '../../../core/local-date.ts';
import { type CommandSequences, runCommandSequences } from '../../../core/testing/command-sequences.ts';
import { TEST_NOW } from '../../../core/testing/decider-specification.ts';
import { flattenAsset } from '../../shared/derivatives.ts';
import type { PositionCommand } from '../commands.ts';
import { PYRAMIDING_DEFAULTS } from '../configs.ts';
import type { PositionEvent } from '../events.ts';
import { positionAggregate } from '../position.ts';
import { SETTLEMENT_OUTCOMES } from '../settlement.ts';
import type { PositionBook } from '../state.ts';
import {
  add,
  adjust,
  atBroker,
  close,
  complete,
  fixed,
  market,
  open,
  percentage,
  reArm,
  reconcileWith,
  reduce,
  setStop,
  setTarget,
  settle,
  trailing,
} from './commands.ts';
import { fill } from './fixtures.ts';

const FILL_IDS = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6'];
const ELSEWHERE = '00000000-0000-4000-8000-0000000000ff';
const CALL = flattenAsset({
  assetType: 'option',
  option: {
    underlyingSymbol: 'AAPL',
    strikePrice: '100',
    expirationDate: localDate(2025, 11, 21),
    optionType: 'call',
    optionAction: null,
    contractSize: '1',
    multiplier: '1',
  },
  future: null,
});

/** The id under which these sequences open a position with a fill: asked of the sequences themselves, because they make the ids. */
const positionIdOf = (fillId: string): string => {
  let positionId = '';
  const opening = [fill('buy', '1', '100', { fillId })];
  const check = ({ open: position }: PositionBook) => {
    positionId = position?.positionId ?? positionId;
  };
  runCommandSequences(
    positionAggregate,
    { command: fc.constant<PositionCommand>(market('100')), opening, check },
    { runs: 1, seed: 1 },
  );
  return positionId;
};

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const FIRST = positionIdOf('f0');
const fillId = oneOf(...FILL_IDS);
const positionId = oneOf(FIRST, FIRST, FIRST, ...FILL_IDS.slice(1, 3).map(positionIdOf), ELSEWHERE);
const quantity = oneOf('0.5', '1', '1', '2', '4');
const price = oneOf('80', '96', '98', '100', '102', '104', '120');
const commission = oneOf('0', '0.5', '-0.25');
const afterMs = fc.nat({ max: 240 }).map((half) => half * 500);
const orderSide = oneOf('buy' as const, 'sell' as const);
const side = oneOf('long' as const, 'short' as const);
const yes = fc.boolean();

const pyramiding = oneOf(
  null,
  { ...PYRAMIDING_DEFAULTS, enabled: true },
  { ...PYRAMIDING_DEFAULTS, enabled: true, maxEntries: 2, breakevenAfterEntry: 3 },
);
const stopLoss = oneOf(
  null,
  fixed('90'),
  fixed('110'),
  percentage('5'),
  trailing('5'),
  trailing('15'),
  trailing(null, '3'),
  trailing(null, '20'),
  { type: 'dollar', dollarAmount: '10', moveWithPyramids: true } as const,
  { type: 'atr', atrMultiplier: '2', atrPeriod: 14, moveWithPyramids: true } as const,
);
const takeProfit = oneOf(
  null,
  { type: 'price', price: '110' } as const,
  { type: 'percentage', percentage: '10' } as const,
  { type: 'risk_reward', riskRewardRatio: '2' } as const,
  { type: 'dollar', dollarAmount: '5' } as const,
);
const plan = { stopLoss, takeProfit, exitsHeldAtBroker: yes, pyramiding, atr: oneOf(null, '1.5') };

const trades: readonly fc.Arbitrary<PositionCommand>[] = [
  fc
    .record({
      orderSide,
      quantity,
      price,
      given: fc.record({ fillId, commission, ...plan }),
    })
    .map(({ given, ...f }) => fill(f.orderSide, f.quantity, f.price, given)),
  fc
    .record({ side, quantity, price, given: fc.record({ fillId, accountActive: yes, ...plan }), call: yes })
    .map(({ given, ...o }) => open(o.side, o.quantity, o.price, { ...given, ...(o.call ? CALL : {}) })),
  fc
    .record({
      quantity,
      price,
      given: fc.record({
        positionId,
        fillId,
        forcePyramid: yes,
        buyingPower: oneOf('0', '1000'),
        riskLimitPct: oneOf(null, '1'),
      }),
    })
    .map(({ given, ...a }) => add(a.quantity, a.price, given)),
  fc
    .record({ quantity, price, given: fc.record({ positionId, fillId, commission }) })
    .map(({ given, ...r }) => reduce(r.quantity, r.price, given)),
  fc
    .record({ price, given: fc.record({ positionId, fillId, commission }) })
    .map(({ given, ...c }) => close(c.price, given)),
];

const adjustment = fc.oneof(
  oneOf('2', '0.5').map((ratio) => ({ kind: 'split', ratio }) as const),
  fc.constant({ kind: 'symbol_change', newSymbol: 'NEWS' } as const),
  fc.constant({ kind: 'delisting' } as const),
  fc.record({
    kind: fc.constant('correction' as const),
    tradeId: fillId,
    side: orderSide,
    quantityChange: oneOf('0', '0', '0.5', '-1'),
    valueChange: oneOf('1', '-1', '-50'),
    commissionChange: oneOf('0', '0.5'),
  }),
  fc.record({ quantity, price }).map((trade) => ({
    kind: 'trades_found' as const,
    trades: [{ tradeId: 'found', commission: '0', ...trade }],
  })),
);

const care: readonly fc.Arbitrary<PositionCommand>[] = [
  fc
    .record({ price, afterMs, high: oneOf(null, null, '103', '130'), low: oneOf(null, null, '70', '97') })
    .map((m) => market(m.price, m.afterMs, { high: m.high, low: m.low })),
  fc
    .record({
      stopLoss,
      given: fc.record({ positionId, heldAtBroker: yes, confirmed: yes, atr: oneOf(null, '1') }),
    })
    .map((s) => setStop(s.stopLoss, s.given)),
  fc
    .record({ takeProfit, given: fc.record({ positionId, heldAtBroker: yes }) })
    .map((t) => setTarget(t.takeProfit, t.given)),
  positionId.map((id) => ({ ...reArm(null), positionId: id })),
  fc
    .record({ there: oneOf(null, '1', '2', '-1', '0.5'), price })
    .map((r) => reconcileWith(r.there === null ? null : atBroker(r.there, r.price))),
  fc
    .record({ adjustment, given: fc.record({ positionId: fc.option(positionId), adjustmentId: fillId }) })
    .map((a) => adjust(a.adjustment, a.given)),
  fc
    .record({
      outcome: oneOf(...SETTLEMENT_OUTCOMES),
      given: fc.record({
        positionId,
        settlementId: fillId,
        quantity: fc.option(quantity),
        underlyingPrice: oneOf(null, '90', '110'),
        settledAt: oneOf(TEST_NOW, plusMs(TEST_NOW, -7 * 86_400_000)),
      }),
    })
    .map((s) => settle(s.outcome, s.given)),
  positionId.map((id) => ({ ...complete(), positionId: id })),
];

/** The first kinds of care come twice as often: markets, stops, targets and what lets go of a trigger. */
const WATCHED = 4;

/** What is open, counted over all events; the quantities above are exact as binary numbers. */
const openQuantity = (history: readonly PositionEvent[]): number => {
  let quantity = 0;
  for (const { type, data } of history)
    switch (type) {
      case 'PositionOpenedEvent':
        quantity = Number(data.quantity);
        break;
      case 'PositionIncreasedEvent':
        quantity += Number(data.entry.quantity);
        break;
      case 'PositionReducedEvent':
        quantity -= Number(data.exit.quantity);
        break;
      case 'PositionClosedEvent':
        expect(Number(data.exit?.quantity ?? quantity)).toBe(quantity);
        quantity = 0;
        break;
      case 'PositionReconciledEvent':
      case 'PositionAdjustedEvent':
        if (data.figures) quantity = Number(data.figures.quantity);
        break;
    }
  return quantity;
};

/** What every life begins with: a position that can be added to, stopped out and settled. */
const firstPosition = open('long', '4', '100', {
  fillId: 'f0',
  ...CALL,
  stopLoss: trailing('12'),
  pyramiding: { ...PYRAMIDING_DEFAULTS, enabled: true },
});

/** Random lives of a book: mostly trades under few fill ids, so that they meet, and care for what they opened. */
export const positionSequences: CommandSequences<PositionBook, PositionCommand, PositionEvent> = {
  opening: [firstPosition],
  command: fc.oneof(...trades, ...care, ...care.slice(0, WATCHED)),
  check: ({ open: position, recentlyClosed }, history) => {
    expect(Number(position?.quantity ?? 0)).toBe(openQuantity(history));
    if (position) {
      expect(Number(position.quantity)).toBeGreaterThan(0);
      expect(position.status).toBe('open');
      expect(position.pyramidingCount).toBeLessThanOrEqual(position.entries);
      expect(Number(position.mfe)).toBeGreaterThanOrEqual(0);
      expect(Number(position.mae)).toBeLessThanOrEqual(0);
    }
    expect(recentlyClosed.some(({ positionId: closed }) => closed === position?.positionId)).toBe(false);
  },
};

import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { PYRAMIDING_DEFAULTS, pyramidingConfigSchema } from './configs.ts';
import { positionAggregate } from './position.ts';
import { nextPyramidSize, pyramidSummary, validatePyramid } from './pyramiding.ts';
import { add, fixed, open, percentage, trailing } from './testing/commands.ts';
import { book, fill, id, openOf } from './testing/fixtures.ts';

const position = specification(positionAggregate);
const ON = { ...PYRAMIDING_DEFAULTS, enabled: true };
const opened = (side: 'long' | 'short', changes: Parameters<typeof open>[3] = {}) =>
  open(side, '100', '100', { pyramiding: ON, ...changes });
const given = (...commands: Parameters<typeof book>[0]) => position.given(...book(commands).events);
const ladder = ['104', '109', '114', '119'].map((price) => add('10', price));

describe('a pyramiding configuration', () => {
  it('PO-R1: is off by default, with the numbers of the guide', () => {
    expect(PYRAMIDING_DEFAULTS).toEqual({
      enabled: false,
      maxEntries: 5,
      sizeFactor: '0.5',
      minProfitFraction: '0.02',
      minSpacingFraction: '0.03',
      moveStopOnPyramid: true,
      breakevenAfterEntry: 2,
    });
    given(open('long', '100', '100'))
      .when(add('50', '104'))
      .thenRejected('pyramiding_disabled');
    given(open('long', '100', '100'))
      .when(add('50', '104', { forcePyramid: true }))
      .thenRejected('pyramiding_disabled');
  });

  it.each([
    ['maxEntries', 1, true],
    ['maxEntries', 10, true],
    ['maxEntries', 0, false],
    ['maxEntries', 11, false],
    ['sizeFactor', '1', true],
    ['sizeFactor', '1.01', false],
    ['sizeFactor', '0', false],
    ['minProfitFraction', '0', true],
    ['minProfitFraction', '-0.01', false],
    ['minSpacingFraction', '-0.01', false],
    ['minSpacingFraction', 'abc', false],
    ['breakevenAfterEntry', 0, false],
  ])('PO-R1: %s of %s: %s', (field, value, valid) => {
    expect(pyramidingConfigSchema.safeParse({ ...ON, [field]: value }).success).toBe(valid);
  });
});

describe('an add', () => {
  it('PO-R2, invariant 11: is allowed as the 5th entry and refused as the 6th, even by force', () => {
    const five = given(opened('long'), ...ladder);
    expect(openOf(five.state())).toMatchObject({ entries: 5, pyramidingCount: 5 });
    five.when(add('5', '125')).thenRejected('max_pyramid_entries_reached');
    five.when(add('5', '125', { forcePyramid: true })).thenRejected('max_pyramid_entries_reached');
  });

  it('PO-R2: fills of one order are one entry, and a further fill of it is let in', () => {
    const orderId = id('one order');
    const { state } = book([
      opened('long', { orderId }),
      fill('buy', '50', '101', { orderId, fillId: 'a' }),
      add('10', '104.5', { orderId: id('second') }),
      add('30', '104.9', { orderId: id('second'), fillId: 'b' }),
      fill('buy', '1', '90', { orderId, fillId: 'late' }),
    ]);
    expect(openOf(state)).toMatchObject({
      entries: 5,
      pyramidingCount: 2,
      lastEntry: { orderId: id('second'), quantity: '40', price: '104.8' },
    });
  });

  it('PO-R2: invariant 10, the average counts every entry', () => {
    const { state } = book([
      open('long', '100', '150', { pyramiding: ON }),
      add('50', '155'),
      add('25', '160'),
    ]);
    expect(openOf(state).averageEntryPrice).toBe('152.8571428571428571428571429');
  });

  it.each([
    ['long', '102.99', '103'],
    ['short', '97.01', '97'],
  ] as const)(
    'PO-R3, PO-R4, invariant 11: a %s needs profit and distance since the last entry',
    (side, near, far) => {
      given(opened(side)).when(add('50', near)).thenRejected('pyramid_validation_failed');
      given(opened(side)).when(add('50', far)).thenTypes('PositionIncreasedEvent');
    },
  );

  it.each([
    ['long', '95'],
    ['short', '105'],
  ] as const)('PO-R3: a %s far in loss is refused for its profit alone', (side, price) => {
    const doc = openOf(book([opened(side)]).state);
    const result = validatePyramid(doc, add('50', price), false);
    expect(result.failureReasons).toEqual(['insufficient_profit']);
    expect(result).toMatchObject({ currentProfitPct: '-5', spacingPct: '5', hasSufficientSpacing: true });
  });

  it('PO-R3, PO-R4: are measured from the last entry, not the first', () => {
    given(opened('long'), add('50', '104')).when(add('25', '107')).thenRejected('pyramid_validation_failed');
    given(opened('long'), add('50', '104')).when(add('25', '107.2')).thenTypes('PositionIncreasedEvent');
  });

  it('PO-R5: needs the buying power of its value and commission', () => {
    const costs = { commission: '1', buyingPower: '5200' };
    given(opened('long'))
      .when(add('50', '104', costs))
      .thenRejected('pyramid_validation_failed');
    given(opened('long'))
      .when(add('50', '104', { ...costs, buyingPower: '5201' }))
      .thenTypes('PositionIncreasedEvent');
    given(opened('long'))
      .when(add('50', '104', { ...costs, requiredCapital: '520' }))
      .thenTypes('PositionIncreasedEvent');
  });

  it('PO-R5: keeps the risk of the whole position, by its stop, within the limit', () => {
    const stopped = opened('long', { stopLoss: fixed('98') });
    const doc = openOf(book([stopped]).state);
    const proposal = add('50', '104', { riskLimitPct: '0.5' });
    expect(validatePyramid(doc, proposal, false)).toMatchObject({ isValid: true, totalRiskPct: '0.5' });
    given(stopped)
      .when({ ...proposal, riskLimitPct: '0.49' })
      .thenRejected('pyramid_validation_failed');
    given(opened('long')).when(proposal).thenRejected('pyramid_validation_failed');
  });

  it('PO-R5: passes the trend filter, if there is one', () => {
    given(opened('long'))
      .when(add('50', '104', { trendIsValid: false }))
      .thenRejected('pyramid_validation_failed');
    given(opened('long'))
      .when(add('50', '104', { trendIsValid: true }))
      .thenTypes('PositionIncreasedEvent');
  });

  it('PO-R6: by force skips profit, spacing and trend', () => {
    given(opened('long'))
      .when(add('50', '99', { forcePyramid: true, trendIsValid: false }))
      .thenTypes('PositionIncreasedEvent');
  });

  it('PO-R6: by force skips neither the capital nor the risk limit', () => {
    const forced = { forcePyramid: true };
    given(opened('long'))
      .when(add('50', '104', { ...forced, buyingPower: '1' }))
      .thenRejected('pyramid_validation_failed');
    given(opened('long', { stopLoss: fixed('90') }))
      .when(add('50', '104', { ...forced, riskLimitPct: '1' }))
      .thenRejected('pyramid_validation_failed');
  });

  it('names its reasons and the size that the rules suggest: 100, 50, 25 …', () => {
    const doc = openOf(book([opened('long'), add('50', '104')]).state);
    expect(nextPyramidSize(doc)).toBe('25');
    const result = validatePyramid(doc, add('25', '104', { buyingPower: '0', trendIsValid: false }), false);
    expect(result.failureReasons).toEqual([
      'insufficient_profit',
      'insufficient_spacing',
      'insufficient_capital',
      'trend_is_against',
    ]);
    expect(pyramidSummary(result)).toBe(
      'insufficient_profit, insufficient_spacing, insufficient_capital, trend_is_against: profit 0 %, spacing 0 %, suggested quantity 25, total risk unknown',
    );
  });

  it('PO-R8: is written down as an entry with what was known then', () => {
    const { events } = book([
      opened('long', { stopLoss: fixed('98') }),
      add('50', '104', { automationId: id('automation'), marketCondition: 'calm' }),
    ]);
    expect(events[1]?.data).toMatchObject({
      pyramidingCount: 2,
      entry: {
        entryReason: 'pyramid',
        sequence: 2,
        stopLossAtEntry: '98',
        riskPercentage: '0.3',
        accountEquityAtEntry: '100000',
        automationId: id('automation'),
        marketCondition: 'calm',
      },
    });
  });
});

describe('the stop after an add (PO-R7)', () => {
  const stopAfter = (...commands: Parameters<typeof book>[0]) => openOf(book(commands).state).stopLoss?.price;
  const LATE = { ...ON, breakevenAfterEntry: 3 };

  it.each([
    ['long', ['104', '109'], ['101.33', '102.42']],
    ['short', ['96', '91'], ['98.67', '97.58']],
  ] as const)(
    'PO-R7: of a %s stands at the average from the break-even entry on',
    (side, [second, third], stops) => {
      const start = opened(side, { stopLoss: percentage('5') });
      expect(stopAfter(start, add('50', second))).toBe(stops[0]);
      expect(stopAfter(start, add('50', second), add('25', third))).toBe(stops[1]);
    },
  );

  it.each([
    ['long', percentage('5'), '104', '96.26'],
    ['short', percentage('5'), '96', '103.6'],
    ['long', fixed('95'), '104', '95'],
    ['long', { type: 'dollar', dollarAmount: '500', moveWithPyramids: true } as const, '104', '98'],
    ['long', trailing('5'), '104', '96.33'],
  ] as const)(
    'PO-R7: of a %s with %j is found anew by its type before that',
    (side, stopLoss, price, stop) => {
      expect(stopAfter(opened(side, { stopLoss, pyramiding: LATE }), add('50', price))).toBe(stop);
    },
  );

  it('PO-R7: stays where pyramiding or the stop itself says so', () => {
    const stays = { ...ON, moveStopOnPyramid: false };
    expect(
      stopAfter(opened('long', { stopLoss: percentage('5'), pyramiding: stays }), add('50', '104')),
    ).toBe('95');
    const stopLoss = { ...percentage('5'), moveWithPyramids: false };
    expect(stopAfter(opened('long', { stopLoss }), add('50', '104'))).toBe('95');
    expect(
      stopAfter(opened('long', { stopLoss: percentage('5'), pyramiding: null }), fill('buy', '50', '104')),
    ).toBe('95');
  });

  it.each([
    ['long', '90', '95'],
    ['short', '110', '105'],
  ] as const)(
    'PO-R7: of a %s that is averaged against is never loosened, nor set where the market is',
    (side, price, stop) => {
      const start = opened(side, { stopLoss: percentage('5') });
      const against = add('100', price, { forcePyramid: true });
      expect(stopAfter(start, against)).toBe(stop);
      expect(stopAfter({ ...start, pyramiding: LATE }, against)).toBe(stop);
    },
  );

  it('PO-R7: follows the average while the opening order fills, and so does the target', () => {
    const orderId = id('one order');
    const plan = { stopLoss: percentage('5'), takeProfit: { type: 'percentage', percentage: '10' } } as const;
    const { state } = book([
      fill('buy', '50', '100', { ...plan, orderId, fillId: 'a' }),
      fill('buy', '50', '102', { orderId, fillId: 'b' }),
    ]);
    expect(openOf(state)).toMatchObject({
      stopLoss: { price: '95.95' },
      takeProfit: { price: '111.1' },
      initialRisk: '505',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { instant, plusMs } from '../../core/instant.ts';
import { localDate } from '../../core/local-date.ts';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { flattenAsset } from '../shared/derivatives.ts';
import { completePositionManagementCommand } from './care-commands.ts';
import { PositionManagementCompleted } from './care-events.ts';
import { evolvePosition } from './evolve.ts';
import { positionAggregate } from './position.ts';
import { maximumLoss, rMultiple } from './risk.ts';
import type { PositionDoc } from './state.ts';
import {
  atBroker,
  close,
  complete,
  fixed,
  market,
  OPENED,
  open,
  reconcileWith,
  setStop,
} from './testing/commands.ts';
import { book, FILLED_AT, fill, id, openOf } from './testing/fixtures.ts';
import { cashEntryValue, dailyVariation, dayPnl, shownPriceAge } from './valuation.ts';

const position = specification(positionAggregate);
const rowOf = (...commands: Parameters<typeof book>[0]): PositionDoc => {
  const row = book(commands).events.reduce<PositionDoc | null>(evolvePosition, null);
  if (!row) throw new Error('no position');
  return row;
};

describe('a position that is closed', () => {
  it.each([
    ['long', '140', '170', '1.99'],
    ['long', '140', '135', '-1.51'],
    ['short', '160', '130', '1.99'],
  ] as const)(
    'PO-U10: tells the R multiple of a %s with a stop at %s, left at %s: %s',
    (side, stop, exit, r) => {
      const row = rowOf(open(side, '100', '150'), setStop(fixed(stop)), close(exit, { commission: '10' }));
      expect(rMultiple(row)).toBe(r);
    },
  );

  it('PO-U10: has no R multiple without a stop, with a stop that risked nothing, or with an unknown P&L', () => {
    expect(rMultiple(rowOf(open('long', '100', '150'), close('160')))).toBeNull();
    const locked = [open('long', '100', '150'), setStop(fixed('155'), { marketPrice: '160' })];
    expect(rMultiple(rowOf(...locked, close('160')))).toBeNull();
    expect(
      rMultiple(rowOf(open('long', '100', '150', { stopLoss: fixed('140') }), reconcileWith(null))),
    ).toBeNull();
  });

  it('PO-U10: keeps its best and worst moments, its holding period is in its exits', () => {
    const row = rowOf(
      open('long', '100', '150'),
      market('151', 0, { high: '163', low: '147' }),
      close('155', { filledAt: plusMs(FILLED_AT, 3_600_000) }),
    );
    expect(row).toMatchObject({ status: 'closed', mfe: '1300', mae: '-300' });
    expect(row.closedAt).toBe(plusMs(FILLED_AT, 3_600_000));
  });

  it('PO-U11: is immutable: fills for its instrument open another one', () => {
    const { events } = book([open('long', '100', '150'), close('155'), fill('buy', '1', '150')]);
    expect(events.at(-1)?.type).toBe('PositionOpenedEvent');
    expect(events.at(-1)?.data.positionId).not.toBe(OPENED);
  });
});

describe('the end of the care for a position', () => {
  const closed = position.given(...book([open('long', '100', '150'), close('155')]).events);

  it('is noted once', () => {
    closed.when(complete(), { sagaId: id('saga') }).then(
      PositionManagementCompleted({
        positionId: OPENED,
        userId: testEnv().userId,
        accountId: id('account'),
        symbol: 'AAPL',
        sagaId: id('saga'),
        outcome: 'closed',
        completedAt: TEST_NOW,
      }),
    );
    const again = position.given(...book([open('long', '100', '150'), close('155'), complete()]).events);
    again.when(complete()).then();
    expect(completePositionManagementCommand.parse(complete())).toEqual(complete());
  });

  it('waits for the close, and not for the position that came after', () => {
    position
      .given(...book([open('long', '100', '150')]).events)
      .when(complete())
      .thenRejected('position_still_open');
    position
      .given(...book([open('long', '100', '150'), close('155'), fill('buy', '1', '150')]).events)
      .when(complete())
      .thenTypes('PositionManagementCompleted');
    position.given().when(complete()).thenRejected('position_not_found');
  });
});

describe('the most a position can lose (PO-U3)', () => {
  const option = (optionType: 'call' | 'put') =>
    flattenAsset({
      assetType: 'option',
      option: {
        underlyingSymbol: 'AAPL',
        strikePrice: '100',
        expirationDate: localDate(2026, 1, 16),
        optionType,
        optionAction: null,
        contractSize: '100',
        multiplier: '1',
      },
      future: null,
    });
  const contracts = (side: 'long' | 'short', type: 'call' | 'put') =>
    openOf(book([open(side, '2', '3', { ...option(type), multiplier: '100' })]).state);
  const UNLIMITED = { kind: 'unlimited' };
  const limited = (amount: string) => ({ kind: 'limited', amount });

  it.each([
    ['a long call: the premium', contracts('long', 'call'), null, limited('600')],
    ['a short call: no end', contracts('short', 'call'), null, UNLIMITED],
    ['a short put: strike less premium', contracts('short', 'put'), null, limited('19400')],
    [
      'a short call that is covered: the width less the premium',
      contracts('short', 'call'),
      '105',
      limited('400'),
    ],
    [
      'a short put that is covered: the width less the premium',
      contracts('short', 'put'),
      '95',
      limited('400'),
    ],
    ['a spread that only brought money: nothing', contracts('short', 'call'), '90', limited('0')],
    ['short stock: no end', openOf(book([open('short', '2', '3')]).state), null, UNLIMITED],
    ['long stock: what was paid', openOf(book([open('long', '2', '3')]).state), null, limited('6')],
  ] as const)('PO-U3: %s', (_, doc, covering, loss) => {
    expect(maximumLoss(doc, covering)).toEqual(loss);
  });

  it('PO-U3: a future takes no cash, and is settled by each day’s move', () => {
    const es = openOf(book([open('short', '2', '5000', { assetType: 'stock', multiplier: '50' })]).state);
    const future = { ...es, asset: { ...es.asset, assetType: 'future' as const } };
    expect(cashEntryValue(es)).toBe('500000');
    expect(cashEntryValue(future)).toBe('0');
    expect(dailyVariation(future, '5010', '5000')).toBe('1000');
  });
});

describe('the P&L of the day (PO-U7)', () => {
  const at = (day: number, hour: number) => instant(Date.UTC(2025, 10, day, hour));
  const MONDAY = at(24, 15);
  const TUESDAY = at(25, 15);

  it('PO-U7: of what was bought today is all of its P&L', () => {
    const doc = openOf(book([open('long', '100', '150', { filledAt: MONDAY, commission: '1' })]).state);
    expect(dayPnl(doc, '155', null, MONDAY)).toEqual({
      dayPnl: '500',
      dayPnlPct: '3.333333333333333333333333333',
      dayPnlNet: '499',
      dayPnlNetPct: '3.326666666666666666666666667',
    });
  });

  it('PO-U7: of what was held overnight counts from the last close, and is unknown without it', () => {
    const doc = openOf(book([open('long', '100', '150', { filledAt: MONDAY })]).state);
    expect(dayPnl(doc, '155', '152', TUESDAY)).toMatchObject({
      dayPnl: '300',
      dayPnlPct: '1.973684210526315789473684211',
    });
    expect(dayPnl(doc, '155', null, TUESDAY)).toBeNull();
  });

  it.each([
    ['long', 'buy', 'sell', '310', '309'],
    ['short', 'sell', 'buy', '-310', '-311'],
  ] as const)('PO-U7: of a %s counts the trades of the day', (_, entry, exit, gross, net) => {
    const doc = openOf(
      book([
        fill(entry, '100', '150', { filledAt: MONDAY }),
        fill(entry, '10', '154', { filledAt: TUESDAY }),
        fill(exit, '50', '153', { filledAt: TUESDAY, commission: '1' }),
      ]).state,
    );
    expect(dayPnl(doc, '155', '151', TUESDAY)).toMatchObject({ dayPnl: gross, dayPnlNet: net });
  });

  it('PO-U7: is not disturbed when the broker’s quantity wins', () => {
    const doc = openOf(
      book([open('long', '100', '150', { filledAt: MONDAY }), reconcileWith(atBroker('120', '150'))]).state,
    );
    expect(dayPnl(doc, '155', '150', MONDAY)).toMatchObject({ dayPnl: '600' });
  });

  it('PO-U7: is unknown when something left unseen', () => {
    const doc = openOf(
      book([open('long', '100', '150', { filledAt: MONDAY }), reconcileWith(atBroker('60', '150'))]).state,
    );
    expect(dayPnl(doc, '155', '150', MONDAY)).toBeNull();
  });

  it('PO-U7: the age of a price shows after 60 s, while the market trades', () => {
    const doc = openOf(book([open('long', '100', '150')]).state);
    expect(shownPriceAge(doc, MONDAY, plusMs(MONDAY, 60_000))).toBeNull();
    expect(shownPriceAge(doc, MONDAY, plusMs(MONDAY, 61_500))).toBe(61);
    expect(shownPriceAge(doc, at(22, 15), at(23, 15))).toBeNull();
  });
});

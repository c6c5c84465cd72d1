import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { reconcilePositionCommand } from './care-commands.ts';
import { PositionReconciledEvent } from './care-events.ts';
import { positionAggregate } from './position.ts';
import { reconcile } from './reconciliation.ts';
import { adjust, atBroker, OPENED, open, positionIdOf, reconcileWith } from './testing/commands.ts';
import { book, fill, id, openOf } from './testing/fixtures.ts';

const position = specification(positionAggregate);
const given = (...commands: Parameters<typeof book>[0]) => position.given(...book(commands).events);
const ids = { positionId: OPENED, userId: testEnv().userId, accountId: id('account'), symbol: 'AAPL' };
const long100 = open('long', '100', '150', { commission: '1' });
const reconciliationId = id('reconciliation', testEnv().commandId);

describe('a position that is as at the broker', () => {
  it('is noted the first time, then at most once an hour', () => {
    const synced = reconcileWith(atBroker('100', '150'));
    const first = given(long100).when(synced);
    first.then(
      PositionReconciledEvent({
        ...ids,
        reconciliationId,
        reconciledAt: TEST_NOW,
        status: 'synced',
        isSynced: true,
        domainQuantity: '100',
        brokerQuantity: '100',
        quantityDifference: '0',
        domainAveragePrice: '150',
        brokerAveragePrice: '150',
        priceDifference: '0',
        priceDifferencePct: '0',
        discrepancies: [],
        requiresManualReview: false,
        suggestedAction: null,
        autoResolved: false,
        figures: null,
        unknownExit: null,
      }),
    );
    const noted = given(long100, synced);
    expect(openOf(noted.state())).toMatchObject({ lastReconciledAt: TEST_NOW, syncDiscrepancy: false });
    noted.when(synced, { now: plusMs(TEST_NOW, 3_599_999) }).then();
    noted.when(synced, { now: plusMs(TEST_NOW, 3_600_000) }).thenTypes('PositionReconciledEvent');
  });

  it('neither here nor there is nothing', () => {
    position.given().when(reconcileWith(null)).then();
    position
      .given()
      .when(reconcileWith(atBroker('0', '1')))
      .then();
  });

  it.each([
    ['stock', '100', '100.009', 'quantity_mismatch'],
    ['stock', '100', '101', 'quantity_mismatch'],
    ['stock', '0.5', '0.5000004', 'synced'],
    ['stock', '0.5', '0.5000006', 'quantity_mismatch'],
    ['crypto', '1000000', '1000000.5', 'synced'],
    ['crypto', '1000000', '1000001', 'quantity_mismatch'],
    ['crypto', '2', '2.000002', 'quantity_mismatch'],
  ] as const)(
    'within the tolerance of its kind: %s %s against %s is %s',
    (assetType, ours, brokers, status) => {
      const { state } = book([open('long', ours, '10', { assetType })]);
      const now = { reconciliationId, now: TEST_NOW };
      expect(reconcile(openOf(state), atBroker(brokers, '10'), assetType, now).status).toBe(status);
    },
  );

  it.each([
    ['150.149', 'synced'],
    ['150.15', 'price_mismatch'],
    ['149.85', 'price_mismatch'],
  ])('an average of %s instead of 150 is %s: from a tenth of a percent on', (average, status) => {
    const { state } = book([long100]);
    const now = { reconciliationId, now: TEST_NOW };
    expect(reconcile(openOf(state), atBroker('100', average), 'stock', now).status).toBe(status);
  });
});

describe('a difference', () => {
  it('is resolved as the broker says: quantity and average', () => {
    const { state, events } = book([long100, reconcileWith(atBroker('120', '151'))]);
    expect(events[1]?.data).toMatchObject({
      status: 'quantity_mismatch',
      quantityDifference: '20',
      discrepancies: [
        { field: 'quantity', domain: '100', broker: '120' },
        { field: 'averagePrice', domain: '150', broker: '151' },
      ],
      autoResolved: true,
      requiresManualReview: false,
    });
    expect(openOf(state)).toMatchObject({
      quantity: '120',
      averageEntryPrice: '151',
      entryValue: '18120',
      entryCommission: '1',
      realizedPnl: '0',
      unknownExit: null,
      syncDiscrepancy: false,
    });
  });

  it('of the average alone is a price mismatch', () => {
    const { state, events } = book([long100, reconcileWith(atBroker('100', '151'))]);
    expect(events[1]?.data).toMatchObject({ status: 'price_mismatch', autoResolved: true });
    expect(openOf(state)).toMatchObject({ quantity: '100', averageEntryPrice: '151', entryValue: '15100' });
  });

  it('PO-U9: of what left unseen asks for a person and leaves the P&L unknown', () => {
    const { state, events } = book([long100, reconcileWith(atBroker('60', '150'))]);
    expect(events[1]?.data).toMatchObject({
      requiresManualReview: true,
      suggestedAction: 'fetch_trades',
      unknownExit: { quantity: '40', entryValue: '6000', entryCommission: '0.4' },
    });
    expect(openOf(state)).toMatchObject({
      quantity: '60',
      entryValue: '9000',
      entryCommission: '0.6',
      exitedValue: '6000',
      syncDiscrepancy: true,
      unknownExit: { quantity: '40' },
    });
  });

  it('of the side closes what is here and imports what is there', () => {
    const { state, events } = book([long100, reconcileWith(atBroker('-50', '152'))]);
    expect(events.slice(1).map(({ type }) => type)).toEqual([
      'PositionReconciledEvent',
      'PositionClosedEvent',
      'PositionOpenedEvent',
    ]);
    expect(openOf(state)).toMatchObject({ side: 'short', quantity: '50', entryReason: 'imported' });
  });

  it('in another instrument is refused', () => {
    given(long100)
      .when(reconcileWith(null, { symbol: 'MSFT' }))
      .thenRejected('wrong_instrument', 'symbol');
    given(long100)
      .when(reconcileWith({ ...atBroker('1', '1'), symbol: 'MSFT' }))
      .thenRejected('wrong_instrument', 'broker.symbol');
  });
});

describe('a position that only one side has', () => {
  it('PO-U9: at the broker is imported, with its average', () => {
    const { state, events } = book([reconcileWith(atBroker('-50', '152'), { accountEquity: '1000' })]);
    expect(events.map(({ type }) => type)).toEqual(['PositionOpenedEvent', 'PositionReconciledEvent']);
    expect(events[1]?.data).toMatchObject({ status: 'missing_locally', requiresManualReview: false });
    expect(openOf(state)).toMatchObject({
      positionId: positionIdOf(`reconciliation:${reconciliationId}`),
      side: 'short',
      quantity: '50',
      averageEntryPrice: '152',
      entryReason: 'imported',
      accountEquityAtEntry: '1000',
      lastReconciledAt: TEST_NOW,
    });
  });

  it('PO-U2: adds to an imported position count from it', () => {
    const { state } = book([reconcileWith(atBroker('50', '100')), fill('buy', '50', '110')]);
    expect(openOf(state)).toMatchObject({ averageEntryPrice: '105', pyramidingCount: 2 });
  });

  it('PO-U9: here is closed as reconciled, its P&L unknown', () => {
    const { state, events } = book([long100, reconcileWith(null)]);
    expect(events.slice(1).map(({ type }) => type)).toEqual([
      'PositionReconciledEvent',
      'PositionClosedEvent',
    ]);
    expect(events[2]?.data).toMatchObject({
      orderId: null,
      exit: null,
      exitPrice: null,
      realizedPnl: null,
      exitReason: 'reconciled',
      closedAt: TEST_NOW,
    });
    expect(state.open).toBeNull();
    expect(state.recentlyClosed[0]?.unknownExit).toEqual({
      quantity: '100',
      entryValue: '15000',
      entryCommission: '1',
    });
  });
});

describe('fills on their way', () => {
  const inFlight = (side: 'buy' | 'sell', quantity: string, ageMs: number, fillId = 'x') => [
    { fillId, side, quantity, filledAt: plusMs(TEST_NOW, -ageMs) },
  ];
  const when = (broker: ReturnType<typeof atBroker> | null, fillsInFlight: ReturnType<typeof inFlight>) =>
    given(long100).when(reconcileWith(broker, { fillsInFlight }));

  it.each([
    ['that the broker has and we do not', '150', inFlight('buy', '50', 29_999)],
    ['of which the broker has a part', '120', inFlight('buy', '50', 1)],
    ['that sold there', '60', inFlight('sell', '40', 1)],
    ['that crossed zero there', '-20', inFlight('sell', '120', 1)],
  ])('explain a difference: %s', (_, quantity, fills) => {
    when(atBroker(quantity, '150'), fills).then();
  });

  it('that closed it there explain that it is gone', () => {
    when(null, inFlight('sell', '100', 1)).then();
  });

  it('that we have booked and the broker does not show yet explain it too', () => {
    given(long100, fill('buy', '50', '151', { fillId: 'x' }))
      .when(reconcileWith(atBroker('100', '150'), { fillsInFlight: inFlight('buy', '50', 1) }))
      .then();
  });

  it.each([
    ['older than half a minute', '150', inFlight('buy', '50', 30_000)],
    ['of another size', '151', inFlight('buy', '50', 1)],
    ['of the other direction', '150', inFlight('sell', '50', 1)],
  ])('do not explain one when they are %s', (_, quantity, fills) => {
    when(atBroker(quantity, '150'), fills).thenTypes('PositionReconciledEvent');
  });
});

describe('trades found later', () => {
  const trade = (quantity: string, price: string) => ({
    tradeId: `t-${quantity}`,
    quantity,
    price,
    commission: '1',
  });
  const found = (...trades: ReturnType<typeof trade>[]) => adjust({ kind: 'trades_found', trades });

  it('PO-U9: make the P&L of a closed position known', () => {
    const state = given(long100, reconcileWith(null))
      .when(found(trade('40', '160'), trade('60', '155')))
      .thenTypes('PositionAdjustedEvent');
    expect(state.recentlyClosed[0]?.unknownExit).toBeNull();
    const { events } = book([long100, reconcileWith(null), found(trade('40', '160'), trade('60', '155'))]);
    expect(events.at(-1)?.data).toMatchObject({
      realizedPnlChange: '697',
      realizedPnlGrossChange: '700',
      commissionChange: '2',
      figures: null,
    });
  });

  it('PO-U9: and of an open one', () => {
    const { state } = book([long100, reconcileWith(atBroker('60', '150')), found(trade('40', '145'))]);
    expect(openOf(state)).toMatchObject({
      realizedPnl: '-201.4',
      realizedPnlGross: '-200',
      totalCommission: '2',
      unknownExit: null,
      syncDiscrepancy: false,
    });
  });

  it('must be exactly what is missing', () => {
    const lost = given(long100, reconcileWith(null));
    lost.when(found(trade('99', '160'))).thenRejected('trades_do_not_match', 'adjustment.trades');
    given(long100)
      .when(found(trade('100', '160')))
      .thenRejected('nothing_unknown');
  });
});

it('the shape of a reconciliation (C-R4)', () => {
  const command = reconcileWith(atBroker('-1', '150'));
  expect(reconcilePositionCommand.parse(command)).toEqual(command);
  expect(reconcilePositionCommand.safeParse({ ...command, broker: atBroker('1', '0') }).success).toBe(false);
});

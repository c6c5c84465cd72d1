import { describe, expect, it } from 'vitest';
import { instant } from '../../core/instant.ts';
import { localDate } from '../../core/local-date.ts';
import { specification } from '../../core/testing/decider-specification.ts';
import { type AssetFields, assetOf, flattenAsset } from '../shared/derivatives.ts';
import { settleExpiredPositionCommand } from './care-commands.ts';
import { positionAggregate } from './position.ts';
import { open, settle } from './testing/commands.ts';
import { book, openOf } from './testing/fixtures.ts';

const position = specification(positionAggregate);
const given = (...commands: Parameters<typeof book>[0]) => position.given(...book(commands).events);

const EXPIRED = instant(Date.UTC(2026, 0, 16, 21, 30));
const EARLY = instant(Date.UTC(2026, 0, 15, 21, 30));
const option = (optionType: 'call' | 'put'): AssetFields =>
  flattenAsset({
    assetType: 'option',
    option: {
      underlyingSymbol: 'AAPL',
      strikePrice: '150',
      expirationDate: localDate(2026, 1, 16),
      optionType,
      optionAction: null,
      contractSize: '100',
      multiplier: '1',
    },
    future: null,
  });
const future: AssetFields = flattenAsset({
  assetType: 'future',
  option: null,
  future: {
    underlyingSymbol: 'ES',
    contractMonth: '202601',
    expirationDate: localDate(2026, 1, 16),
    contractSize: '1',
    tickSize: '0.25',
    tickValue: '12.5',
    multiplier: '1',
    exchange: 'CME',
    productCode: 'ES',
  },
});
const contracts = (side: 'long' | 'short', type: 'call' | 'put', quantity = '2') =>
  open(side, quantity, '3', { ...option(type), multiplier: '100' });
const expired = (...[outcome, changes]: Parameters<typeof settle>) =>
  settle(outcome, { settledAt: EXPIRED, ...changes });

describe('an expired contract', () => {
  it('PO-U3: that is worthless leaves at zero: the premium is lost, or kept', () => {
    const long = given(contracts('long', 'call')).when(expired('worthless'));
    long.thenTypes('PositionSettledEvent', 'PositionClosedEvent');
    expect(long.events[1]?.data).toMatchObject({
      orderId: null,
      exitPrice: '0',
      exitReason: 'expired',
      realizedPnl: '-600',
    });
    const short = given(contracts('short', 'put')).when(expired('worthless'));
    expect(short.events[1]?.data).toMatchObject({ realizedPnl: '600' });
  });

  it.each([
    ['long', 'call', 'exercise', 'exercised', 'buy'],
    ['long', 'put', 'exercise', 'exercised', 'sell'],
    ['short', 'call', 'assignment', 'assigned', 'sell'],
    ['short', 'put', 'assignment', 'assigned', 'buy'],
  ] as const)('a %s %s by %s delivers at the strike', (side, type, outcome, exitReason, delivered) => {
    const [settled, closed] = given(contracts(side, type)).when(settle(outcome)).events;
    expect(settled?.data).toMatchObject({
      outcome,
      quantity: '2',
      delivery: { symbol: 'AAPL', side: delivered, quantity: '200', price: '150' },
    });
    expect(closed?.data).toMatchObject({ exitReason, exitPrice: '0' });
  });

  it('PO-U10: an exercise at zero is no excursion, because no market said so', () => {
    const { events } = book([contracts('long', 'call'), settle('exercise')]);
    expect(events.at(-1)?.data).toMatchObject({ figures: { mae: '0' } });
  });

  it('PO-U3: an option on a future delivers contracts', () => {
    const { option: call } = assetOf(option('call'));
    const { future: es } = assetOf(future);
    const onFuture = flattenAsset({ assetType: 'future_option', option: call, future: es });
    const [settled] = given(open('long', '2', '3', { ...onFuture, multiplier: '50' })).when(
      settle('exercise'),
    ).events;
    expect(settled?.data).toMatchObject({ delivery: { quantity: '2' } });
  });

  it.each([
    ['at the price that was settled', { settlementPrice: '5.5' }, '500'],
    ['at what the option is worth by its underlying', { underlyingPrice: '154.25' }, '250'],
    ['at nothing, out of the money', { underlyingPrice: '149' }, '-600'],
  ])('by cash leaves %s', (_, prices, realizedPnl) => {
    const { events } = given(contracts('long', 'call')).when(expired('cash_settlement', prices));
    expect(events[1]?.data).toMatchObject({ exitReason: 'cash_settled', realizedPnl });
  });

  it('PO-U3: a future is settled in cash at its price', () => {
    const { events } = given(open('long', '1', '5000', { ...future, multiplier: '50' })).when(
      expired('cash_settlement', { settlementPrice: '5010', commission: '2' }),
    );
    expect(events[1]?.data).toMatchObject({ realizedPnl: '498' });
  });

  it('may be settled in part', () => {
    const state = given(contracts('short', 'put'))
      .when(settle('assignment', { quantity: '1' }))
      .thenTypes('PositionSettledEvent', 'PositionReducedEvent');
    expect(openOf(state)).toMatchObject({ quantity: '1', realizedPnl: '300' });
  });

  it('without a position id is of the open position', () => {
    given(contracts('long', 'call'))
      .when(settle('exercise', { positionId: null }))
      .thenTypes('PositionSettledEvent', 'PositionClosedEvent');
    position
      .given()
      .when(settle('exercise', { positionId: null }))
      .thenRejected('position_not_open');
  });

  it('invariant 6: is settled once by its id', () => {
    given(contracts('short', 'put'), settle('assignment', { quantity: '1' }))
      .when(settle('assignment'))
      .then();
  });
});

describe('a settlement is refused', () => {
  it('of more than is open', () => {
    given(contracts('short', 'put'))
      .when(settle('assignment', { quantity: '3' }))
      .thenRejected('insufficient_quantity', 'quantity');
  });

  it('of what never expires', () => {
    given(open('long', '1', '150'))
      .when(expired('worthless'))
      .thenRejected('contract_never_expires', 'outcome');
  });

  it('before the last day, exercise and assignment aside', () => {
    const early = { settledAt: EARLY };
    given(contracts('long', 'call'))
      .when(expired('worthless', early))
      .thenRejected('not_expired', 'settledAt');
    given(contracts('long', 'call'))
      .when(expired('cash_settlement', { ...early, settlementPrice: '1' }))
      .thenRejected('not_expired');
    given(contracts('long', 'call'))
      .when(settle('exercise', early))
      .thenTypes('PositionSettledEvent', 'PositionClosedEvent');
  });

  it.each([
    ['short', 'exercise'],
    ['long', 'assignment'],
  ] as const)('of a %s by %s', (side, outcome) => {
    given(contracts(side, 'call')).when(settle(outcome)).thenRejected('invalid_settlement', 'outcome');
  });

  it('of a future that would be worthless or exercised', () => {
    const es = given(open('long', '1', '5000', { ...future, multiplier: '50' }));
    es.when(expired('worthless')).thenRejected('invalid_settlement', 'outcome');
    es.when(expired('exercise')).thenRejected('invalid_settlement', 'outcome');
    es.when(expired('cash_settlement')).thenRejected('settlement_price_required', 'settlementPrice');
  });

  it('at a price below zero (C-R4)', () => {
    const command = expired('cash_settlement', { settlementPrice: '0' });
    expect(settleExpiredPositionCommand.parse(command)).toEqual(command);
    expect(settleExpiredPositionCommand.safeParse({ ...command, settlementPrice: '-1' }).success).toBe(false);
  });
});

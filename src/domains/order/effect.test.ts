import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { orderAggregate } from './order.ts';
import { ACCOUNT, create, INSTRUMENT, limit } from './testing/fixtures.ts';
import { FUTURE, OPTION } from './testing/instruments.ts';

const order = specification(orderAggregate);
const cash = { ...ACCOUNT, margin: false };

describe('what an order does to the holding', () => {
  it.each([
    ['buy', '0', 'open'],
    ['buy', '50', 'open'],
    ['buy', '-100', 'close'],
    ['buy', '-150', 'close'],
    ['sell', '100', 'close'],
    ['sell', '150.5', 'close'],
    ['sell', '-1', 'open'],
    ['sell', '0', 'open'],
  ] as const)(
    'OR-U3: a %s of 100 on a holding of %s is derived: %s',
    (side, heldQuantity, positionEffect) => {
      expect(order.given().when(create({ side }, { heldQuantity })).state).toMatchObject({ positionEffect });
    },
  );

  it('OR-U3: stays open on a holding that nobody knows', () => {
    expect(order.given().when(create()).state?.positionEffect).toBeNull();
    expect(order.given().when(create({ side: 'sell' })).state).toMatchObject({
      positionEffect: null,
      reservedBuyingPower: '0',
    });
  });

  it('OR-U3: an order that crosses zero is split by whoever wants it, unless the broker takes it', () => {
    order
      .given()
      .when(create({ side: 'sell' }, { heldQuantity: '40' }))
      .thenRejected('order_crosses_zero', 'quantity');
    const taken = order.given().when(create({ side: 'sell' }, { heldQuantity: '40', crossZero: true }));
    expect(taken.state).toMatchObject({ positionEffect: null, reservedBuyingPower: '9270' });
  });

  it('OR-U3: an effect that does not fit the holding is refused', () => {
    const facts = { heldQuantity: '-40' };
    order
      .given()
      .when(create({ positionEffect: 'open' }, facts))
      .thenRejected('opposite_position', 'positionEffect');
    order
      .given()
      .when(create({ positionEffect: 'close' }, facts))
      .thenRejected('exceeds_position', 'quantity');
    order
      .given()
      .when(create({ positionEffect: 'close', quantity: '40' }, facts))
      .thenTypes('OrderCreatedEvent');
  });
});

describe('selling short', () => {
  const short = { side: 'sell', positionEffect: 'open' } as const;

  it('OR-U3: needs a margin account, a symbol that can be borrowed, and whole units', () => {
    order.given().when(create(short)).thenTypes('OrderCreatedEvent');
    order
      .given()
      .when(create(short, { account: cash }))
      .thenRejected('shorting_not_allowed', 'side');
    const instrument = { ...INSTRUMENT, shortable: false };
    order.given().when(create(short, { instrument })).thenRejected('not_shortable', 'symbol');
    const fractional = { ...INSTRUMENT, fractionable: true };
    order
      .given()
      .when(create({ ...short, quantity: '0.5' }, { instrument: fractional }))
      .thenRejected('short_needs_whole_units', 'quantity');
  });

  it('OR-U3: is known by the holding too', () => {
    order
      .given()
      .when(create({ side: 'sell' }, { account: cash, heldQuantity: '0' }))
      .thenRejected('shorting_not_allowed', 'side');
    order
      .given()
      .when(create({ side: 'sell' }, { account: cash, heldQuantity: '100' }))
      .thenTypes('OrderCreatedEvent');
  });

  it('OR-U3: of contracts needs margin, but nothing is borrowed', () => {
    const future = limit(
      '5000',
      { ...short, symbol: FUTURE.symbol, quantity: '1' },
      { instrument: { ...FUTURE, shortable: false }, initialMargin: '12000', quote: null },
    );
    order.given().when(future).thenTypes('OrderCreatedEvent');
    const option = { ...short, symbol: OPTION.symbol, quantity: '1' };
    const written = { instrument: { ...OPTION, shortable: false }, quote: null };
    order
      .given()
      .when(limit('5', option, written))
      .thenTypes('OrderCreatedEvent');
    order
      .given()
      .when(limit('5', option, { ...written, account: cash }))
      .thenRejected('shorting_not_allowed', 'side');
  });
});

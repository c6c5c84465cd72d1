import { describe, expect, it } from 'vitest';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import type { AttachedLeg } from './commands-create.ts';
import { orderAggregate } from './order.ts';
import { create, id, limit } from './testing/fixtures.ts';
import { bracket, STOP, TARGET } from './testing/groups.ts';
import type { OrderClass } from './values.ts';

const order = specification(orderAggregate);
const group = (orderClass: OrderClass, ...legs: AttachedLeg[]) => ({
  attached: { orderClass, native: false, legs },
});
const entry = (...legs: AttachedLeg[]) => limit('150', group('bracket', ...legs));
const exit = (changes = {}) =>
  limit('160', { side: 'sell', positionEffect: 'close', ...group('oco', STOP), ...changes });
const refused = (command: ReturnType<typeof create>, field: string, code = 'invalid_group') =>
  order.given().when(command).thenRejected(code, field);

describe('an order with exits', () => {
  it('OR-U9: a bracket carries the full terms of its legs, with ids that follow from its own', () => {
    const { idOf } = testEnv();
    const [target, stop] = [
      idOf('order_leg', id('order'), 'take_profit'),
      idOf('order_leg', id('order'), 'stop_loss'),
    ];
    const common = {
      side: 'sell',
      quantity: '100',
      timeInForce: 'gtc',
      trailAmount: null,
      trailPercent: null,
    } as const;
    expect(order.given().when(bracket()).state).toMatchObject({
      group: {
        groupId: idOf('order_group', id('order')),
        orderClass: 'bracket',
        role: 'parent',
        parentOrderId: null,
        siblingOrderIds: [target, stop],
        native: false,
      },
      legs: [
        {
          ...common,
          orderId: target,
          clientOrderId: target,
          role: 'take_profit',
          orderType: 'limit',
          limitPrice: '160',
          stopPrice: null,
        },
        {
          ...common,
          orderId: stop,
          clientOrderId: stop,
          role: 'stop_loss',
          orderType: 'stop',
          limitPrice: null,
          stopPrice: '140',
        },
      ],
    });
  });

  it('OR-U9: an oto order carries one exit, an oco order is itself the target of its stop', () => {
    expect(order.given().when(limit('150', group('oto', STOP))).state).toMatchObject({
      group: { orderClass: 'oto', role: 'parent' },
      legs: [{ role: 'stop_loss', side: 'sell' }],
    });
    expect(order.given().when(exit()).state).toMatchObject({
      group: { orderClass: 'oco', role: 'take_profit', parentOrderId: null },
      legs: [{ role: 'stop_loss', side: 'sell', stopPrice: '140' }],
      wantedQuantity: '100',
    });
  });

  it('OR-U9: is complete', () => {
    refused(entry(), 'attached.legs');
    refused(entry(TARGET), 'attached.legs');
    refused(entry(STOP, STOP), 'attached.legs');
    refused(limit('150', group('oto', TARGET, STOP)), 'attached.legs');
    refused(
      limit('160', { side: 'sell', positionEffect: 'close', ...group('oco', TARGET) }),
      'attached.legs',
    );
    refused(create({ side: 'sell', positionEffect: 'close', ...group('oco', STOP) }), 'attached.legs');
  });

  it('OR-U9: enters with a bracket and leaves with an oco order', () => {
    refused(limit('150', { positionEffect: 'close', ...group('bracket', TARGET, STOP) }), 'positionEffect');
    refused(exit({ positionEffect: 'open' }), 'positionEffect');
  });

  it('OR-U9: has each exit on its side of the entry', () => {
    refused(entry({ ...TARGET, limitPrice: '150' }, STOP), 'attached.legs.0.limitPrice');
    refused(entry(TARGET, { ...STOP, stopPrice: '150' }), 'attached.legs.1.stopPrice');
    order
      .given()
      .when(entry({ ...TARGET, limitPrice: '150.01' }, { ...STOP, stopPrice: '149.99' }))
      .thenTypes('OrderCreatedEvent');
    const short = { side: 'sell', positionEffect: 'open' } as const;
    order
      .given()
      .when(
        limit('150', {
          ...short,
          ...group('bracket', { ...TARGET, limitPrice: '140' }, { ...STOP, stopPrice: '160' }),
        }),
      )
      .thenTypes('OrderCreatedEvent');
    refused(
      limit('150', { ...short, ...group('bracket', TARGET, { ...STOP, stopPrice: '160' }) }),
      'attached.legs.0.limitPrice',
    );
  });

  it('OR-U9: measures the exits of a market entry by the market, the stop of an oco order by target and market', () => {
    const market = create(group('bracket', { ...TARGET, limitPrice: '149' }, STOP));
    refused(market, 'attached.legs.0.limitPrice');
    refused(exit(group('oco', { ...STOP, stopPrice: '150' })), 'attached.legs.0.stopPrice');
    order
      .given()
      .when(exit(group('oco', { ...STOP, stopPrice: '149.99' })))
      .thenTypes('OrderCreatedEvent');
    const cover = limit('140', { positionEffect: 'close', ...group('oco', { ...STOP, stopPrice: '160' }) });
    order.given().when(cover).thenTypes('OrderCreatedEvent');
  });

  it('OR-U9: holds legs to the rules of every order', () => {
    refused(
      entry(TARGET, { ...STOP, limitPrice: '139' }),
      'attached.legs.1.limitPrice',
      'limit_price_not_allowed',
    );
    refused(entry({ ...TARGET, limitPrice: '160.001' }, STOP), 'attached.legs.0.limitPrice', 'invalid_tick');
    refused(entry({ ...TARGET, orderType: 'market', limitPrice: null }, STOP), 'attached.legs.0.orderType');
    refused(entry({ ...TARGET, timeInForce: 'ioc' }, STOP), 'attached.legs.0.timeInForce');
    const trailing = { ...STOP, orderType: 'trailing_stop' as const, stopPrice: null, trailPercent: '5' };
    order.given().when(entry(TARGET, trailing)).thenTypes('OrderCreatedEvent');
  });

  it('OR-U9: stays for the day or until cancelled, in regular hours', () => {
    refused(bracket({ timeInForce: 'opg' }), 'timeInForce');
    refused(bracket({ extendedHours: true }), 'extendedHours');
  });
});

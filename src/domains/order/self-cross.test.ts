import { describe, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import type { WorkingOrder } from './commands-create.ts';
import { orderAggregate } from './order.ts';
import { create, id, limit } from './testing/fixtures.ts';

const order = specification(orderAggregate);
const own = (changes: Partial<WorkingOrder>): WorkingOrder => ({
  orderId: id('own'),
  side: 'sell',
  orderType: 'limit',
  limitPrice: '151',
  groupId: null,
  ...changes,
});
const against = (command: ReturnType<typeof create>, ...workingOrders: WorkingOrder[]) => {
  const { basis } = command;
  return order.given().when({ ...command, basis: { ...basis, workingOrders } as typeof basis });
};
const crosses = (command: ReturnType<typeof create>, ...others: WorkingOrder[]) =>
  against(command, ...others).thenRejected('would_cross_own_order');
const passes = (command: ReturnType<typeof create>, ...others: WorkingOrder[]) =>
  against(command, ...others).thenTypes('OrderCreatedEvent');

describe('an order that would trade against the own opposite one', () => {
  it('OR-U13: is refused where limits meet', () => {
    passes(limit('150.99'), own({}));
    crosses(limit('151'), own({}));
    const buy = own({ side: 'buy', limitPrice: '149' });
    passes(limit('149.01', { side: 'sell' }), buy);
    crosses(limit('149', { side: 'sell' }), buy);
  });

  it('OR-U13: is refused at the market up to 3 % beyond it', () => {
    crosses(create(), own({ limitPrice: '154.5' }));
    passes(create(), own({ limitPrice: '154.51' }));
    crosses(create({ side: 'sell' }), own({ side: 'buy', limitPrice: '145.63' }));
    passes(create({ side: 'sell' }), own({ side: 'buy', limitPrice: '145.62' }));
  });

  it('OR-U13: is refused against a market order and against a stop, which take any price', () => {
    crosses(limit('1'), own({ orderType: 'market', limitPrice: null }));
    crosses(limit('100'), own({ orderType: 'stop', limitPrice: null }));
    crosses(create({ orderType: 'stop', stopPrice: '152' }), own({ limitPrice: '1' }));
  });

  it('OR-U13: orders of the same side never meet', () => {
    passes(create(), own({ side: 'buy', orderType: 'market', limitPrice: null }));
  });

  it('OR-U13: protective stops of a group are not counted, its targets are', () => {
    passes(create(), own({ orderType: 'stop', limitPrice: null, groupId: id('group') }));
    crosses(create(), own({ limitPrice: '151', groupId: id('group') }));
  });
});

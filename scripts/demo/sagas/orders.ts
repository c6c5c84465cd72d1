import { itemsOf } from '../client.ts';
import type { Automated, Connected, Ordered, Person } from '../person.ts';
import { expectEqual } from '../tour.ts';
import { until } from '../until.ts';
import type { Stage } from './stage.ts';

interface Outcome {
  readonly orderIds: readonly string[];
}

/** Waits until somebody holds this much of AAPL. */
const holds = (person: Person, wanted: string): Promise<string> =>
  until(
    `a position of ${wanted}`,
    async () => {
      const positions = itemsOf(await person.get('/positions?symbol=AAPL'));
      return positions.map(({ side, quantity }) => `${side} ${quantity}`).join(', ');
    },
    (held) => held === wanted,
  );

/** An order at the market: OrderExecutionSaga takes it to the broker and follows it to its end. */
export const buying = async (stage: Stage, person: Person, { accountId }: Connected): Promise<void> => {
  const bought = await stage.tour.step(
    `${person.name} buys 10 AAPL`,
    async () => {
      const order = await person.place(accountId, {});
      const { averageFillPrice, filledQuantity } = await person.orderIs(order.orderId, 'filled');
      expectEqual('what was filled', [filledQuantity, Number(averageFillPrice)], ['10', 190]);
      await holds(person, 'long 10');
      return order;
    },
    () => 'filled 10 @ 190, long 10',
  );
  await stage.completed('OrderExecutionSaga has completed', {
    person,
    type: 'OrderExecutionSaga',
    origin: bought.orderId,
  });
};

/** A signal: AutomationExecutionSaga makes an order of it, and that order has a saga of its own. */
export const signalling = async (
  stage: Stage,
  person: Person,
  { accountId }: Connected,
): Promise<Automated> => {
  const { tour, operator } = stage;
  const automated = await tour.step(
    'create an automation that adds to winners',
    async () => {
      const created = await person.automate(accountId, {
        positionSizing: { type: 'fixed', fixedQuantity: '10' },
        pyramiding: { enabled: true, sizeFactor: '0.5', minSpacingFraction: '0.03' },
      });
      const { status, accountIds } = await person.get(`/automations/${created.automationId}`);
      expectEqual('the automation', [status, accountIds], ['active', [accountId]]);
      return created;
    },
    () => 'half as much again, once the price is 3 % up',
  );
  const orderId = await tour.step(
    'AAPL at 196: a signal adds to the position',
    async () => {
      await operator.quote('AAPL', '195.99', '196.00', '196.00');
      const answer = await person.signal(automated.token, { ticker: 'AAPL', action: 'add' });
      expectEqual('the answer', [answer['status'], answer['code']], ['received', null]);
      const made = await orderOfSignal(person, automated, String(answer['signalId']));
      const { filledQuantity, averageFillPrice, automationId } = await person.orderIs(made, 'filled');
      expectEqual('what was filled', [filledQuantity, Number(averageFillPrice)], ['5', 196]);
      expectEqual('whose order it is', automationId, automated.automationId);
      await holds(person, 'long 15');
      return made;
    },
    () => 'filled 5 @ 196, long 15',
  );
  await stage.completed('AutomationExecutionSaga has completed', {
    person,
    type: 'AutomationExecutionSaga',
    origin: automated.automationId,
  });
  await stage.completed('and the OrderExecutionSaga of its order', {
    person,
    type: 'OrderExecutionSaga',
    origin: orderId,
  });
  return automated;
};

/** The order that a signal came to, once its automation shows that it was carried out. */
const orderOfSignal = async (
  person: Person,
  { automationId }: Automated,
  signalId: string,
): Promise<string> => {
  const made = await until(
    'an order of a signal that was carried out',
    async () => {
      const signals = itemsOf(await person.get(`/automations/${automationId}/signals`));
      const done = signals.filter(
        (shown) => shown['signalId'] === signalId && shown['status'] === 'processed',
      );
      return done
        .flatMap(({ outcomes }) => outcomes as readonly Outcome[])
        .flatMap(({ orderIds }) => orderIds);
    },
    (orderIds) => orderIds.length > 0,
  );
  expectEqual('the number of orders', made.length, 1);
  return String(made[0]);
};

/** An order that nobody meets: its saga waits for the first fill. */
export const resting = async (
  { tour, operator }: Stage,
  person: Person,
  { accountId }: Connected,
): Promise<Ordered> =>
  tour.step(
    `${person.name} rests a limit order far below`,
    async () => {
      const order = await person.place(accountId, { orderType: 'limit', limitPrice: '150.00' });
      await person.orderIs(order.orderId, 'placed');
      const wanted = { userId: person.userId, type: 'OrderExecutionSaga', origin: order.orderId };
      await operator.saga(wanted, ({ status, step }) => status === 'running' && step === 'acknowledge');
      return order;
    },
    () => 'placed; its saga waits for the first fill',
  );

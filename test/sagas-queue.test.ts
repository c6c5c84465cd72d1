import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sagaDestination } from '../objects/destinations/sagas.ts';
import { sendToSagasQueue } from '../src/bus/sagas-queue.ts';
import type { EventEnvelope, EventRange } from '../src/core/envelope.ts';
import { epochMs } from '../src/core/instant.ts';
import { readEvent } from '../src/domains/catalog.ts';
import { sagaDefinitions } from '../src/sagas/catalog.ts';
import { withQueue, withSagas } from './support/bindings.ts';
import { itemsOf, setQuote } from './support/client.ts';
import { env, eventually } from './support/commands.ts';
import { operator, readSaga, setFaults } from './support/sagas.ts';
import { newTrader, type Trader } from './support/trader.ts';
import {
  consume,
  eventsOf,
  gateOf,
  logOf,
  lostConnection,
  messageOf,
  rangeOf,
  sagaLog,
} from './support/triggers.ts';

const QUEUE = 'tradecore-sagas';
const ROUTES = { read: readEvent, triggers: sagaDefinitions.flatMap(({ triggers }) => triggers) };
const RECOVERY = 'ConnectionRecoverySaga';

describe('a range that its sagas do not take', () => {
  it('is tried directly for 30 seconds, then the queue takes it, and with it who listens', async () => {
    const range = rangeOf(lostConnection());
    const first = epochMs(eventsOf(range)[0]?.recordedAt as EventEnvelope['recordedAt']);
    const sagaId = crypto.randomUUID();
    const listener = { eventTypes: new Set(['OrderFilledEvent']), sagaId: () => sagaId };
    for (const [routes, listening] of [
      [ROUTES, null],
      [{ ...ROUTES, listener: { ...listener, sagaId: () => null } }, null],
      [
        { ...ROUTES, listener },
        { sagaId, eventTypes: ['OrderFilledEvent'] },
      ],
    ] as const) {
      const { bindings, sent } = withQueue();
      let now = first + 29_999;
      const { otherwise } = sagaDestination(bindings, routes, () => now);
      expect(await otherwise?.(range)).toBeNull();
      expect(sent).toEqual([]);
      now = first + 30_000;
      expect(await otherwise?.(range)).toEqual({ have: range.toVersion });
      expect(sent).toEqual([{ body: { ...range, listening }, options: { contentType: 'json' } }]);
    }
  });

  it('is only named when it is too large for a message, counted in bytes', async () => {
    const large = (text: string, times: number) => {
      const event = lostConnection();
      return rangeOf({ ...event, data: { ...event.data, details: text.repeat(times) } });
    };
    const { bindings, sent } = withQueue();
    await sendToSagasQueue(bindings, large('x', 100_000), null);
    await sendToSagasQueue(bindings, large('x', 120_000), null);
    await sendToSagasQueue(bindings, large('€', 100_000), null);
    const bodies = sent.map(({ body }) => body as { readonly events: string | null });
    expect(bodies.map(({ events }) => events === null)).toEqual([false, true, true]);
    for (const body of bodies.slice(1)) expect(JSON.stringify(body).length).toBeLessThan(1_000);
  });

  it('reaches them through the queue', async () => {
    const event = lostConnection();
    await sendToSagasQueue(env, rangeOf(event), null);
    const log = await eventually(
      () => sagaLog(RECOVERY, event),
      (types) => types.includes('SagaAborted'),
    );
    expect(log).toEqual(['SagaStarted', 'SagaAborted']);
  });
});

describe('the queue of sagas', () => {
  let trader: Trader;
  let order: EventRange;
  let orderSaga: string;
  const orderVersion = async () => (await readSaga(trader.userId, orderSaga))?.inbox.length;
  const listening = () => ({
    sagaId: orderSaga,
    eventTypes: ['OrderPartiallyFilledEvent', 'OrderFilledEvent'],
  });

  beforeAll(async () => {
    await setQuote('AAPL', '189.99', '190.00', '190.00');
    trader = await newTrader();
    await setFaults(trader, { forcePartialFills: true });
    const { body } = await trader.order('half', { quantity: '10', orderType: 'limit', limitPrice: '190' });
    await trader.orderIs(String(body['orderId']), 'partially_filled');
    const listed = await operator.until(
      `?userId=${trader.userId}&type=OrderExecutionSaga`,
      ([saga]) => saga?.['step'] === 'first_fill',
    );
    orderSaga = String(itemsOf(listed)[0]?.['sagaId']);
    order = (await logOf('order', trader.userId, String(body['orderId']))) as EventRange;
  });
  afterEach(() => vi.restoreAllMocks());

  it('starts one saga by a trigger, however often and by whichever ways it comes', async () => {
    const event = lostConnection();
    const range = rangeOf(event);
    const direct = sagaDestination(env, ROUTES);
    const ways = await Promise.all([
      ...Array.from({ length: 4 }, () => direct.deliver(range)),
      ...Array.from({ length: 3 }, () => consume(QUEUE, [messageOf(range), messageOf(range)])),
    ]);
    for (const way of ways) expect('retried' in way ? way.retried : way.refused).toEqual([]);
    const log = await eventually(
      () => sagaLog(RECOVERY, event),
      (types) => types.includes('SagaAborted'),
    );
    expect(log).toEqual(['SagaStarted', 'SagaAborted']);
    await eventually(
      () => gateOf(event).holder(),
      (holder) => holder === null,
    );
    await consume(QUEUE, [messageOf(range)]);
    await direct.deliver(range);
    const gate = eventsOf(await logOf('saga_gate', event.userId, `broker_connection:${event.aggregateId}`));
    expect(gate.map(({ eventType }) => eventType)).toEqual(['SagaAdmitted', 'SagaLeaseEnded']);
    expect(await sagaLog(RECOVERY, event)).toEqual(log);
  });

  it('changes nothing by what was handed over directly before, with a gate or without', async () => {
    const connection = (await logOf('broker_connection', trader.userId, trader.connectionId)) as EventRange;
    const mine = `?userId=${trader.userId}`;
    const before = itemsOf(await operator.get(mine)).map(({ sagaId }) => String(sagaId));
    const states = () => Promise.all(before.map((sagaId) => readSaga(trader.userId, sagaId)));
    const known = await states();
    const { acknowledged } = await consume(QUEUE, [messageOf(connection), messageOf(order, listening())]);
    expect(acknowledged).toHaveLength(2);
    expect(await states()).toEqual(known);
    expect(known.map((saga) => saga?.sagaType).toSorted()).toEqual([
      'BrokerConnectionSaga',
      'OrderExecutionSaga',
    ]);
  });

  it('tells a listening saga an event once, however often it is delivered', async () => {
    expect(await orderVersion()).toBe(1);
    const message = messageOf(order, listening());
    await Promise.all([consume(QUEUE, [message, message]), consume(QUEUE, [message])]);
    const saga = await readSaga(trader.userId, orderSaga);
    expect(saga?.inbox.map(({ eventType }) => eventType)).toEqual(['OrderPartiallyFilledEvent']);
    expect(saga?.status).toBe('running');
  });

  it('reads events that a message only names from their log, and none beyond it', async () => {
    const events = eventsOf(order);
    const filled = events.find(({ eventType }) => eventType === 'OrderPartiallyFilledEvent');
    const whole = withSagas({ answering: true });
    await consume(QUEUE, [messageOf({ ...order, events: null as never }, listening())], whole);
    expect(whole.started.map(({ event }) => event)).toEqual([events[0]]);
    expect(whole.delivered).toEqual([{ name: `saga:${trader.userId}:${orderSaga}`, event: filled }]);
    const some = withSagas({ answering: true });
    const named = { ...order, events: null as never, fromVersion: 2, toVersion: 3 };
    await consume(
      QUEUE,
      [messageOf(named, { ...listening(), eventTypes: events.map(({ eventType }) => eventType) })],
      some,
    );
    expect(some.started).toEqual([]);
    expect(some.delivered.map(({ event }) => event.aggregateVersion)).toEqual([2, 3]);
  });

  it('asks whoever does not answer again, later and later, and keeps nobody else waiting', async () => {
    const lost = { ...order, events: JSON.stringify(eventsOf(order).slice(0, 1)), toVersion: 1 };
    const other = rangeOf(lostConnection());
    const delays: unknown[] = [];
    for (const attempts of [1, 2, 3, 9]) {
      const { bindings } = withSagas({ answering: false });
      const { ids, acknowledged, retried } = await consume(QUEUE, [messageOf(lost), messageOf(other)], {
        bindings,
        attempts,
      });
      expect(acknowledged).toEqual([ids[1]]);
      delays.push(...retried.map(({ delaySeconds }) => delaySeconds));
    }
    expect(delays).toEqual([5, 10, 20, 300]);
  });

  it('starts nothing by a trigger that lacks a list, and says so', async () => {
    const [created] = eventsOf(order);
    const { legs: _legs, ...data } = (created as EventEnvelope).data;
    const userId = crypto.randomUUID();
    const aggregateId = crypto.randomUUID();
    const event = { ...(created as EventEnvelope), eventId: crypto.randomUUID(), userId, aggregateId, data };
    const direct = await sagaDestination(env, ROUTES).deliver(rangeOf(event));
    expect(direct.refused).toMatchObject([{ version: 1, reason: expect.stringContaining('legs') }]);
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { ids, acknowledged } = await consume(QUEUE, [messageOf(rangeOf(event))]);
    expect(acknowledged).toEqual(ids);
    expect(said.mock.calls.flat().join('\n')).toContain('OrderExecutionSaga cannot start');
    expect(await sagaLog('OrderExecutionSaga', event)).toEqual([]);
  });

  it('starts nothing behind a gate either, where the refusal is kept and the key is free again', async () => {
    const event = lostConnection();
    const { attemptsSoFar: _none, ...data } = event.data;
    const incomplete = { ...event, data };
    const { ids, acknowledged } = await consume(QUEUE, [messageOf(rangeOf(incomplete))]);
    expect(acknowledged).toEqual(ids);
    const gate = gateOf(event);
    const { parked } = await eventually(
      () => gate.stats(),
      (stats) => stats.parked.length > 0,
    );
    expect(parked).toMatchObject([
      {
        destination: 'admissions',
        seq: 1,
        reason: expect.stringContaining('ConnectionRecoverySaga cannot start'),
      },
    ]);
    expect(await sagaLog(RECOVERY, event)).toEqual([]);
    expect(await gate.holder()).toBeNull();
    const whole = { ...event, eventId: crypto.randomUUID(), aggregateVersion: 2 };
    await consume(QUEUE, [messageOf(rangeOf(whole))]);
    const log = await eventually(
      () => sagaLog(RECOVERY, whole),
      (types) => types.length > 0,
    );
    expect(log[0]).toBe('SagaStarted');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { itemsOf } from './support/client.ts';
import { historyOf, operator, type Recovery, recovering, setFaults } from './support/sagas.ts';
import { newTrader, type Trader } from './support/trader.ts';

describe('the gate of a connection, as operators see it', () => {
  let trader: Trader;
  let recovery: Recovery;
  let key: string;
  beforeAll(async () => {
    trader = await newTrader();
    recovery = await recovering(trader);
    key = `broker_connection:${trader.connectionId}`;
  });

  it('names the saga that holds its key, since when and why, while it does', async () => {
    const isHeld = (gate: Readonly<Record<string, unknown>> | undefined) =>
      (gate?.['holder'] as { readonly sagaId?: string } | undefined)?.sagaId === recovery.sagaId;
    const held = await operator.until(`/gates?key=${key}`, ([gate]) => isHeld(gate));
    const [gate] = itemsOf(held);
    expect(gate).toMatchObject({
      key,
      userId: trader.userId,
      holder: {
        sagaId: recovery.sagaId,
        sagaType: 'ConnectionRecoverySaga',
        trigger: { eventType: 'BrokerConnectionFailed', aggregateId: trader.connectionId },
        makesWay: false,
      },
      waiting: [],
    });
    const holder = gate?.['holder'] as Readonly<Record<string, string>> | undefined;
    expect(Date.parse(holder?.['leaseUntil'] ?? '') - Date.parse(holder?.['since'] ?? '')).toBe(60_000);
    expect(itemsOf(await operator.get(`/pending?key=${key}`))).toEqual([]);
  });

  it('is found by how its key begins, and by its user, and not by anything that is inside the key', async () => {
    const found = async (query: string) =>
      itemsOf(await operator.get(`/gates?${query}`)).map((gate) => gate['key']);
    expect(await found(`key=${key.slice(0, -20)}`)).toEqual([key]);
    expect(await found(`userId=${trader.userId}`)).toEqual([key]);
    expect(await found('key=broker_connection:&limit=100')).toContain(key);
    for (const other of [trader.connectionId, '%25', `broker_connection_${trader.connectionId}`])
      expect(await found(`key=${other}`), other).toEqual([]);
  });

  it('names who waits and for whom, and lets them in one after the other', async () => {
    const reconnected = await trader.post(`/broker-connections/${trader.connectionId}/reconnect`, {});
    expect(reconnected.body['status']).toBe('connected');
    const pending = await operator.until(`/pending?key=${key}`, (waiting) => waiting.length === 1);
    expect(itemsOf(pending)).toMatchObject([
      {
        key,
        userId: trader.userId,
        sagaType: 'BrokerConnectionSaga',
        trigger: { eventType: 'BrokerConnectionEstablished' },
        waitsFor: { sagaId: recovery.sagaId, sagaType: 'ConnectionRecoverySaga' },
      },
    ]);
    const [waits] = itemsOf(pending);
    expect(itemsOf(await operator.get(`/gates?key=${key}`))).toMatchObject([
      {
        holder: { sagaId: recovery.sagaId },
        waiting: [{ sagaId: waits?.['sagaId'] }],
        meetings: expect.arrayContaining([{ sagaType: 'BrokerConnectionSaga', meeting: 'queued', count: 1 }]),
      },
    ]);
    await setFaults(trader, {});
    await operator.post(`/${recovery.sagaId}/retry`, { by: 'ann' });
    const admitted = await operator.until(`?userId=${trader.userId}&type=BrokerConnectionSaga`, (sagas) =>
      sagas.some(({ sagaId, status }) => sagaId === waits?.['sagaId'] && status === 'completed'),
    );
    const connecting = itemsOf(admitted).find((saga) => saga['sagaId'] === waits?.['sagaId']);
    expect(connecting).toMatchObject({ status: 'completed' });
    const { body } = await operator.get(`/${recovery.sagaId}`);
    expect(String(connecting?.['startedAt']) >= String(body['endedAt'])).toBe(true);
    expect(itemsOf(await operator.until(`/gates?key=${key}`, (gates) => gates.length === 0))).toEqual([]);
    expect(itemsOf(await operator.get(`/pending?key=${key}`))).toEqual([]);
  });

  it('has its holder make way for whoever goes first, which the holder tells of', async () => {
    const { sagaId } = await recovering(trader);
    const asked = await trader.post(`/broker-connections/${trader.connectionId}/disconnect`, {});
    expect(asked.body['status']).toBe('disconnecting');
    const ended = await operator.until(
      `?userId=${trader.userId}&type=BrokerDisconnectionSaga`,
      ([saga]) => saga?.['status'] === 'completed',
    );
    expect(itemsOf(ended)).toMatchObject([{ status: 'completed' }]);
    const preempted = await operator.get(`/${sagaId}`);
    expect(preempted.body).toMatchObject({
      status: 'compensated',
      failure: { code: 'preempted', kind: 'aborted' },
      interventions: [],
    });
    expect(historyOf(preempted).find(({ event }) => event === 'SagaCompensationStarted')).toMatchObject({
      actor: { kind: 'policy', id: 'saga_gate' },
    });
  });
});

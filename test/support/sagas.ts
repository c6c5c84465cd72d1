import { expect } from 'vitest';
import { retry } from '../../src/core/saga.ts';
import type { GateState } from '../../src/core/saga-gate/gate.ts';
import type { SagaInstance } from '../../src/core/saga-instance/state.ts';
import { virtualAccountIdOf } from '../../src/domains/broker-connection/values.ts';
import { idOf } from '../../src/platform/hash.ts';
import { sagaGateStub, sagaStub } from '../../src/platform/stubs.ts';
import { connectionKey } from '../../src/sagas/conflicts.ts';
import { type Answer, itemsOf, request } from './client.ts';
import { commandOf, env, eventually } from './commands.ts';
import type { Trader } from './trader.ts';

const SAGAS = '/api/v1/operator/sagas';
const headers = { authorization: `Bearer ${env.OPERATOR_TOKEN}` };

/** The operator at the sagas of everybody. */
export const operator = {
  get: (path = ''): Promise<Answer> => request('GET', `${SAGAS}${path}`, { headers }),
  post: (path: string, body: unknown): Promise<Answer> =>
    request('POST', `${SAGAS}${path}`, { body, headers }),
  /** Reads until it holds: the read model follows the logs. */
  until: (path: string, holds: (items: readonly Record<string, unknown>[]) => boolean): Promise<Answer> =>
    eventually(
      () => operator.get(path),
      (answer) => holds(itemsOf(answer)),
    ),
};

/** A fact in a saga's history. */
export interface HistoryEntry {
  readonly version: number;
  readonly event: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The history in an operator's answer about one saga. */
export const historyOf = ({ body }: Answer): readonly HistoryEntry[] =>
  (body['history'] ?? []) as readonly HistoryEntry[];

/** Tells the trader's virtual broker how to behave; what is not named is as it should be. */
export const setFaults = async (trader: Trader, faults: object): Promise<void> => {
  const virtualAccountId = virtualAccountIdOf(idOf, trader.connectionId);
  const answer = await request('PUT', `/api/v1/virtual-accounts/${virtualAccountId}/faults`, {
    body: faults,
    headers: { authorization: `Bearer ${trader.token}` },
  });
  expect(answer.status).toBe(202);
};

/** A recovery at work, and the flow it belongs to. */
export interface Recovery {
  readonly sagaId: string;
  readonly operationId: string;
}

/** Waits until nobody holds the gate of the trader's connection: whoever comes while it is held may be dropped. */
const gateIsFree = async ({ userId, connectionId }: Trader): Promise<void> => {
  const gate = sagaGateStub(env, userId, connectionKey(connectionId), 'weur');
  const holder = await eventually(
    async () => ((await gate.read())?.state as GateState | undefined)?.holder,
    (found) => found === null,
  );
  expect(holder).toBeNull();
};

/** The trader's broker answers no more, and the recovery of the connection waits for its second attempt. */
export const recovering = async (trader: Trader): Promise<Recovery> => {
  await gateIsFree(trader);
  await setFaults(trader, { unreachable: true });
  const check = await trader.post(`/broker-connections/${trader.connectionId}/health-check`, {});
  expect(check.body['status']).toBe('error');
  const operationId = String(check.body['operationId']);
  const isIt = (saga: Record<string, unknown>) => saga['correlationId'] === operationId;
  const waiting = await operator.until(
    `?type=ConnectionRecoverySaga&userId=${trader.userId}`,
    (sagas) => Number(sagas.find(isIt)?.['attempt']) >= 2,
  );
  const saga = itemsOf(waiting).find(isIt);
  expect(saga).toMatchObject({ status: 'running' });
  return { sagaId: String(saga?.['sagaId']), operationId };
};

/** What a saga's object knows. */
export const readSaga = async (userId: string, sagaId: string): Promise<SagaInstance | null> =>
  ((await sagaStub(env, userId, sagaId, 'weur').read())?.state ?? null) as SagaInstance | null;

/** Records failed attempts of the step in work as its runtime does, without the pauses between them, until the saga gives up. */
export const exhaust = async (userId: string, sagaId: string): Promise<void> => {
  for (;;) {
    const saga = await readSaga(userId, sagaId);
    if (saga?.status !== 'running') return;
    const { step, attempt } = saga;
    const result = retry('unhealthy', 'the broker does not answer yet');
    const command = { type: 'RecordStepCommand', step, attempt, result, effects: 1 };
    await sagaStub(env, userId, sagaId, 'weur').execute(commandOf(userId, command));
  }
};

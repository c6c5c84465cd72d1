import type { BrokerCall } from '../src/brokers/port.ts';
import { anySaga } from '../src/core/saga.ts';
import type { Env } from '../src/platform/env.ts';
import { brokerConnectionStub } from '../src/platform/stubs.ts';
import { brokerConnectionSaga } from '../src/sagas/broker-connection-saga.ts';
import { orderExecutionSaga } from '../src/sagas/order-execution-saga.ts';
import { SagaObject, type SagaPort } from './saga/saga-object.ts';

const SAGAS = [anySaga(brokerConnectionSaga), anySaga(orderExecutionSaga)];

/** Calls to a broker go through its connection's object, which refuses unless it is connected. */
const brokerPort =
  (env: Env): SagaPort =>
  async (trigger, request) => {
    const { connectionId, call } = request as { readonly connectionId: string; readonly call: BrokerCall };
    return brokerConnectionStub(env, trigger.userId, connectionId, trigger.region).callBroker(
      call,
      trigger.correlationId,
    );
  };

/** Hosts the sagas of TradeCore. */
export class TradeCoreSaga extends SagaObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, SAGAS, { broker: brokerPort(env) });
  }
}

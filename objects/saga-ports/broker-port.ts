import type { BrokerCall } from '../../src/brokers/port.ts';
import type { Env } from '../../src/platform/env.ts';
import { brokerConnectionStub } from '../../src/platform/stubs.ts';
import type { SagaPort } from '../saga/effects.ts';

/** Calls to a broker go through its connection's object, which refuses unless it is connected. */
export const brokerPort =
  (env: Env): SagaPort =>
  async ({ userId, region, correlationId }, request) => {
    const { connectionId, call } = request as { readonly connectionId: string; readonly call: BrokerCall };
    return brokerConnectionStub(env, userId, connectionId, region).callBroker(call, correlationId);
  };

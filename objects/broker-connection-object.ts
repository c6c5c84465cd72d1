import { type BrokerCall, type BrokerResult, brokerError, callAdapter } from '../src/brokers/port.ts';
import { anyAggregate } from '../src/core/aggregate.ts';
import { instant } from '../src/core/instant.ts';
import {
  type BrokerConnectionState,
  brokerConnectionAggregate,
} from '../src/domains/broker-connection/broker-connection.ts';
import { tradingRefusal } from '../src/domains/broker-connection/health.ts';
import { readEvent } from '../src/domains/catalog.ts';
import type { Env } from '../src/platform/env.ts';
import { brokerConnectionSaga } from '../src/sagas/broker-connection-saga.ts';
import { brokerDisconnectionSaga } from '../src/sagas/broker-disconnection-saga.ts';
import { connectionRecoverySaga } from '../src/sagas/connection-recovery-saga.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { adapterOf } from './broker-adapters.ts';
import { hubDestination } from './destinations/hub.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { sagaDestination } from './destinations/sagas.ts';

/** In error only the question whether the broker answers; while disconnecting only what ends orders and looks at them. */
const mayPass = (status: BrokerConnectionState['status'], { op }: BrokerCall): boolean => {
  if (status === 'error') return op === 'health';
  if (status === 'disconnecting') return op === 'cancelOrder' || op === 'getOrder';
  return status === 'connected';
};

/**
 * Hosts a broker connection, and is the only door to its broker: closed unless connected, and to orders unless it is healthy.
 */
export class BrokerConnectionObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(brokerConnectionAggregate));
  }

  async callBroker(call: BrokerCall, correlationId: string): Promise<BrokerResult> {
    const state = this.currentState() as BrokerConnectionState | null;
    if (!state?.brokerId || !mayPass(state.status, call))
      return brokerError(
        'not_connected',
        'connection_not_connected',
        `the connection is ${state?.status ?? 'absent'}`,
      );
    const refusal = call.op === 'placeOrder' ? tradingRefusal(state, instant(Date.now())) : null;
    if (refusal) return brokerError('not_connected', refusal.code, refusal.detail);
    const caller = { connection: this.address, region: this.region, correlationId };
    return callAdapter(adapterOf(this.env, state.brokerId, caller), call);
  }

  protected override destinations() {
    return [
      hubDestination(this.env),
      sagaDestination(this.env, {
        read: readEvent,
        triggers: [
          ...brokerConnectionSaga.triggers,
          ...brokerDisconnectionSaga.triggers,
          ...connectionRecoverySaga.triggers,
        ],
      }),
      projectionsQueueDestination(this.env),
    ];
  }
}

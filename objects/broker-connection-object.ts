import { type BrokerCall, type BrokerResult, brokerError, callAdapter } from '../src/brokers/port.ts';
import { anyAggregate } from '../src/core/aggregate.ts';
import {
  type BrokerConnectionState,
  brokerConnectionAggregate,
} from '../src/domains/broker-connection/broker-connection.ts';
import type { Env } from '../src/platform/env.ts';
import { brokerConnectionSaga } from '../src/sagas/broker-connection-saga.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { adapterOf } from './broker-adapters.ts';
import { hubDestination } from './destinations/hub.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { sagaDestination } from './destinations/sagas.ts';

/** Hosts a broker connection, and is the only door to its broker. */
export class BrokerConnectionObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(brokerConnectionAggregate));
  }

  async callBroker(call: BrokerCall, correlationId: string): Promise<BrokerResult> {
    const state = this.currentState() as BrokerConnectionState | null;
    if (!state?.brokerId || state.status !== 'connected')
      return brokerError(
        'not_connected',
        'connection_not_connected',
        `the connection is ${state?.status ?? 'absent'}`,
      );
    const caller = { connection: this.address, region: this.region, correlationId };
    return callAdapter(adapterOf(this.env, state.brokerId, caller), call);
  }

  protected override destinations() {
    return [
      hubDestination(this.env),
      sagaDestination(this.env, { triggers: [brokerConnectionSaga.trigger] }),
      projectionsQueueDestination(this.env),
    ];
  }
}

import { anyAggregate } from '../src/core/aggregate.ts';
import { orderAggregate } from '../src/domains/order/order.ts';
import type { OrderState } from '../src/domains/order/state.ts';
import type { Env } from '../src/platform/env.ts';
import { fillsToPositions } from '../src/policies/fills-to-positions.ts';
import { orderExecutionListensTo, orderExecutionSaga } from '../src/sagas/order-execution-saga.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { cancelAtBrokerDestination } from './destinations/cancel-at-broker.ts';
import { hubDestination } from './destinations/hub.ts';
import { policyDestination } from './destinations/policy.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { sagaDestination } from './destinations/sagas.ts';

/** Hosts an order: its log starts and feeds the execution saga, books fills on positions, and carries cancels to the broker. */
export class OrderObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(orderAggregate));
  }

  protected override destinations() {
    const executionSaga = () => (this.currentState() as OrderState | null)?.executionSagaId ?? null;
    return [
      hubDestination(this.env),
      policyDestination(this.env, fillsToPositions),
      sagaDestination(this.env, {
        triggers: [orderExecutionSaga.trigger],
        listener: { eventTypes: orderExecutionListensTo, sagaId: executionSaga },
      }),
      cancelAtBrokerDestination(this.env),
      projectionsQueueDestination(this.env),
    ];
  }
}

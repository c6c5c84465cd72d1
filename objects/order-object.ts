import { anyAggregate } from '../src/core/aggregate.ts';
import { readEvent } from '../src/domains/catalog.ts';
import { orderAggregate } from '../src/domains/order/order.ts';
import type { OrderState } from '../src/domains/order/state.ts';
import type { Env } from '../src/platform/env.ts';
import { fillsToPositions } from '../src/policies/fills-to-positions.ts';
import { orderGroups } from '../src/policies/order-groups.ts';
import { orderExecutionListensTo, orderExecutionSaga } from '../src/sagas/order-execution-saga.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { hubDestination } from './destinations/hub.ts';
import { orderAtBrokerDestination } from './destinations/order-at-broker.ts';
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
      policyDestination(this.env, orderGroups),
      sagaDestination(this.env, {
        read: readEvent,
        triggers: orderExecutionSaga.triggers,
        listener: { eventTypes: orderExecutionListensTo, sagaId: executionSaga },
      }),
      orderAtBrokerDestination(this.env, () => this.currentState() as OrderState | null),
      projectionsQueueDestination(this.env),
    ];
  }
}

import { anySaga } from '../src/core/saga.ts';
import { sagaCatalog } from '../src/core/saga-instance/position.ts';
import type { SagaInstance } from '../src/core/saga-instance/state.ts';
import type { Env } from '../src/platform/env.ts';
import { brokerConnectionSaga } from '../src/sagas/broker-connection-saga.ts';
import { brokerDisconnectionSaga } from '../src/sagas/broker-disconnection-saga.ts';
import { connectionRecoverySaga } from '../src/sagas/connection-recovery-saga.ts';
import { orderExecutionSaga } from '../src/sagas/order-execution-saga.ts';
import { userDeletionSaga } from '../src/sagas/user-deletion-saga.ts';
import { hubDestination } from './destinations/hub.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { gateReleaseDestination, parentSagaDestination } from './destinations/saga-ends.ts';
import { SagaObject } from './saga/saga-object.ts';
import { brokerPort, safetyPort, vaultPort } from './saga-ports.ts';

/** Every version of every saga that may still be running. */
const SAGAS = sagaCatalog([
  anySaga(brokerConnectionSaga),
  anySaga(brokerDisconnectionSaga),
  anySaga(connectionRecoverySaga),
  anySaga(orderExecutionSaga),
  anySaga(userDeletionSaga),
]);

/** Nobody waits for the view of operations, so a saga's events go there together. */
const OPERATIONS_DELAY_MS = 50;

/** Hosts the sagas of TradeCore. */
export class TradeCoreSaga extends SagaObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, SAGAS, {
      broker: brokerPort(env),
      safety: safetyPort(env),
      vault: vaultPort(env),
    });
  }

  protected override destinations() {
    const saga = { sagaId: this.address.key, state: () => this.currentState() as SagaInstance | null };
    return [
      hubDestination(this.env, undefined, OPERATIONS_DELAY_MS),
      gateReleaseDestination(this.env, saga),
      parentSagaDestination(this.env, saga),
      projectionsQueueDestination(this.env),
    ];
  }
}

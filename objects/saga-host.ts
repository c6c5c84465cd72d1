import type { SagaInstance } from '../src/core/saga-instance/state.ts';
import type { Env } from '../src/platform/env.ts';
import { sagas } from '../src/sagas/catalog.ts';
import { hubDestination } from './destinations/hub.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { gateReleaseDestination, parentSagaDestination } from './destinations/saga-ends.ts';
import { SagaObject } from './saga/saga-object.ts';
import { accountBooksPort } from './saga-ports/account-books-port.ts';
import { brokerPort } from './saga-ports/broker-port.ts';
import { orderFactsPort } from './saga-ports/order-facts-port.ts';
import { ordersPort } from './saga-ports/orders-port.ts';
import { safetyPort } from './saga-ports/safety-port.ts';
import { vaultPort } from './saga-ports/vault-port.ts';

/** Nobody waits for the view of operations, so a saga's events go there together. */
const OPERATIONS_DELAY_MS = 50;

/** Hosts the sagas of TradeCore. */
export class TradeCoreSaga extends SagaObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, sagas, {
      account_books: accountBooksPort(env),
      broker: brokerPort(env),
      order_facts: orderFactsPort(env),
      orders: ordersPort(env),
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

import { anyAggregate } from '../src/core/aggregate.ts';
import { brokerAccountAggregate } from '../src/domains/broker-account/broker-account.ts';
import { readEvent } from '../src/domains/catalog.ts';
import type { Env } from '../src/platform/env.ts';
import { accountEndings } from '../src/policies/account-endings.ts';
import { accountRecoverySaga } from '../src/sagas/account-recovery-saga.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { hubDestination } from './destinations/hub.ts';
import { policyDestination } from './destinations/policy.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { sagaDestination } from './destinations/sagas.ts';

/** Hosts a broker account; a failure to read it starts its recovery, its end is told to its connection and to the automations that trade on it. */
export class BrokerAccountObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(brokerAccountAggregate));
  }

  protected override destinations() {
    return [
      hubDestination(this.env),
      policyDestination(this.env, accountEndings),
      sagaDestination(this.env, { read: readEvent, triggers: accountRecoverySaga.triggers }),
      projectionsQueueDestination(this.env),
    ];
  }
}

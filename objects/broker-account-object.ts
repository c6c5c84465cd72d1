import { anyAggregate } from '../src/core/aggregate.ts';
import { brokerAccountAggregate } from '../src/domains/broker-account/broker-account.ts';
import type { Env } from '../src/platform/env.ts';
import { accountEndings } from '../src/policies/account-endings.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { hubDestination } from './destinations/hub.ts';
import { policyDestination } from './destinations/policy.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';

/** Hosts a broker account; its end is told to its connection and to the automations that trade on it. */
export class BrokerAccountObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(brokerAccountAggregate));
  }

  protected override destinations() {
    return [
      hubDestination(this.env),
      policyDestination(this.env, accountEndings),
      projectionsQueueDestination(this.env),
    ];
  }
}

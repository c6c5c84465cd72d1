import { anyAggregate } from '../src/core/aggregate.ts';
import { brokerAccountAggregate } from '../src/domains/broker-account/broker-account.ts';
import type { Env } from '../src/platform/env.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { hubDestination } from './destinations/hub.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';

/** Hosts a broker account. */
export class BrokerAccountObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(brokerAccountAggregate));
  }

  protected override destinations() {
    return [hubDestination(this.env), projectionsQueueDestination(this.env)];
  }
}

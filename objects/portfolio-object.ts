import { anyAggregate } from '../src/core/aggregate.ts';
import { portfolioAggregate } from '../src/domains/portfolio/portfolio.ts';
import type { Env } from '../src/platform/env.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { hubDestination } from './destinations/hub.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';

/** Hosts a named portfolio. */
export class PortfolioObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(portfolioAggregate));
  }

  protected override destinations() {
    return [hubDestination(this.env), projectionsQueueDestination(this.env)];
  }
}

import { anyAggregate } from '../src/core/aggregate.ts';
import { positionEvents } from '../src/domains/position/events.ts';
import { positionAggregate } from '../src/domains/position/position.ts';
import type { Env } from '../src/platform/env.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { feedDestination } from './destinations/feed.ts';
import { hubDestination } from './destinations/hub.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';

/** Hosts the position book of one instrument on one account; an opened position makes the user's hub follow its quotes. */
export class PositionObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(positionAggregate));
  }

  protected override destinations() {
    const follow = feedDestination(
      this.env,
      new Set([positionEvents.PositionOpenedEvent.type]),
      ({ userId, region, data }) => ({
        subscriber: { kind: 'hub', userId, id: userId, region },
        symbols: [String(data['symbol'])],
      }),
    );
    return [hubDestination(this.env), follow, projectionsQueueDestination(this.env)];
  }
}

import type { EventEnvelope } from '../../src/core/envelope.ts';
import { FEED_SOURCE } from '../../src/market/source.ts';
import type { Env } from '../../src/platform/env.ts';
import type { FeedSubscriber } from '../../src/platform/rpc.ts';
import { feedStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

/** A wish for quotes. */
export interface Subscription {
  readonly subscriber: FeedSubscriber;
  readonly symbols: readonly string[];
}

/** Subscribes whoever wants quotes after an event of these types. */
export const feedDestination = (
  env: Env,
  eventTypes: ReadonlySet<string>,
  subscriptions: (event: EventEnvelope) => readonly Subscription[],
): Destination => ({
  name: 'feed',
  coalesceMs: 0,
  wants: (eventType) => eventTypes.has(eventType),
  deliver: async (range) => {
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      if (!eventTypes.has(event.eventType)) continue;
      for (const { subscriber, symbols } of subscriptions(event))
        await feedStub(env, FEED_SOURCE).subscribe(subscriber, symbols);
    }
    return { have: range.toVersion };
  },
});

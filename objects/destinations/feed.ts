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

/** Subscribes somebody to quotes whenever an event of these types happened; null subscribes nobody. */
export const feedDestination = (
  env: Env,
  eventTypes: ReadonlySet<string>,
  subscription: (event: EventEnvelope) => Subscription | null,
): Destination => ({
  name: 'feed',
  coalesceMs: 0,
  wants: (eventType) => eventTypes.has(eventType),
  deliver: async (range) => {
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      const wanted = eventTypes.has(event.eventType) ? subscription(event) : null;
      if (wanted) await feedStub(env, FEED_SOURCE).subscribe(wanted.subscriber, wanted.symbols);
    }
    return { have: range.toVersion };
  },
});

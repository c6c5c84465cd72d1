import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../core/envelope.ts';
import type { SagaDefinition } from '../../core/saga.ts';
import { contextOf } from './contexts.ts';

/**
 * Proves that a saga knows all of its trigger (pitfall 6) and starts by nothing less (N-R4). `required` are the keys it cannot do
 * without: all of the event's, unless another trigger of the saga has fewer.
 */
export const describeTrigger = <TriggerData>(
  saga: SagaDefinition<TriggerData>,
  event: EventEnvelope,
  required: readonly string[] = Object.keys(event.data),
): void => {
  describe(`the trigger ${event.eventType} of ${saga.type}`, () => {
    it('is one of its triggers', () => {
      expect(saga.triggers.map(({ eventType }) => eventType)).toContain(event.eventType);
    });

    it('pitfall 6, N-R3: reaches the context with every key of the event', () => {
      expect(contextOf(saga, event).trigger.data).toMatchObject(event.data);
    });

    it.each(required)('N-R4: without %s the saga does not start', (key) => {
      const { [key]: _, ...rest } = event.data;
      expect(() => saga.parse(rest)).toThrow();
    });
  });
};

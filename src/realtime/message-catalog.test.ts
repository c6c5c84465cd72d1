import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '../core/decider.ts';
import { sagaEvents } from '../core/saga-instance/events.ts';
import type { AnyView } from '../core/view.ts';
import { hubViews } from '../domains/catalog.ts';
import { kits } from '../domains/kits.ts';
import type { DomainKit } from '../domains/testing/kit.ts';
import { TOPICS } from './client-messages.ts';
import type { Publication } from './frames.ts';
import { messageFor, TELLERS } from './messages.ts';
import { project } from './testing/told.ts';

/** Signals have a message of their own, beside the one of their automation. */
const OF_SIGNALS: Readonly<Record<string, string>> = {
  WebhookSignalReceivedEvent: 'automation_signal_update',
  SignalProcessedEvent: 'automation_signal_update',
  SignalRejectedEvent: 'automation_signal_update',
  SignalExecutionFailedEvent: 'automation_signal_update',
};

const exampleOf = ({ domain, golden }: DomainKit, type: string): DomainEvent => {
  const version = domain.aggregate.events.definitions.get(type)?.schemaVersion;
  const example = golden[`${type}@${version}`];
  if (!example) throw new Error(`there is no example of ${type}`);
  return { type, data: example.data };
};

/** The golden example of every event that a domain has today. */
const examplesOf = (kit: DomainKit): readonly DomainEvent[] =>
  [...kit.domain.aggregate.events.definitions.keys()].map((type) => exampleOf(kit, type));

/** What a view shows of something that exists, from random lives: so that an example finds a row to change. */
const livingDoc = ({ live }: DomainKit, view: AnyView): unknown => {
  let found: unknown = null;
  live({ runs: 30, seed: 7 }, (_state, history) => {
    const doc = history.reduce<unknown>((before, event) => project(view, before, event).doc, null);
    found = doc ?? found;
  });
  return found;
};

/** The row before an event: of a signal's end one that has the signal. */
const docBefore = (kit: DomainKit, view: AnyView, living: unknown, event: DomainEvent): unknown => {
  if (view.kind !== 'automation_signals' || !OF_SIGNALS[event.type]) return living;
  const { signalId } = event.data as { readonly signalId: string };
  const received = exampleOf(kit, 'WebhookSignalReceivedEvent');
  return project(view, living, { ...received, data: { ...(received.data as object), signalId } }).doc;
};

/** What clients are told of an event by all views that fold it. */
const tellerOf = (kit: DomainKit) => {
  const views = kit.domain.views.map((view) => [view, livingDoc(kit, view)] as const);
  return (event: DomainEvent): readonly Publication[] =>
    views
      .filter(([{ eventTypes }]) => eventTypes.has(event.type))
      .flatMap(([view, doc]) => project(view, docBefore(kit, view, doc, event), event).message ?? []);
};

const keysOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...keysOf(member)]);
};

describe('the map from changes to messages', () => {
  it('has an entry for every view of a hub, and no other', () => {
    expect(Object.keys(TELLERS).toSorted()).toEqual(hubViews.map(({ kind }) => kind).toSorted());
  });

  it('tells nothing of what an operation does: the things it changes tell it', () => {
    for (const type of Object.keys(sagaEvents))
      expect(
        messageFor({ event: { eventType: type } as never, kind: 'operations', row: { doc: {} } as never }),
      ).toBeNull();
  });
});

describe.each(kits)('pitfall 4, domains 9 step 9: the events of $name', (kit) => {
  const told = tellerOf(kit);
  const examples = examplesOf(kit);

  it.each(examples)('$type is told as its manifest says, once', (event) => {
    const expected = OF_SIGNALS[event.type] ?? kit.domain.events[event.type]?.message ?? null;
    expect(told(event).map(({ type }) => type)).toEqual(expected === null ? [] : [expected]);
  });

  it('are told on topics that clients can subscribe to, in snake_case', () => {
    const messages = examples.flatMap((event) => told(event));
    expect(messages.length > 0 || kit.name === 'virtual_broker').toBe(true);
    for (const { topic, payload } of messages) {
      expect(TOPICS).toContain(topic);
      for (const key of keysOf(payload)) expect(key).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
    }
  });
});

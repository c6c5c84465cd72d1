import { describe, expect, it } from 'vitest';
import { UnreadableEventError } from '../core/event-registry.ts';
import { aggregates, hubViews, readEvent } from './catalog.ts';

const typesOf = (domain: keyof typeof aggregates) => [...aggregates[domain].events.definitions.keys()];
const domains = Object.keys(aggregates) as (keyof typeof aggregates)[];
const allTypes = domains.flatMap(typesOf);
const syncTypes = new Set(hubViews.flatMap(({ sync }) => Object.keys(sync)));
const isSync = (type: string) => syncTypes.has(type);

describe('the aggregates of the system (domains 9, step 9)', () => {
  it.each(domains)('%s is stored under its own name', (domain) => {
    expect(aggregates[domain].type).toBe(domain);
  });

  it('E-R2: an event type belongs to one aggregate in the whole system', () => {
    expect(allTypes.toSorted()).toEqual([...new Set(allTypes)].toSorted());
  });

  it('every definition is known by its stored name and has a version', () => {
    for (const domain of domains)
      for (const [name, { type, schemaVersion }] of aggregates[domain].events.definitions) {
        expect(type).toBe(name);
        expect(schemaVersion).toBeGreaterThanOrEqual(1);
      }
  });
});

describe('reading a stored event of any aggregate', () => {
  const stored = {
    eventType: 'UserLoggedIn',
    schemaVersion: 1,
    data: { userId: 'u', sessionId: 's', loggedInAt: '2026-01-01T00:00:00Z' },
  };
  const read = (aggregateType: string) => readEvent({ ...stored, aggregateType } as never);

  it('goes by its aggregate', () => {
    expect(read('user_account')).toEqual({ type: 'UserLoggedIn', data: stored.data });
  });

  it.each(['order', 'portfolio'])('is an error at an aggregate that has no such event: %s', (type) => {
    expect(() => read(type)).toThrow(UnreadableEventError);
  });
});

describe('the views of a hub', () => {
  it('have names of their own', () => {
    const kinds = hubViews.map(({ kind }) => kind);
    expect(kinds).toEqual([...new Set(kinds)]);
  });

  it.each(hubViews)('$kind folds events that exist, and all of them of one aggregate', ({ eventTypes }) => {
    const owners = domains.filter((domain) => typesOf(domain).some((type) => eventTypes.has(type)));
    expect(owners).toHaveLength(1);
    expect([...eventTypes].toSorted()).toEqual(owners.flatMap(typesOf).toSorted());
  });

  it.each(hubViews)('S-R6: $kind says for each event that commands wait for why', ({ eventTypes, sync }) => {
    for (const [type, { priority, reason }] of Object.entries(sync)) {
      expect(eventTypes.has(type)).toBe(true);
      expect([1, 2, 3]).toContain(priority);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});

describe('events that commands wait for (S-R2)', () => {
  it('are those of the guides, of every domain that a hub shows', () => {
    expect(allTypes.filter(isSync)).toEqual([
      'BrokerConnectionInitiated',
      'BrokerConnectionEstablished',
      'BrokerAccountLinked',
      'BrokerAccountDeleted',
      'OrderCreatedEvent',
      'OrderCancelled',
      'PositionOpenedEvent',
      'PositionClosedEvent',
    ]);
  });

  it('the share per domain; new events of a domain bring it towards the target of a fifth', () => {
    const share = (domain: keyof typeof aggregates) => {
      const types = typesOf(domain);
      return `${types.filter(isSync).length} of ${types.length}`;
    };
    expect(Object.fromEntries(domains.map((domain) => [domain, share(domain)]))).toEqual({
      user_account: '0 of 3',
      broker_connection: '2 of 5',
      broker_account: '2 of 5',
      virtual_broker: '0 of 5',
      order: '2 of 10',
      position: '2 of 4',
    });
  });

  it('no more than two of a domain, and a quarter of all', () => {
    for (const domain of domains) expect(typesOf(domain).filter(isSync).length).toBeLessThanOrEqual(2);
    expect(allTypes.filter(isSync).length / allTypes.length).toBeLessThanOrEqual(0.25);
  });
});

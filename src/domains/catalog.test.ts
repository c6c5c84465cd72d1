import { describe, expect, it } from 'vitest';
import { UnreadableEventError } from '../core/event-registry.ts';
import { sagaEvents } from '../core/saga-instance/events.ts';
import { STARTED } from '../core/saga-instance/testing/trip.ts';
import { aggregates, hubViews, readEvent } from './catalog.ts';
import { domains as manifests } from './manifests.ts';
import golden from './user-account/testing/golden-events.json' with { type: 'json' };

const typesOf = (domain: keyof typeof aggregates) => [...aggregates[domain].events.definitions.keys()];
const domains = Object.keys(aggregates) as (keyof typeof aggregates)[];
const allTypes = domains.flatMap(typesOf);
const sagaTypes = Object.keys(sagaEvents);
const syncTypes = new Set(hubViews.flatMap(({ sync }) => Object.keys(sync)));
const isSync = (type: string) => syncTypes.has(type);

describe('the aggregates of the system (domains 9, step 9)', () => {
  it('are those of the manifests', () => {
    expect(domains).toEqual(manifests.map(({ aggregate }) => aggregate.type));
  });

  it.each(domains)('%s is stored under its own name', (domain) => {
    expect(aggregates[domain].type).toBe(domain);
  });

  it('E-R2: an event type belongs to one aggregate in the whole system, sagas included', () => {
    const types = [...allTypes, ...sagaTypes];
    expect(types.toSorted()).toEqual([...new Set(types)].toSorted());
  });

  it('every definition is known by its stored name and has a version', () => {
    for (const domain of domains)
      for (const [name, { type, schemaVersion }] of aggregates[domain].events.definitions) {
        expect(type).toBe(name);
        expect(schemaVersion).toBeGreaterThanOrEqual(1);
      }
  });
});

describe('reading a stored event of any log', () => {
  const read = (
    aggregateType: string,
    eventType: string,
    data: object,
    schemaVersion = 1,
  ): ReturnType<typeof readEvent> => readEvent({ aggregateType, eventType, schemaVersion, data } as never);
  const { data, reads } = golden['UserLoggedIn@1'];

  it('V-R4: goes by its aggregate, in the shape of today', () => {
    expect(read('user_account', 'UserLoggedIn', data)).toEqual(reads);
    expect(reads.data).toEqual({ ...data, ipDigest: null });
    expect(read('user_account', 'UserLoggedIn', reads.data, 2)).toEqual(reads);
  });

  it('knows the logs of sagas, too', () => {
    expect(read('saga', STARTED.type, STARTED.data)).toEqual({ type: STARTED.type, data: STARTED.data });
  });

  it('G-R3: answers null for one that means nothing any more', () => {
    expect(read('order', 'OrderFillNotification', {})).toBeNull();
  });

  it.each([
    ['an aggregate that has no such event', 'order', 'UserLoggedIn', 1],
    ['a log that nobody keeps', 'weather', 'UserLoggedIn', 1],
    ['a newer version than this code knows', 'user_account', 'UserLoggedIn', 3],
  ])('G-R3: is an error at %s', (_, aggregateType, eventType, version) => {
    expect(() => read(aggregateType, eventType, data, version)).toThrow(UnreadableEventError);
  });
});

describe('the views of a hub', () => {
  const ownersOf = (eventTypes: ReadonlySet<string>) =>
    domains.filter((domain) => typesOf(domain).some((type) => eventTypes.has(type)));

  it('have names of their own', () => {
    const kinds = hubViews.map(({ kind }) => kind);
    expect(kinds).toEqual([...new Set(kinds)]);
  });

  it('are those of the manifests and the one of operations', () => {
    const kinds = manifests.flatMap(({ views }) => views.map(({ kind }) => kind));
    expect(hubViews.map(({ kind }) => kind)).toEqual([...kinds, 'operations']);
  });

  it('show every domain but the virtual broker, which is seen through orders, positions and accounts', () => {
    const shown = domains.map((domain) => [
      domain,
      hubViews.filter(({ eventTypes }) => ownersOf(eventTypes).includes(domain)).map(({ kind }) => kind),
    ]);
    expect(Object.fromEntries(shown)).toEqual({
      user_account: ['users'],
      broker_connection: ['broker_connections'],
      broker_account: ['broker_accounts'],
      virtual_broker: [],
      automation: ['automations', 'automation_signals'],
      order: ['orders'],
      position: ['positions'],
      portfolio: ['portfolios'],
    });
  });

  it.each(hubViews)('$kind folds events that exist, and all of them of one log', ({ kind, eventTypes }) => {
    const types = kind === 'operations' ? sagaTypes : ownersOf(eventTypes).flatMap(typesOf);
    expect([...eventTypes].toSorted()).toEqual(types.toSorted());
    expect(ownersOf(eventTypes)).toHaveLength(kind === 'operations' ? 0 : 1);
  });

  it.each(hubViews)('S-R6: $kind says for each event that commands wait for why', ({ eventTypes, sync }) => {
    expect(Object.keys(sync).filter((type) => !eventTypes.has(type))).toEqual([]);
    for (const { priority, reason } of Object.values(sync)) {
      expect([1, 2, 3]).toContain(priority);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});

describe('events that commands wait for (S-R2)', () => {
  it('are these, of every domain that a hub shows', () => {
    const waited = domains.map((domain) => [domain, typesOf(domain).filter(isSync)]);
    expect(Object.fromEntries(waited)).toEqual({
      user_account: ['UserCreatedEvent', 'UserEmailChanged', 'UserSuspendedEvent', 'UserAccountDeleted'],
      broker_connection: [
        'BrokerConnectionInitiated',
        'BrokerTokensSuccessfullyStored',
        'BrokerConnectionEstablished',
        'BrokerConnectionReset',
        'BrokerConnectionReauthRequired',
      ],
      broker_account: ['BrokerAccountLinked', 'BrokerAccountUnlinked', 'BrokerAccountDeleted'],
      virtual_broker: [],
      automation: [
        'AutomationCreatedEvent',
        'AutomationActivatedEvent',
        'AutomationDeactivatedEvent',
        'AutomationSuspendedEvent',
        'AutomationDeletedEvent',
        'AutomationAccountsChangedEvent',
        'WebhookTokenRotatedEvent',
        'RiskLimitExceededEvent',
      ],
      order: ['OrderCreatedEvent', 'OrderCancelled', 'OrderSyncedFromBrokerEvent'],
      position: ['PositionOpenedEvent', 'PositionClosedEvent', 'PositionReconciledEvent'],
      portfolio: [],
    });
  });

  it('S-R2: are never those of sagas, of fills or of figures', () => {
    const frequent = ['OrderPartiallyFilledEvent', 'OrderFilledEvent', 'AccountDataFromBrokerUpdated'];
    expect([...sagaTypes, ...frequent, 'PositionPnLUpdatedEvent'].filter(isSync)).toEqual([]);
  });

  /** Domains that may wait for more than a fifth of their events, and why (domains 1.3). */
  const EXEMPT: Readonly<Record<string, string>> = {
    automation: 'most of its events switch trading on or off, and their own guides exempt it',
    position: 'three of its few events tell what is held, and the next order is measured by that',
  };
  const shares = domains.map((domain) => {
    const types = typesOf(domain);
    const waited = types.filter(isSync).length;
    return { domain, share: waited / types.length, told: `${waited} of ${types.length}` };
  });

  it.each(shares)('S-R6: of $domain commands wait for $told', ({ domain, share }) => {
    if (EXEMPT[domain] === undefined) expect(share).toBeLessThan(0.2);
    else expect(share).toBeGreaterThan(0.2);
  });

  it('S-R6: are less than a fifth of all', () => {
    expect(allTypes.filter(isSync).length / allTypes.length).toBeLessThan(0.2);
  });
});

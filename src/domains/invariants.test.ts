import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '../core/decider.ts';
import { specification, testEnv } from '../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection/broker-connection.ts';
import * as connection from './broker-connection/testing/fixtures.ts';
import { kits } from './kits.ts';
import type { DomainKit } from './testing/kit.ts';
import { deliveriesOf, MiniHub } from './testing/mini-hub.ts';
import { isSecretKey, textKeysWithin } from './testing/schema-problems.ts';
import * as user from './user-account/testing/fixtures.ts';
import { userAccountAggregate } from './user-account/user-account.ts';

const USER_ID = testEnv().userId;

/** The longest of some random lives of a domain. */
const longestLife = ({ live }: DomainKit, seed: number): readonly DomainEvent[] => {
  let longest: readonly DomainEvent[] = [];
  live({ runs: 20, seed }, (_state, history) => {
    if (history.length > longest.length) longest = [...history];
  });
  return longest;
};

const storedText = (events: readonly DomainEvent[]): readonly DomainEvent[] =>
  JSON.parse(JSON.stringify(events.map(({ type, data }) => ({ type, data }))));

describe('invariant 1: replaying the stored events of any commands gives the same state', () => {
  it.each(kits)('of $name, and again from the middle, as from a snapshot', (kit) => {
    const { decider } = kit.domain.aggregate;
    const events = storedText(longestLife(kit, 1));
    expect(events.length).toBeGreaterThan(3);
    const state = events.reduce(decider.evolve, decider.initial);
    for (let at = 0; at <= events.length; at++) {
      const snapshot: unknown = JSON.parse(
        JSON.stringify(events.slice(0, at).reduce(decider.evolve, decider.initial)),
      );
      expect(events.slice(at).reduce(decider.evolve, snapshot)).toEqual(state);
    }
  });

  it('of a connection through ten commands and ten events, which ends disconnecting', () => {
    const { decider } = brokerConnectionAggregate;
    const healthy = {
      type: 'ReportHealthCheckCommand',
      isHealthy: true,
      newStatus: null,
      reason: null,
    } as const;
    const commands = [
      connection.initiate({ authMethod: 'oauth' }),
      connection.SIGN_IN,
      connection.tokens(),
      connection.ESTABLISH,
      healthy,
      connection.FAIL,
      connection.ESTABLISH,
      connection.REAUTH,
      connection.KEYS,
      connection.disconnect(),
    ];
    const { state, events } = commands.reduce<connection.Played | undefined>(
      (played, command, minute) =>
        connection.play([command], played, { now: connection.later(minute * 60_000) }),
      undefined,
    ) as connection.Played;
    expect([commands.length, events.length]).toEqual([10, 10]);
    expect(state.status).toBe('disconnecting');
    expect(storedText(events).reduce(decider.evolve as never, decider.initial)).toEqual(state);
  });
});

describe('invariant 2: what the transition tables forbid', () => {
  it.each(kits)('of $name has a cell for every command in every status', ({ domain }) => {
    const { moves, statuses } = domain.lifecycle;
    const cells = Object.values(moves).flatMap((row) => Object.keys(row));
    expect(cells).toHaveLength(statuses.length * Object.keys(domain.commands).length);
    expect(
      Object.values(moves)
        .flatMap((row) => Object.values(row))
        .map(({ kind }) => kind),
    ).toContain('refused');
  });

  it.each(kits)('of $name is refused with its code and appends nothing, in any random life', (kit) => {
    const { lifecycle, aggregate } = kit.domain;
    const commands = kit.commands(60, 2);
    const refused = new Set<string>();
    const tryAll = (state: unknown) => {
      const status = lifecycle.statusOf(state);
      for (const command of commands) {
        const move = lifecycle.moves[command.type]?.[status];
        if (move?.kind !== 'refused') continue;
        const decision = aggregate.decider.decide(command, state, testEnv());
        if (move.exception === null)
          expect(decision).toMatchObject({ kind: 'reject', rejection: { code: move.code } });
        if (decision.kind === 'reject') refused.add(`${status} ${command.type}`);
      }
    };
    tryAll(aggregate.decider.initial);
    kit.live({ runs: 60, seed: 2 }, tryAll);
    expect(refused.size).toBeGreaterThan(0);
  });
});

describe('invariant 4, S-R7, domains 9, step 6: views are the same', () => {
  const logs = kits.map((kit) => deliveriesOf(`${kit.name} of a user`, longestLife(kit, 4)));
  const views = kits.flatMap(({ domain }) => domain.views);
  const inOrder = new MiniHub(views, USER_ID);
  for (const delivery of logs.flat()) inOrder.apply(delivery);

  it('when every event arrives twice and in any order; what a gap kept out is sent again', () => {
    expect(Object.keys(inOrder.rows).length).toBeGreaterThan(2);
    const anyOrder = fc.shuffledSubarray([...logs.flat(), ...logs.flat()], {
      minLength: 2 * logs.flat().length,
    });
    fc.assert(
      fc.property(anyOrder, (deliveries) => {
        const hub = new MiniHub(views, USER_ID);
        for (const delivery of deliveries) hub.apply(delivery);
        for (const log of logs) {
          let have = log[0] ? hub.apply(log[0]) : 0;
          while (have < log.length) have = hub.apply(log[have] as (typeof log)[number]);
        }
        expect(hub.rows).toEqual(inOrder.rows);
      }),
      { numRuns: 50 },
    );
  });

  it('when logs of other aggregates come in between', () => {
    const hub = new MiniHub(views, USER_ID);
    const longest = Math.max(...logs.map(({ length }) => length));
    for (let at = 0; at < longest; at++)
      for (const log of logs.toReversed()) {
        const delivery = log[at];
        if (delivery) for (let times = 0; times < 2; times++) hub.apply(delivery);
      }
    expect(hub.rows).toEqual(inOrder.rows);
  });
});

describe('invariant 5, N-R1: a disconnect', () => {
  const two = (of: string) => [connection.id(`${of} 1`), connection.id(`${of} 2`)];
  const found = { ...connection.DISCOVER, accountIds: two('linked'), virtualAccountIds: two('virtual') };
  const connected = connection.play([connection.VIRTUAL, found]);
  const leaving = connection.play([connection.disconnect()], connected);

  it('names exactly the two linked and two virtual accounts, from its own state, whatever a read model shows', () => {
    const [event] = leaving.events.filter(({ type }) => type === 'BrokerDisconnected');
    expect(event?.data).toMatchObject({
      linkedAccountIds: two('linked'),
      virtualAccountIds: two('virtual'),
      activeAutomationIds: [],
    });
  });

  it('N-R4: cannot be told without its lists; empty ones say that there is none', () => {
    const schema = brokerConnectionAggregate.events.definitions.get('BrokerDisconnected')?.schema;
    const data = leaving.events.find(({ type }) => type === 'BrokerDisconnected')?.data as object;
    expect(schema?.safeParse({ ...data, linkedAccountIds: [] }).success).toBe(true);
    for (const list of ['linkedAccountIds', 'virtualAccountIds', 'activeAutomationIds'])
      expect(schema?.safeParse({ ...data, [list]: undefined }).success).toBe(false);
  });

  it('is not followed by a purge when the user reconnected in between', () => {
    const back = connection.play([connection.RECONNECT], leaving);
    expect(back.state.status).toBe('connected');
    specification(brokerConnectionAggregate)
      .given(...back.events)
      .when({ ...connection.PURGE, force: true }, { sagaId: connection.SAGA })
      .thenRejected('connection_connected');
  });
});

describe('invariant 13: no secret', () => {
  it.each(kits)('has a place in the events or views of $name', ({ domain, golden }) => {
    const logs = Object.entries(golden).map(([key, { data }]) => [key, textKeysWithin(data)] as const);
    for (const [key, keys] of logs) expect(keys.filter(isSecretKey), key).toEqual([]);
    expect(logs.length).toBeGreaterThanOrEqual(domain.aggregate.events.definitions.size);
  });
});

describe('invariant 15: the deletion of a user', () => {
  const accounts = specification(userAccountAggregate);
  const owning = [
    user.CREATED,
    user.signedIn(),
    user.connected('connection'),
    user.linked('account', true),
    user.automated('automation'),
  ];

  it('names all that the user owns, so that none of it is left', () => {
    const { events } = accounts.given(...owning).when(user.DELETE);
    expect(events).toMatchObject([
      {
        type: 'UserAccountDeleted',
        data: {
          ownedConnectionIds: [user.id('connection')],
          ownedAccountIds: [user.id('account')],
          ownedAutomationIds: [user.id('automation')],
          hasVirtualBroker: true,
        },
      },
    ]);
  });

  it('does nothing when it is repeated, and nothing after it is over', () => {
    const { events } = accounts.given(...owning).when(user.DELETE);
    const pending = accounts.given(...owning, ...events);
    expect(pending.when(user.DELETE).events).toEqual([]);
    const completed = pending.when(user.COMPLETE, user.BY_SAGA);
    completed.thenTypes('UserDeletionCompleted');
    const over = accounts.given(...owning, ...events, ...completed.events);
    for (const [command, env] of [
      [user.DELETE, {}],
      [user.COMPLETE, user.BY_SAGA],
    ] as const)
      expect(over.when(command, env).events).toEqual([]);
  });
});

describe('what was stored', () => {
  it.each(kits)('G-R3: of $name is read, ignored by name, or an error, never guessed at', ({ domain }) => {
    const { events } = domain.aggregate;
    const unknown = { eventType: 'NeverHeardOfEvent', schemaVersion: 1, data: {} };
    expect(() => events.read(unknown)).toThrow(/is not an event of this aggregate/);
    for (const eventType of events.ignoredHistoricalTypes)
      expect(events.read({ eventType, schemaVersion: 1, data: {} })).toBeNull();
  });

  const withOlderVersions = kits.filter(({ golden }) => Object.values(golden).some(({ reads }) => reads));

  it.each(withOlderVersions)(
    'V-R1, V-R5: of $name in an older version keeps every value that it had',
    ({ domain, golden }) => {
      const { definitions } = domain.aggregate.events;
      for (const [key, { data, reads }] of Object.entries(golden)) {
        if (!reads || !definitions.has(key.split('@')[0] ?? '')) continue;
        const today = reads.data as Record<string, unknown>;
        for (const [field, value] of Object.entries(data))
          if (field in today) expect({ [field]: today[field] }, key).toMatchObject({ [field]: value });
      }
    },
  );
});

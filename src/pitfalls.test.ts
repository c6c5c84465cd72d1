import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DomainEvent } from './core/decider.ts';
import { decimal, sum } from './core/decimal.ts';
import { epochMs, instant, isUtcInstant, plusMs, type UtcInstant } from './core/instant.ts';
import { utcDateOf } from './core/local-date.ts';
import type { AnySaga, SagaContext } from './core/saga.ts';
import { allFiles, findings, projectRoot, shippedCode } from './docs/testing/sources.ts';
import { queriesIn, ungrouped } from './docs/testing/sql.ts';
import { kits } from './domains/kits.ts';
import { phaseAt, usEquities } from './domains/shared/calendar.ts';

const PURE = ['src/core', 'src/domains', 'src/sagas', 'src/policies', 'src/realtime'];
const SHIPPED = ['src', 'objects'];

describe('pitfall 1: time without a zone', () => {
  const inZone = <T>(zone: string, action: () => T): T => {
    const before = process.env['TZ'];
    process.env['TZ'] = zone;
    try {
      return action();
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  };

  /** All that this system makes of time: instants, dates, sessions, and lives of every domain. */
  const readings = () => {
    const samples = [
      '2026-03-08T06:59:59Z',
      '2026-11-01T06:00:00Z',
      '2026-07-01T23:59:59.999Z',
    ] as UtcInstant[];
    const lives = kits.map(({ live }) => {
      let last = '';
      live({ runs: 3, seed: 1 }, (state, history) => {
        last = JSON.stringify([state, history]);
      });
      return last;
    });
    const times = samples.map((at) => [
      epochMs(at),
      instant(epochMs(at)),
      plusMs(at, 1),
      utcDateOf(at),
      phaseAt(usEquities, at),
      usEquities.sessionOn(usEquities.dateAt(at)),
      isUtcInstant(at.slice(0, -1)),
    ]);
    return JSON.stringify([times, lives]);
  };

  it('is nowhere: the same is read in whatever zone the machine stands', () => {
    const offsets = new Set<number>();
    const read = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'].map((zone) =>
      inZone(zone, () => {
        offsets.add(new Date(2026, 0, 15).getTimezoneOffset());
        return readings();
      }),
    );
    expect(offsets.size).toBe(4);
    expect(new Set(read).size).toBe(1);
  });

  it('is made in one file only, and the pure code has no clock', () => {
    expect(findings(shippedCode(...SHIPPED), /\bnew Date\(|\bDate\.(parse|UTC)\(/g)).toEqual([
      'src/core/instant.ts: new Date(',
      'src/core/instant.ts: Date.parse(',
    ]);
    expect(
      findings(
        shippedCode(...PURE),
        /\bDate\.now\(|\bperformance\.|\bMath\.random\(|\bscheduler\.|\bglobalThis\b|(?<![\w.#])fetch\(/g,
      ),
    ).toEqual([]);
  });

  it('is no column: every time in Postgres has its zone', () => {
    const migrations = allFiles(['migrations'], '.sql');
    expect(migrations.length).toBeGreaterThan(0);
    expect(findings(migrations, /\btimestamp\b(?! with time zone)|\btime\b(?= (not null|,))/gi)).toEqual([]);
  });
});

describe('pitfall 2: handlers that are found by a name', () => {
  it('are none: nothing asks a function or an object for the name of its class', () => {
    expect(findings(shippedCode(...SHIPPED), /\bconstructor\.name\b|\.prototype\b|\bReflect\.\w+/g)).toEqual(
      [],
    );
  });
});

describe('pitfall 3: events that nothing checks', () => {
  it('are not made beside their definition: no literal, no cast', () => {
    const types = kits.flatMap(({ domain }) => [...domain.aggregate.events.definitions.keys()]);
    const literal = new RegExp(`(?<!Extract<\\w+, \\{ )\\btype: ['"](${types.join('|')})['"]`, 'g');
    // Upcasters speak of types by name, because the shapes they read are gone.
    const code = shippedCode(...SHIPPED).filter(({ path }) => !path.includes('upcasters'));
    expect(findings(code, literal)).toEqual([]);
    expect(findings(shippedCode('src/domains'), /\bas (unknown as )?\w*Event\b/g)).toEqual([]);
  });
});

describe('pitfall 5: queries that steer a saga', () => {
  it('have no way in: a step sees its trigger, earlier results and what it was told, and answers at once', () => {
    expectTypeOf<keyof SagaContext>().toEqualTypeOf<
      'sagaId' | 'trigger' | 'results' | 'inbox' | 'children' | 'retries'
    >();
    expect(
      findings(
        shippedCode('src/sagas'),
        /\basync\b|\bawait\b|\bPromise\b|from '[^']*\/(readmodel|http|platform)\//g,
      ),
    ).toEqual([]);
  });
});

const sagas: readonly AnySaga[] = (
  await Promise.all(
    readdirSync(join(projectRoot, 'src/sagas'))
      .filter((name) => name.endsWith('-saga.ts'))
      .map((name) => import(join(projectRoot, 'src/sagas', name)) as Promise<Record<string, unknown>>),
  )
)
  .flatMap((module) => Object.values(module))
  .filter((value): value is AnySaga => typeof value === 'object' && value !== null && 'triggers' in value);

describe('pitfall 6: a saga that misses a field of its trigger', () => {
  const triggers = sagas.flatMap((saga) =>
    saga.triggers.map(({ eventType }) => ({ saga, type: saga.type, eventType })),
  );
  const exampleOf = (eventType: string) => {
    const kit = kits.find(({ domain }) => domain.aggregate.events.definitions.has(eventType));
    const definition = kit?.domain.aggregate.events.definitions.get(eventType);
    const example = kit?.golden[`${eventType}@${definition?.schemaVersion}`]?.data;
    if (!example) throw new Error(`${eventType} has no golden example`);
    return example;
  };

  it('every saga of the folder is looked at', () => {
    expect(sagas.length).toBeGreaterThanOrEqual(2);
    expect(triggers.length).toBeGreaterThanOrEqual(sagas.length);
  });

  it.each(triggers)('$type keeps every key of $eventType', ({ saga, eventType }) => {
    const data = exampleOf(eventType);
    expect(saga.parse(data)).toMatchObject(data);
  });

  it.each(triggers)(
    'N-R4: $type does not start when $eventType lacks a list: absent is not empty',
    ({ saga, eventType }) => {
      const data = exampleOf(eventType);
      for (const key of Object.keys(data).filter((name) => Array.isArray(data[name]))) {
        const { [key]: _, ...rest } = data;
        expect(() => saga.parse(rest), `without ${key}`).toThrow();
      }
      expect(() => saga.parse({})).toThrow();
    },
  );
});

describe('pitfall 7: business rules outside of the domains', () => {
  it('cannot make facts: only a domain calls its own event definitions', () => {
    const outside = shippedCode('src', 'objects').filter(({ path }) => !path.startsWith('src/domains/'));
    expect(findings(outside, /\b(\w+Events|\w+Event)(\.\w+)?\(\{/g)).toEqual([]);
  });
});

describe('pitfall 9: aggregates without GROUP BY', () => {
  const queries = shippedCode(...SHIPPED).flatMap((file) =>
    queriesIn(file).map((query) => ({ path: file.path, query })),
  );

  it('are in no query of this system', () => {
    expect(queries.length).toBeGreaterThan(5);
    expect(
      queries.flatMap(({ path, query }) => ungrouped(query).map((select) => `${path}: ${select}`)),
    ).toEqual([]);
  });

  it.each([
    'SELECT user_id, count(*) FROM orders',
    'SELECT max(at) AS at, symbol FROM orders WHERE user_id = $1',
    'SELECT *, sum(amount) FROM fills',
    'SELECT a FROM (SELECT name, count(*) AS a FROM t) AS inner_rows GROUP BY a',
    'SELECT coalesce(sum(x), 0), lower(name) FROM t WHERE b IN (SELECT c FROM d GROUP BY c)',
  ])('would be found: %s', (query) => {
    expect(ungrouped(query)).toHaveLength(1);
  });

  it.each([
    'SELECT user_id, count(*) FROM orders GROUP BY user_id',
    'SELECT count(*) AS n, coalesce(max(version), 0)::text AS version FROM log WHERE id = ?',
    'SELECT max(a, b) AS higher, name FROM t',
    'SELECT name, row_number() OVER (ORDER BY at), sum(x) OVER (PARTITION BY name) FROM t',
    'SELECT name FROM t WHERE version = (SELECT max(version) FROM t)',
    "SELECT 'all' AS scope, $1::uuid, count(*) FROM t",
  ])('is not confused with: %s', (query) => {
    expect(ungrouped(query)).toEqual([]);
  });
});

describe('pitfall 10: arithmetic with nothing', () => {
  it('is refused by the compiler and at run time: an amount is a string, never null', () => {
    // @ts-expect-error null is no amount
    expect(() => decimal(null)).toThrow();
    // @ts-expect-error undefined is no amount
    expect(() => decimal(undefined)).toThrow();
    // @ts-expect-error a list of amounts has no holes
    expect(() => sum(['1', null])).toThrow();
  });

  it('no default swallows a zero: || stands before a literal only where its left side is no figure', () => {
    const accepted = new Set([
      'src/bus/shards.ts: || 1', // a setting that is no number
      "src/domains/position/pyramiding.ts: || '", // an empty list of reasons
    ]);
    const found = findings(shippedCode(...SHIPPED), /\|\|=?\s*(['"`\d[{]|null\b|undefined\b|ZERO\b)/g);
    expect(found.filter((place) => !accepted.has(place))).toEqual([]);
  });

  it.each(kits)(
    '$name makes no NaN, no undefined and no "null" of any nullable field that is null',
    (kit) => {
      const { events, decider } = kit.domain.aggregate;
      /** The life as it would have been told if nobody had known this field; as it was where the field must be known. */
      const without = (field: string, history: readonly DomainEvent[]): readonly DomainEvent[] =>
        history.map(({ type, data }) => {
          const unknown = { ...(data as object), [field]: null };
          const schema = events.definitions.get(type)?.schema;
          return field in (data as object) && schema?.safeParse(unknown).success
            ? { type, data: unknown }
            : { type, data };
        });
      /** The state as text; null where a domain says aloud that it needs what its schema can do without. */
      const stateOf = (history: readonly DomainEvent[]): string | null => {
        try {
          return JSON.stringify(history.reduce<unknown>(decider.evolve, decider.initial), (_key, value) =>
            value === undefined || Number.isNaN(value) ? 'a hole' : value,
          );
        } catch (error) {
          expect(error).not.toBeInstanceOf(TypeError);
          return null;
        }
      };
      let longest: readonly DomainEvent[] = [];
      kit.live({ runs: 30, seed: 10 }, (_state, history) => {
        if (history.length > longest.length) longest = [...history];
      });
      const fields = new Set(longest.flatMap(({ data }) => Object.keys(data as object)));
      const states = [...fields].map((field) => stateOf(without(field, longest)));
      expect(states.filter((state) => state !== null).length).toBeGreaterThan(fields.size / 2);
      for (const state of states) expect(state ?? '').not.toMatch(/"(NaN|undefined|null|a hole|-?Infinity)"/);
    },
  );
});

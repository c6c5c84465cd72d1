import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../core/envelope.ts';
import type { GateSummary, SagaAtGate } from '../core/saga-gate/summary.ts';
import type { InterventionSummary } from '../core/saga-instance/summary.ts';
import { STARTED, TRIGGER } from '../core/saga-instance/testing/trip.ts';
import { id } from '../core/testing/tally.ts';
import type { Database } from './database.ts';
import { listGates, listPending } from './gates.ts';
import { findSaga, listInterventions, listSagas } from './operations.ts';
import { gatesProjector, type SagaDoc, sagasProjector } from './sagas.ts';
import { readAll, startPostgres, type TestPostgres } from './testing/postgres.ts';

const AT = '2026-11-22T10:00:00.000Z';
const LATER = '2026-11-22T10:00:01.000Z';

let postgres: TestPostgres;
let database: Database;

const ids = (...names: readonly string[]) => names.map((name) => id(name)).toSorted();
const newestFirst = (...names: readonly string[]) => ids(...names).toReversed();

const envelope = (data: object): EventEnvelope => ({
  ...TRIGGER,
  eventType: STARTED.type,
  aggregateType: 'saga',
  data: data as EventEnvelope['data'],
});

/** A saga as it is when it has started, with these differences. */
const docOf = (changes: Partial<SagaDoc> = {}): SagaDoc => ({
  ...(sagasProjector.fold(null, envelope(STARTED.data)) as SagaDoc),
  ...changes,
});

const saveSaga = async (sagaId: string, doc: SagaDoc, version = 1): Promise<void> => {
  await sagasProjector.save(database, [{ aggregateId: sagaId, version, doc, last: TRIGGER }]);
};

const saveGate = async (key: string, userId: string, gate: Partial<GateSummary>): Promise<void> => {
  const doc: GateSummary = { conflictKey: key, holder: null, waiting: [], meetings: [], ...gate };
  const last = { ...TRIGGER, userId };
  await gatesProjector.save(database, [{ aggregateId: id(key), version: 1, doc, last }]);
};

const atGate = (name: string, since: string): SagaAtGate => ({
  sagaId: id(name),
  sagaType: 'TripSaga',
  trigger: docOf().trigger,
  since: since as SagaAtGate['since'],
});
const holding = (name: string, since: string): NonNullable<GateSummary['holder']> => ({
  ...atGate(name, since),
  leaseUntil: LATER as SagaAtGate['since'],
  makesWay: false,
});

const ALL = { status: null, sagaType: null, userId: null, withInterventions: false };

beforeAll(async () => {
  postgres = await startPostgres();
  ({ database } = postgres);
  await postgres.migrate(1, 2, 3, 4);
}, 60_000);
afterAll(() => postgres.close());

it('a saga that was listed before operators saw more of it is told in the same words as a new one', async () => {
  const intervention = { interventionId: id('asked'), state: 'open', openedAt: AT };
  const step = { name: 'book_hotel', attempts: 2, ms: 7 };
  const {
    stepsDone: _1,
    stepStartedAt: _2,
    undone: _3,
    objectiveAt: _4,
    late: _5,
    virtual: _6,
    ...old
  } = docOf();
  await database.query(
    `INSERT INTO sagas (saga_id, version, user_id, region, saga_type, status, correlation_id, started_at, doc)
     VALUES ($1, 3, $2, 'weur', 'TripSaga', 'running', $3, $4, $5)`,
    [
      id('old'),
      id('old user'),
      TRIGGER.correlationId,
      AT,
      { ...old, steps: [step], interventions: [intervention] },
    ],
  );
  await database.query(
    `INSERT INTO sagas (saga_id, version, user_id, region, saga_type, status, correlation_id, started_at, doc)
     VALUES ($1, 1, $2, 'weur', 'TripSaga', 'running', $3, $4, $5)`,
    [id('older'), id('old user'), TRIGGER.correlationId, AT, old],
  );
  await postgres.migrate(5);
  const [lifted, bare] = [await findSaga(database, id('old')), await findSaga(database, id('older'))];
  expect(Object.keys(lifted?.saga ?? {}).toSorted()).toEqual(Object.keys(docOf()).toSorted());
  expect(lifted?.saga).toMatchObject({
    stepsDone: 1,
    steps: [{ ...step, status: 'completed', startedAt: old.startedAt }],
    interventions: [{ ...intervention, acknowledgedAt: null, resolvedAt: null }],
  });
  expect(bare?.saga).toMatchObject({ stepsDone: 0, steps: [], undone: [], interventions: [] });
});

describe('the list of sagas', () => {
  const userId = id('lists');
  const mine = { ...ALL, userId };
  const names = ['a', 'b', 'c', 'd', 'e'];
  beforeAll(async () => {
    for (const name of names)
      await saveSaga(
        id(name),
        docOf({ userId, startedAt: (name === 'a' ? LATER : AT) as SagaDoc['startedAt'] }),
      );
  });

  it('shows each once, the newest first, also those of the same instant', async () => {
    const whole = (await listSagas(database, { ...mine, after: null, limit: 100 })).rows.map(
      ({ sagaId }) => sagaId,
    );
    expect(whole).toEqual([id('a'), ...newestFirst(...names.slice(1))]);
    for (const limit of [1, 2, 3, 5]) {
      const paged = await readAll((after) => listSagas(database, { ...mine, after, limit }));
      expect(
        paged.map(({ sagaId }) => sagaId),
        `${limit} a page`,
      ).toEqual(whole);
    }
  });

  it('neither repeats nor hides one when another begins between two pages', async () => {
    const first = await listSagas(database, { ...mine, after: null, limit: 2 });
    await saveSaga(
      id('new'),
      docOf({ userId, startedAt: '2026-11-22T10:00:02.000Z' as SagaDoc['startedAt'] }),
    );
    const rest = await readAll((after) => listSagas(database, { ...mine, after, limit: 2 }), first.next);
    const shown = [...first.rows, ...rest].map(({ sagaId }) => sagaId);
    expect(shown.toSorted()).toEqual(ids(...names));
  });

  it('is never set back by an older version', async () => {
    await saveSaga(id('guarded'), docOf({ userId: id('guarded'), status: 'completed' }), 5);
    await saveSaga(id('guarded'), docOf({ userId: id('guarded'), status: 'running' }), 4);
    expect(await findSaga(database, id('guarded'))).toMatchObject({
      version: 5,
      saga: { status: 'completed' },
    });
    const running = { ...ALL, userId: id('guarded'), status: 'running', after: null, limit: 1 };
    expect((await listSagas(database, running)).rows).toEqual([]);
  });

  it('says of a saga whether it is about the virtual broker, if it is about a broker at all', () => {
    const about = (brokerId?: string) => {
      const data = { ...TRIGGER.data, ...(brokerId === undefined ? {} : { brokerId }) };
      const doc = sagasProjector.fold(null, envelope({ ...STARTED.data, trigger: { ...TRIGGER, data } }));
      const ended = {
        ...envelope({ steps: 5, totalMs: 1, late: false, completedAt: AT }),
        eventType: 'SagaCompleted',
      };
      return [doc?.virtual, sagasProjector.fold(doc, ended)?.virtual];
    };
    expect([about('virtual'), about('alpaca'), about()]).toEqual([
      [true, true],
      [false, false],
      [null, null],
    ]);
  });
});

describe('the list of interventions', () => {
  const userId = id('helpless');
  const asked = (name: string, state: InterventionSummary['state'], openedAt = AT): InterventionSummary => ({
    interventionId: id(name),
    step: 'book_hotel',
    code: 'stuck',
    reason: 'call the hotel',
    ids: [],
    state,
    by: null,
    note: null,
    openedAt: openedAt as InterventionSummary['openedAt'],
    acknowledgedAt: null,
    resolvedAt: null,
  });
  beforeAll(async () => {
    const [one, two] = [
      [asked('x', 'open'), asked('y', 'acknowledged'), asked('z', 'open', LATER)],
      [asked('w', 'resolved'), asked('v', 'open')],
    ];
    await saveSaga(id('one'), docOf({ userId, interventions: one }));
    await saveSaga(id('two'), docOf({ userId, interventions: two, sagaType: 'OtherSaga' }));
    await saveSaga(id('three'), docOf({ userId, interventions: [asked('u', 'resolved')] }));
  });
  const read = (query: { readonly state?: string; readonly sagaType?: string }, limit = 100) =>
    readAll((after) =>
      listInterventions(database, { state: null, sagaType: null, userId, ...query, after, limit }),
    );
  const idsOf = (rows: readonly InterventionSummary[]) => rows.map(({ interventionId }) => interventionId);

  it('shows each once with its saga, the newest first, also several of one saga and of one instant', async () => {
    const whole = idsOf(await read({}));
    expect(whole).toEqual([id('z'), ...newestFirst('x', 'y', 'w', 'v', 'u')]);
    for (const limit of [1, 2, 4]) expect(idsOf(await read({}, limit)), `${limit} a page`).toEqual(whole);
    expect((await read({}))[0]).toMatchObject({ sagaId: id('one'), sagaType: 'TripSaga', userId });
  });

  it('is narrowed by state and by type of saga', async () => {
    expect(idsOf(await read({ state: 'open' })).toSorted()).toEqual(ids('v', 'x', 'z'));
    expect(idsOf(await read({ state: 'resolved', sagaType: 'OtherSaga' }))).toEqual([id('w')]);
  });

  it('is what makes a saga ask for a person: until all of its own are resolved', async () => {
    const query = { ...ALL, userId, withInterventions: true, after: null, limit: 100 };
    const asking = (await listSagas(database, query)).rows.map(({ sagaId }) => sagaId);
    expect(asking.toSorted()).toEqual(ids('one', 'two'));
  });
});

describe('the list of gates', () => {
  const userId = id('gates');
  beforeAll(async () => {
    const waiting = [atGate('p', AT), atGate('q', AT), atGate('r', LATER)];
    await saveGate('room:1', userId, { holder: holding('h1', AT), waiting });
    await saveGate('room:2', userId, { holder: holding('h2', AT) });
    await saveGate('room_3', userId, { holder: holding('h3', LATER) });
    await saveGate('room:4', userId, { waiting: [atGate('s', AT)] });
    await saveGate('room:5', userId, {});
  });
  const held = (key: string | null, limit = 100) =>
    readAll((after) => listGates(database, { key, userId, after, limit }));
  const pending = (key: string | null, limit = 100) =>
    readAll((after) => listPending(database, { key, userId, after, limit }));

  it('shows keys that are held, the newest holder first, page by page', async () => {
    const whole = (await held(null)).map(({ gate }) => gate.conflictKey);
    expect(whole[0]).toBe('room_3');
    expect(whole.toSorted()).toEqual(['room:1', 'room:2', 'room_3']);
    expect((await held(null, 1)).map(({ gate }) => gate.conflictKey)).toEqual(whole);
  });

  it('is narrowed by how a key begins, letter by letter', async () => {
    expect((await held('room:')).map(({ gate }) => gate.conflictKey).toSorted()).toEqual([
      'room:1',
      'room:2',
    ]);
    expect((await held('room_')).map(({ gate }) => gate.conflictKey)).toEqual(['room_3']);
    for (const key of ['oom', '%', 'room:1:']) expect(await held(key), key).toEqual([]);
  });

  it('shows who waits, the newest first, page by page, and for whom', async () => {
    const whole = await pending('room:');
    expect(whole.map(({ sagaId }) => sagaId)).toEqual([id('r'), ...newestFirst('p', 'q', 's')]);
    for (const limit of [1, 2, 3]) expect(await pending('room:', limit), `${limit} a page`).toEqual(whole);
    const waitsFor = Object.fromEntries(whole.map((row) => [row.sagaId, row.waitsFor?.sagaId ?? null]));
    expect([waitsFor[id('p')], waitsFor[id('s')]]).toEqual([id('h1'), null]);
    expect(await pending('room:2')).toEqual([]);
  });
});

import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { GateState } from '../../src/core/saga-gate/gate.ts';
import { isUnfinished, type SagaInstance } from '../../src/core/saga-instance/state.ts';
import { hubViews } from '../../src/domains/catalog.ts';
import { hubStub, type ObjectAddress } from '../../src/platform/stubs.ts';
import { env } from '../support/commands.ts';
import { blank, sorted } from './blank.ts';
import { logsOf, persist, REGION, stubAt, until } from './witness.ts';

/**
 * Events that tell of an attempt and not of an effect, of who came first, or what nobody needs once its subject is gone, and figures that
 * are mirrored only when they are newer: how many of them there are differs from run to run, and rightly.
 */
const ATTEMPTS: ReadonlySet<string> = new Set([
  'AccountAutomationUnbound',
  'AccountDataFromBrokerUpdated',
  'SagaStepRetried',
  'SagaCompensationRetried',
  'SagaChildEnded',
  'SagaEventReceived',
  'SagaLeaseRenewed',
  'SagaQueued',
]);

/** How long the work behind the answers may take; a recovery waits 14 s between its attempts. */
const PATIENCE_MS = 45_000;

const typesOf = async (address: ObjectAddress, racing: ReadonlySet<string>): Promise<readonly string[]> => {
  const snapshot = await stubAt(address).read();
  const range = snapshot && (await stubAt(address).events(snapshot.epoch, 1, 200));
  const events = range ? (JSON.parse(range.events) as EventEnvelope[]) : [];
  // A fill may overtake the acknowledgement: what happened, and how often, tells runs apart; the order in one log does not.
  return events
    .map(({ eventType }) => eventType)
    .filter((type) => !ATTEMPTS.has(type) && !racing.has(type))
    .sort();
};

const stateOf = async <State>(address: ObjectAddress): Promise<State | null> =>
  ((await stubAt(address).read())?.state ?? null) as State | null;

const ofType = (userId: string, type: string) => logsOf(userId).filter((address) => address.type === type);

const statesOf = <State>(userId: string, type: string) =>
  Promise.all(ofType(userId, type).map((address) => stateOf<State>(address)));

const sagasOf = async (userId: string) =>
  (await statesOf<SagaInstance>(userId, 'saga')).flatMap((state) => state ?? []);

/** How far the user's logs are, or null while one of them has something to tell. */
const toldUpTo = async (userId: string): Promise<string | null> => {
  const addresses = logsOf(userId);
  const stats = await Promise.all(addresses.map((address) => stubAt(address).stats()));
  return stats.every(({ drained }) => drained)
    ? `${addresses.length}:${stats.map(({ events }) => events).join()}`
    : null;
};

/** How often in a row it must look the same: one log may tell another, and a saga take a step, while they are looked at. */
const LOOKS = 3;

const untilQuiet = (userId: string, what: string, mayBe: () => Promise<boolean>): Promise<void> => {
  const looks: string[] = [];
  const holds = async () => {
    const now = (await mayBe()) ? await toldUpTo(userId) : null;
    if (now === null || looks.at(-1) !== now) looks.length = 0;
    if (now !== null) looks.push(now);
    return looks.length >= LOOKS;
  };
  return until(userId, what, holds, PATIENCE_MS);
};

/** Waits until every log has told everything and nothing moves any more; sagas may be waiting for something. */
export const quiet = (userId: string): Promise<void> =>
  untilQuiet(userId, 'that every log is told', async () => true);

/** Waits until every log has told everything and every saga has ended. */
export const settled = (userId: string): Promise<void> =>
  untilQuiet(
    userId,
    'that every saga has ended and every log is told',
    async () => !(await sagasOf(userId)).some(isUnfinished),
  ).catch(async (error) => {
    throw new Error(`${String(error)}; ${JSON.stringify(await whatIsLeft(userId))}`);
  });

const parkedBy = async (address: ObjectAddress): Promise<readonly string[]> =>
  (await stubAt(address).stats()).parked.map(
    ({ destination, reason }) => `${address.type} to ${destination}: ${reason}`,
  );

const moneyOf = async (userId: string) => {
  const brokers = await statesOf<Record<string, unknown>>(userId, 'virtual_broker');
  const accounts = await statesOf<Record<string, unknown>>(userId, 'broker_account');
  const pick = (state: Record<string, unknown> | null, ...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, state?.[name]]));
  return {
    atTheBroker: brokers.map((state) =>
      pick(state, 'status', 'cash', 'netRealizedPnl', 'reserved', 'holdings', 'books'),
    ),
    // What is mirrored of an account that is deleted is where it happened to stand.
    mirrored: accounts.map((state) =>
      state?.['status'] === 'deleted'
        ? pick(state, 'status', 'reservations')
        : pick(state, 'status', 'balance', 'equity', 'buyingPower', 'reservations', 'releasedUnseen'),
    ),
  };
};

const viewsOf = async (userId: string) => {
  const rows = await Promise.all(
    hubViews.map(async ({ kind }) => [
      kind,
      (await persist(() => hubStub(env, userId, REGION).list(kind))).map(({ doc }) => doc),
    ]),
  );
  return Object.fromEntries(rows) as Record<string, unknown[]>;
};

/**
 * What is left of a job in the user's logs, sagas, gates, views and money: all that must be the same whatever crashed, but for events
 * of the types in `racing`.
 */
export const whatIsLeft = async (userId: string, racing: ReadonlySet<string> = new Set()) => {
  const logs = await Promise.all(
    logsOf(userId).map(async (address) => [address.type, await typesOf(address, racing)] as const),
  );
  const sagas = await sagasOf(userId);
  const gates = await statesOf<GateState>(userId, 'saga_gate');
  const views = await viewsOf(userId);
  return {
    logs: sorted(logs),
    sagas: sorted(
      sagas.map(({ sagaType, status, failure, finished, interventions }) => ({
        sagaType,
        status,
        failure: failure && { code: failure.code, kind: failure.kind },
        steps: finished.map(({ name }) => name),
        interventions: interventions.map(({ step, code, state }) => ({ step, code, state })),
      })),
    ),
    gates: sorted(
      gates.map((gate) => ({ held: gate?.holder?.sagaType ?? null, waiting: gate?.waiting.length })),
    ),
    parked: (await Promise.all(logsOf(userId).map(parkedBy))).flat().sort(),
    views: Object.fromEntries(Object.entries(views).map(([kind, rows]) => [kind, sorted(rows.map(blank))])),
    money: blank(await moneyOf(userId)),
  };
};

import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { SagaInstance } from '../../src/core/saga-instance/state.ts';
import type { Env } from '../../src/platform/env.ts';
import { aggregateStub, objectName, parseObjectName } from '../../src/platform/stubs.ts';
import { REGION } from './commands.ts';
import type { Calls, LoggedEvent, SagaReport, Writes } from './report.ts';
import { callsOf, hubCommitsOf, logsOf } from './tally.ts';

const ALL_EVENTS = 500;

const stubNamed = (env: Env, name: string) => aggregateStub(env, parseObjectName(name), REGION);

const eventsOf = async (env: Env, name: string): Promise<readonly EventEnvelope[]> => {
  const stub = stubNamed(env, name);
  const snapshot = await stub.read();
  const range = snapshot && (await stub.events(snapshot.epoch, 1, ALL_EVENTS));
  return range ? (JSON.parse(range.events) as EventEnvelope[]) : [];
};

const isHandOver = (call: string): boolean => call.startsWith('saga.') || call.startsWith('saga_gate.');

/** Calls towards the saga: by the log of its trigger, which also tells it events, and by the gate. */
const handOverOf = ({ trigger, conflictKey }: SagaInstance): Calls => {
  if (!trigger) return {};
  const { userId, aggregateType: type, aggregateId } = trigger;
  const byLog = callsOf(objectName({ type, userId, key: aggregateId }));
  const byGate =
    conflictKey === null ? {} : callsOf(objectName({ type: 'saga_gate', userId, key: conflictKey }));
  const towards = Object.entries({ ...byLog, ...byGate }).filter(([call]) => isHandOver(call));
  return Object.fromEntries(towards);
};

const reportOf = async (env: Env, name: string): Promise<SagaReport | null> => {
  const stub = stubNamed(env, name);
  const [snapshot, stats, events] = [await stub.read(), await stub.stats(), await eventsOf(env, name)];
  const saga = snapshot?.state as SagaInstance | undefined;
  if (!saga?.trigger || !saga.startedAt) return null;
  const { orderId, linkedAccountIds } = saga.trigger.data;
  return {
    sagaId: parseObjectName(name).key,
    type: saga.sagaType,
    status: saga.status,
    orderId: typeof orderId === 'string' ? orderId : null,
    linkedAccounts: Array.isArray(linkedAccountIds) ? linkedAccountIds.length : 0,
    triggeredAt: saga.trigger.occurredAt,
    startedAt: saga.startedAt,
    endedAt: saga.endedAt,
    steps: saga.finished,
    effects: events.reduce((total, { data }) => total + Number(data['effects'] ?? 0), 0),
    journalEvents: stats.events,
    journalCommits: stats.commits,
    calls: callsOf(name),
    handOver: handOverOf(saga),
  };
};

/** All sagas of a user. */
export const sagasOf = async (env: Env, userId: string): Promise<readonly SagaReport[]> => {
  const names = logsOf(userId).filter((name) => parseObjectName(name).type === 'saga');
  const reports = await Promise.all(names.map((name) => reportOf(env, name)));
  return reports.flatMap((report) => report ?? []);
};

/** What all objects of a user wrote. */
export const writesOf = async (env: Env, userId: string): Promise<Writes> => {
  const stats = await Promise.all(logsOf(userId).map((name) => stubNamed(env, name).stats()));
  return {
    logs: stats.length,
    hubCommits: hubCommitsOf(userId),
    commits: stats.reduce((total, { commits }) => total + commits, 0),
    drained: stats.every(({ drained }) => drained),
  };
};

/** The log of one of the user's orders. */
export const orderLog = async (env: Env, userId: string, key: string): Promise<readonly LoggedEvent[]> => {
  const events = await eventsOf(env, objectName({ type: 'order', userId, key }));
  return events.map(({ eventType: type, occurredAt: at }) => ({ type, at }));
};

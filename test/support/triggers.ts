import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { handleQueue } from '../../src/bus/queue-handler.ts';
import { sagaIdOf } from '../../src/bus/saga-hand-over.ts';
import type { EventEnvelope, EventRange } from '../../src/core/envelope.ts';
import { instant } from '../../src/core/instant.ts';
import type { GateState } from '../../src/core/saga-gate/gate.ts';
import { brokerConnectionEvents } from '../../src/domains/broker-connection/events.ts';
import { aggregateStub, sagaGateStub } from '../../src/platform/stubs.ts';
import { connectionKey } from '../../src/sagas/conflicts.ts';
import { env } from './commands.ts';

const REGION = 'weur';
const { BrokerConnectionFailed } = brokerConnectionEvents;

/** The loss of a connection that nobody has: its recovery starts behind a gate, and finds nothing to bring back. */
export const lostConnection = (): EventEnvelope => {
  const [brokerConnectionId, userId, commandId] = [
    crypto.randomUUID(),
    crypto.randomUUID(),
    crypto.randomUUID(),
  ];
  const now = instant(Date.now());
  const { type: eventType, data } = BrokerConnectionFailed({
    brokerConnectionId,
    userId,
    brokerId: 'virtual',
    environment: 'paper',
    reason: 'broker_unreachable',
    details: 'nobody answered',
    requiresUserAction: false,
    lastHealthyAt: null,
    attemptsSoFar: 0,
    failedAt: now,
  });
  return {
    eventId: crypto.randomUUID(),
    eventType,
    schemaVersion: BrokerConnectionFailed.schemaVersion,
    aggregateType: 'broker_connection',
    aggregateId: brokerConnectionId,
    epoch: 'epoch-0',
    aggregateVersion: 1,
    userId,
    region: REGION,
    occurredAt: now,
    recordedAt: now,
    correlationId: commandId,
    causationId: null,
    sagaId: null,
    commandId,
    actor: { kind: 'user', id: userId },
    data,
    meta: {},
  };
};

/** Events of one log as they travel. */
export const rangeOf = (...events: readonly [EventEnvelope, ...EventEnvelope[]]): EventRange => {
  const { aggregateType, aggregateId, userId, region, epoch, aggregateVersion } = events[0];
  return {
    aggregateType,
    aggregateId,
    objectKey: aggregateId,
    userId,
    region,
    epoch,
    fromVersion: aggregateVersion,
    toVersion: aggregateVersion + events.length - 1,
    events: JSON.stringify(events),
  };
};

/** A log as its object has it. */
export const logOf = async (type: string, userId: string, key: string): Promise<EventRange | null> => {
  const log = aggregateStub(env, { type, userId, key }, REGION);
  const snapshot = await log.read();
  return snapshot && log.events(snapshot.epoch, 1, 100);
};

/** The events of a log, none when there is no such log. */
export const eventsOf = (range: EventRange | null): readonly EventEnvelope[] =>
  range ? (JSON.parse(range.events) as EventEnvelope[]) : [];

/** What the log of the saga that this trigger starts tells, by types; empty when it never started. */
export const sagaLog = async (
  type: string,
  { aggregateId, eventId, userId }: EventEnvelope,
): Promise<readonly string[]> =>
  eventsOf(await logOf('saga', userId, sagaIdOf(type, aggregateId, eventId))).map(
    ({ eventType }) => eventType,
  );

/** The gate of an event's connection. */
export const gateOf = ({ userId, data }: EventEnvelope) => {
  const gate = sagaGateStub(env, userId, connectionKey(String(data['brokerConnectionId'])), REGION);
  return { ...gate, holder: async () => ((await gate.read())?.state as GateState | undefined)?.holder };
};

/** A range as it lies in the queue of sagas, with the saga that listened. */
export const messageOf = (range: EventRange, listening: unknown = null) => ({ ...range, listening });

/** A message that was put off: which, and for how long. */
interface PutOff {
  readonly id: string;
  readonly delaySeconds: number | undefined;
}

/** Hands messages to the consumer of their queue; `attempts` is how often they were tried, this time included. */
export const consume = async (
  queue: string,
  bodies: readonly unknown[],
  { bindings = env, attempts = 1 } = {},
) => {
  const given = bodies.map((body) => ({ id: crypto.randomUUID(), timestamp: new Date(), attempts, body }));
  const batch = createMessageBatch(queue, given);
  const retried: PutOff[] = [];
  const messages = batch.messages.map(
    ({ id, timestamp, body }, index): Message => ({
      ...{ id, timestamp, body, attempts },
      ack: () => batch.messages[index]?.ack(),
      retry: (options) => {
        retried.push({ id, delaySeconds: options?.delaySeconds });
        batch.messages[index]?.retry(options);
      },
    }),
  );
  const context = createExecutionContext();
  await handleQueue({ ...batch, queue, messages }, bindings);
  const { explicitAcks: acknowledged } = await getQueueResult(batch, context);
  return { ids: given.map(({ id }) => id), acknowledged, retried };
};

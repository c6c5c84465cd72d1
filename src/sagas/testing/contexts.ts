import type { CommandResult } from '../../core/command.ts';
import type { DomainEvent } from '../../core/decider.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import { deterministicId } from '../../core/ids.ts';
import type { ActingStep, EffectOutcome, SagaContext, SagaDefinition, WaitingStep } from '../../core/saga.ts';
import { TEST_NOW, testEnv, testHash } from '../../core/testing/decider-specification.ts';
import type { SafetyAnswer } from '../safety-checks.ts';

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

/** The event as it is stored, with these differences. */
export const stored = (event: DomainEvent, changes: Partial<EventEnvelope> = {}): EventEnvelope => ({
  eventId: id(`event ${event.type}`),
  eventType: event.type,
  schemaVersion: 1,
  aggregateType: 'any',
  aggregateId: testEnv().aggregateId,
  epoch: 'epoch-0',
  aggregateVersion: 1,
  userId: testEnv().userId,
  region: 'weur',
  occurredAt: TEST_NOW,
  recordedAt: TEST_NOW,
  correlationId: testEnv().correlationId,
  causationId: null,
  sagaId: null,
  commandId: testEnv().commandId,
  actor: { kind: 'user', id: testEnv().userId },
  data: event.data as Record<string, unknown>,
  meta: {},
  ...changes,
});

/** What a saga that was started by this event knows, parsed as the runtime parses it. */
export const contextOf = <TriggerData>(
  saga: SagaDefinition<TriggerData>,
  trigger: EventEnvelope,
  known: Partial<Pick<SagaContext, 'results' | 'inbox' | 'children' | 'retries'>> = {},
): SagaContext<TriggerData> => ({
  sagaId: id('saga'),
  trigger: { ...trigger, data: saga.parse(trigger.data) as TriggerData & Record<string, unknown> },
  results: {},
  inbox: [],
  children: [],
  retries: 0,
  ...known,
});

const stepOf = <TriggerData>(saga: SagaDefinition<TriggerData>, name: string) => {
  const step = saga.steps.find((candidate) => candidate.name === name);
  if (!step) throw new Error(`${saga.type} has no step ${name}`);
  return step;
};

/** The step of that name, which must do something. */
export const acting = <TriggerData>(
  saga: SagaDefinition<TriggerData>,
  name: string,
): ActingStep<TriggerData> => {
  const step = stepOf(saga, name);
  if ('awaits' in step) throw new Error(`${name} only waits`);
  return step;
};

/** The step of that name, which must wait. */
export const waiting = <TriggerData>(
  saga: SagaDefinition<TriggerData>,
  name: string,
): WaitingStep<TriggerData> => {
  const step = stepOf(saga, name);
  if (!('awaits' in step)) throw new Error(`${name} does not wait`);
  return step;
};

/** What a command was answered. */
export const answered = (result: CommandResult, key = 'key'): EffectOutcome => ({
  kind: 'command',
  key,
  result,
});

/** What a call was answered. */
export const called = (value: unknown, key = 'call'): EffectOutcome => ({ kind: 'call', key, value });

/** What the safety check of connections was answered: the status of each. */
export const statuses = (of: Readonly<Record<string, string>>): EffectOutcome =>
  called({ statuses: of, count: 0, ids: [] } satisfies SafetyAnswer, 'connections');

/** A command that took effect and left its aggregate at this version. */
export const accepted = (version = 1, events = 1): CommandResult => ({
  kind: 'accepted',
  aggregateId: id('aggregate'),
  version,
  events,
  state: null,
});

/** A command that was refused. */
export const rejected = (code: string): CommandResult => ({
  kind: 'rejected',
  rejection: { code, detail: `refused: ${code}` },
  version: 1,
  repeated: false,
});

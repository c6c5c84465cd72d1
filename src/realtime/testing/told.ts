import type { DomainEvent } from '../../core/decider.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import { deterministicId } from '../../core/ids.ts';
import { TEST_NOW, testEnv, testHash } from '../../core/testing/decider-specification.ts';
import type { AnyView, ViewRow } from '../../core/view.ts';
import type { Publication } from '../frames.ts';
import { messageFor } from '../messages.ts';

const { userId, correlationId } = testEnv();

/** A UUID of a log, which is not that of the thing it is about. */
const LOG = deterministicId(testHash, 'log');

const envelopeOf = ({ type, data }: DomainEvent, version: number): EventEnvelope => ({
  eventId: deterministicId(testHash, 'event', version),
  eventType: type,
  schemaVersion: 1,
  aggregateType: 'any',
  aggregateId: LOG,
  epoch: 'epoch-0',
  aggregateVersion: version,
  userId,
  region: 'weur',
  occurredAt: TEST_NOW,
  recordedAt: TEST_NOW,
  correlationId,
  causationId: null,
  sagaId: null,
  commandId: deterministicId(testHash, 'command'),
  actor: { kind: 'user', id: userId },
  data: JSON.parse(JSON.stringify(data)),
  meta: {},
});

/** The event on its way through one view, which has this document before it: the row after it, and what clients are told. */
export const project = (
  view: AnyView,
  before: unknown,
  event: DomainEvent,
  version = 1,
): { readonly doc: unknown; readonly message: Publication | null } => {
  const envelope = envelopeOf(event, version);
  const id = view.rowId(event, envelope);
  const doc = view.project(before, event, envelope);
  const row: ViewRow | null = doc === null ? null : { id, version, updatedAt: TEST_NOW, doc };
  return { doc, message: messageFor({ event: envelope, kind: view.kind, row }) };
};

/** What clients are told of each event of a log, by one view. */
export const toldOf = (view: AnyView, log: readonly DomainEvent[]): readonly (Publication | null)[] => {
  let doc: unknown = null;
  return log.map((event, index) => {
    const step = project(view, doc, event, index + 1);
    ({ doc } = step);
    return step.message;
  });
};

/** The last message of a log; fails when nobody was told of its last event. */
export const lastOf = (view: AnyView, log: readonly DomainEvent[]): Publication => {
  const last = toldOf(view, log).at(-1);
  if (!last) throw new Error('nobody is told of the last event');
  return last;
};

import { evolveBy } from '../decider.ts';
import { type EventReference, referenceTo } from '../event-reference.ts';
import type { UtcInstant } from '../instant.ts';
import type { GateEvent } from './events.ts';

/** A saga at a gate as people see it; `since` is when it came to hold or to wait. */
export interface SagaAtGate {
  readonly sagaId: string;
  readonly sagaType: string;
  readonly trigger: EventReference;
  readonly since: UtcInstant;
}

/** What became of sagas that met another one. */
export const MEETINGS = ['queued', 'dropped', 'refused', 'preempted'] as const;
export type Meeting = (typeof MEETINGS)[number];

/** How often sagas of a type met another one, by what became of them. */
export interface MeetingCount {
  readonly sagaType: string;
  readonly meeting: Meeting;
  readonly count: number;
}

/** What people look at of a gate: who holds the key, who waits for it, and who met whom. */
export interface GateSummary {
  /** The key itself; empty until somebody was admitted. */
  readonly conflictKey: string;
  readonly holder: (SagaAtGate & { readonly leaseUntil: UtcInstant; readonly makesWay: boolean }) | null;
  readonly waiting: readonly SagaAtGate[];
  readonly meetings: readonly MeetingCount[];
}

const UNKNOWN: GateSummary = { conflictKey: '', holder: null, waiting: [], meetings: [] };

const met = ({ meetings }: GateSummary, sagaType: string, meeting: Meeting): readonly MeetingCount[] => {
  const isSame = (known: MeetingCount) => known.sagaType === sagaType && known.meeting === meeting;
  const count = (meetings.find(isSame)?.count ?? 0) + 1;
  return [...meetings.filter((known) => !isSame(known)), { sagaType, meeting, count }];
};

const without = (waiting: readonly SagaAtGate[], sagaId: string) =>
  waiting.filter((other) => other.sagaId !== sagaId);

const fold = evolveBy<GateSummary, GateEvent>({
  SagaAdmitted: (gate, { sagaId, sagaType, conflictKey, trigger, leaseUntil, admittedAt: since }) => ({
    ...gate,
    conflictKey,
    holder: { sagaId, sagaType, trigger: referenceTo(trigger), since, leaseUntil, makesWay: false },
    waiting: without(gate.waiting, sagaId),
  }),
  SagaQueued: (gate, { sagaId, sagaType, trigger, queuedAt: since }) => ({
    ...gate,
    waiting: [...gate.waiting, { sagaId, sagaType, trigger: referenceTo(trigger), since }],
    meetings: met(gate, sagaType, 'queued'),
  }),
  SagaDropped: (gate, { sagaType }) => ({ ...gate, meetings: met(gate, sagaType, 'dropped') }),
  SagaRefused: (gate, { sagaType }) => ({ ...gate, meetings: met(gate, sagaType, 'refused') }),
  SagaPreempted: (gate, { sagaType }) => ({
    ...gate,
    holder: gate.holder && { ...gate.holder, makesWay: true },
    meetings: met(gate, sagaType, 'preempted'),
  }),
  SagaLeaseRenewed: (gate, { leaseUntil }) => ({
    ...gate,
    holder: gate.holder && { ...gate.holder, leaseUntil },
  }),
  SagaLeaseEnded: (gate, { sagaId }) => ({
    ...gate,
    holder: gate.holder?.sagaId === sagaId ? null : gate.holder,
    waiting: without(gate.waiting, sagaId),
  }),
});

/** How a fact changes what people see of a gate. */
export const summarizeGate = (gate: GateSummary | null, event: GateEvent): GateSummary =>
  fold(gate ?? UNKNOWN, event);

import type { Rejection } from '../decider.ts';
import type { EventEnvelope } from '../envelope.ts';
import type { ChildEnd, StepResult } from '../saga.ts';

/** Starts the instance; a repeat changes nothing. */
export interface StartSagaCommand {
  readonly type: 'StartSagaCommand';
  readonly sagaType: string;
  readonly trigger: EventEnvelope;
  readonly conflictKey: string | null;
}

/** Records what an attempt of the step in work came to; about another step or attempt it changes nothing. */
export interface RecordStepCommand {
  readonly type: 'RecordStepCommand';
  readonly step: number;
  readonly attempt: number;
  readonly result: StepResult;
  readonly effects: number;
  /** The step may have been begun by a run that died before it could record anything. */
  readonly resumed?: boolean;
}

/** Records what an attempt to undo came to: null when all was answered, else why it must be tried again. */
export interface RecordCompensationCommand {
  readonly type: 'RecordCompensationCommand';
  readonly step: number;
  readonly attempt: number;
  readonly trouble: Rejection | null;
}

/** The deadline has passed before the pivot. */
export interface RecordDeadlineCommand {
  readonly type: 'RecordDeadlineCommand';
}

/** Hands over an event that the saga listens for; a repeat changes nothing. */
export interface ReceiveEventCommand {
  readonly type: 'ReceiveEventCommand';
  readonly event: EventEnvelope;
}

/** Tells how a saga that this one caused has ended; a repeat changes nothing. */
export interface RecordChildEndCommand {
  readonly type: 'RecordChildEndCommand';
  readonly child: ChildEnd;
}

/** Ends the saga before its pivot, undoing what it did; given by an operator, or by a saga that goes first. */
export interface AbortSagaCommand {
  readonly type: 'AbortSagaCommand';
  readonly by: string;
  readonly reason: Rejection;
}

/** Tries at once what is waiting for another attempt, or what could not be undone. */
export interface RetrySagaCommand {
  readonly type: 'RetrySagaCommand';
  readonly by: string;
  /** Name of the step to go back to, when the saga is still running; the step in work when null. */
  readonly step: string | null;
}

/** Somebody has seen the intervention. */
export interface AcknowledgeInterventionCommand {
  readonly type: 'AcknowledgeInterventionCommand';
  readonly interventionId: string;
  readonly by: string;
}

/** Somebody has dealt with the intervention. */
export interface ResolveInterventionCommand {
  readonly type: 'ResolveInterventionCommand';
  readonly interventionId: string;
  readonly by: string;
  readonly note: string;
}

/** Time has come to go on; it changes nothing by itself. */
export interface ContinueSagaCommand {
  readonly type: 'ContinueSagaCommand';
}

/** Everything a saga instance can be asked. */
export type SagaCommand =
  | ContinueSagaCommand
  | StartSagaCommand
  | RecordStepCommand
  | RecordCompensationCommand
  | RecordDeadlineCommand
  | ReceiveEventCommand
  | RecordChildEndCommand
  | AbortSagaCommand
  | RetrySagaCommand
  | AcknowledgeInterventionCommand
  | ResolveInterventionCommand;

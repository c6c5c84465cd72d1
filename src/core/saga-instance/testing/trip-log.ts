import type { StepResult } from '../../saga.ts';
import type { RecordStepCommand, SagaCommand } from '../commands.ts';
import { completed, STARTED } from './trip.ts';

/** What a step came to, at its first attempt unless told otherwise. */
export const record = (
  step: number,
  result: StepResult,
  attempt = 1,
  changes: Partial<RecordStepCommand> = {},
): RecordStepCommand => ({ type: 'RecordStepCommand', step, attempt, result, effects: 0, ...changes });

/** What undoing a step came to; null when all was answered. */
export const undone = (
  step: number,
  trouble: { readonly code: string; readonly detail: string } | null = null,
  attempt = 1,
): SagaCommand => ({ type: 'RecordCompensationCommand', step, attempt, trouble });

/** A trip that is about to book its flight. */
export const toFlight = [STARTED, ...completed('book_hotel', 'look_up')];

/** A trip on which there is no way back any more. */
export const pastPivot = [...toFlight, ...completed('book_flight', 'departure')];

/** Nobody has answered. */
export const SILENCE = { code: 'no_answer', detail: 'silence' };

import type { DomainCommand, Rejection } from './decider.ts';
import type { Actor } from './envelope.ts';

/** A command on its way to one aggregate, with everything that makes a repeat recognisable. */
export interface CommandEnvelope<Command extends DomainCommand = DomainCommand> {
  /** The same intention has the same id, however often it is sent. */
  readonly commandId: string;
  /** Hash of what was asked; the same id with another hash is a mismatch. */
  readonly commandHash: string;
  readonly command: Command;
  readonly userId: string;
  readonly region: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly sagaId: string | null;
  readonly actor: Actor;
  /** Refuse with `conflict` unless the aggregate is at this version. */
  readonly expectedVersion?: number;
  /** Keep the outcome for 30 days even when no event was written: set for sagas and under an Idempotency-Key. */
  readonly remember: boolean;
  /** Which try this is of whoever asks: a refusal of an earlier try is not repeated but decided anew. 0 when left out. */
  readonly attempt?: number;
  /** `projection` waits (2 s at most) until the user's views have passed this command. */
  readonly waitFor?: 'projection';
  /** Ask for the state after the command; left out where nobody reads it. */
  readonly returnState?: true;
}

/** The answer to a command: business outcomes are values, an exception is a bug. */
export type CommandResult<State = unknown> =
  | CommandAccepted<State>
  | {
      readonly kind: 'rejected';
      readonly rejection: Rejection;
      readonly version: number;
      readonly repeated: boolean;
    }
  | { readonly kind: 'conflict'; readonly version: number }
  | { readonly kind: 'mismatch' };

/** The command took effect now (`accepted`) or did so before (`duplicate`, with the version and state of that time). */
export interface CommandAccepted<State = unknown> {
  readonly kind: 'accepted' | 'duplicate';
  readonly aggregateId: string;
  /** Version after the command's last event. */
  readonly version: number;
  readonly events: number;
  readonly state: State | null;
  /** Whether the user's views show it; `pending` is not an error. */
  readonly projection?: 'applied' | 'pending';
}

/** True when the command took effect, now or before. */
export const tookEffect = <State>(result: CommandResult<State>): result is CommandAccepted<State> =>
  result.kind === 'accepted' || result.kind === 'duplicate';

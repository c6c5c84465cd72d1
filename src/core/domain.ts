import type { z } from 'zod';
import type { AggregateDefinition } from './aggregate.ts';
import type { DomainCommand, DomainEvent } from './decider.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { AnyView } from './view.ts';

/** What people must know of a command: its shape, and one sentence about what it does. */
export interface CommandNote<Command extends DomainCommand = DomainCommand> {
  readonly schema: z.ZodType<Command>;
  readonly summary: string;
}

/** What people and clients must know of an event. */
export interface EventNote {
  readonly summary: string;
  /** The message that tells the user's clients of it, or null when nobody is told; `quiet` then says why. */
  readonly message: string | null;
  readonly quiet?: string;
}

/** A rule by its id: what it demands, in one sentence. */
export interface RuleNote {
  readonly summary: string;
  /** What of it is not built here, and why. Left out when all of it is. */
  readonly absent?: string;
}

/**
 * The manifest of a domain: the one place that names all its parts. Registries, reference pages and the tests that nothing is
 * missing are made from it; the compiler finds a command or event that has no note.
 */
export interface DomainManifest<
  State = unknown,
  Command extends DomainCommand = DomainCommand,
  Event extends DomainEvent = DomainEvent,
  Status extends string = string,
> {
  readonly title: string;
  readonly purpose: string;
  /** What identifies an instance, in a sentence. */
  readonly identity: string;
  readonly aggregate: AggregateDefinition<State, Command, Event>;
  readonly lifecycle: Lifecycle<State, Command['type'], Status>;
  readonly commands: { readonly [T in Command['type']]: CommandNote<Extract<Command, { type: T }>> };
  readonly events: { readonly [T in Event['type']]: EventNote };
  /** Rules by id, `OR-R2` for the numbered and `OR-U8` for what users expect. */
  readonly rules: Readonly<Record<string, RuleNote>>;
  /** Read models of the user's hub that fold this aggregate's events. */
  readonly views: readonly AnyView[];
}

/** A manifest without its types, for what walks over all domains. */
export type AnyDomain = DomainManifest;

/** Forgets the types of a manifest. */
export const anyDomain = <
  State,
  Command extends DomainCommand,
  Event extends DomainEvent,
  Status extends string,
>(
  manifest: DomainManifest<State, Command, Event, Status>,
): AnyDomain => manifest as unknown as AnyDomain;

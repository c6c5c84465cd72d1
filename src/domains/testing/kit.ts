import fc from 'fast-check';
import type { DomainCommand, DomainEvent } from '../../core/decider.ts';
import { type AnyDomain, anyDomain, type DomainManifest } from '../../core/domain.ts';
import { type CommandSequences, runCommandSequences } from '../../core/testing/command-sequences.ts';
import type { GoldenEvents } from '../../core/testing/golden-events.ts';

/** Sees a state and all events that led to it, after each command that took effect. */
export type Watch = (state: unknown, history: readonly DomainEvent[]) => void;

/** What a test of all domains needs of one: its manifest, its golden examples, and random lives of it. */
export interface DomainKit {
  readonly name: string;
  readonly domain: AnyDomain;
  readonly golden: GoldenEvents;
  /** Runs random sequences of commands with the domain's own checks; throws when one fails. */
  readonly live: (options: { readonly runs: number; readonly seed: number }, watch?: Watch) => void;
  /** Commands that begin a life, and any number of random ones. */
  readonly opening: readonly DomainCommand[];
  readonly commands: (count: number, seed: number) => readonly DomainCommand[];
}

/** The kit of a domain, without its types. */
export const kit = <State, Command extends DomainCommand, Event extends DomainEvent, Status extends string>(
  manifest: DomainManifest<State, Command, Event, Status>,
  sequences: CommandSequences<State, Command, Event>,
  golden: GoldenEvents,
): DomainKit => ({
  name: manifest.aggregate.type,
  domain: anyDomain(manifest),
  golden,
  live: (options, watch) => {
    const check: typeof sequences.check = (state, history) => {
      sequences.check(state, history);
      watch?.(state, history);
    };
    runCommandSequences(manifest.aggregate, { ...sequences, check }, options);
  },
  opening: sequences.opening ?? [],
  commands: (count, seed) => fc.sample(sequences.command, { numRuns: count, seed }),
});

/** One demand of the specification, in our words, and what is to be known when no test cites its id. */
export interface Statement {
  readonly says: string;
  /** Tests that prove it without citing its id, as `file: part of the title`; a reference that finds no test is an error. */
  readonly provenBy?: readonly string[];
  /** Held without a test run: by the compiler, the linter or the dependency rules. */
  readonly enforced?: string;
  /** The design decides otherwise, and why. */
  readonly superseded?: string;
  /** It belongs to another part of the system than the domains: to which. */
  readonly elsewhere?: string;
}

/** Statements by id, in the order of the specification. */
export type Statements = Readonly<Record<string, Statement>>;

/** A command or event as the specification names it. */
export interface NamedThing {
  readonly name: string;
  /** Other names that the guides use for the same thing. */
  readonly aliases?: readonly string[];
  /** Named by the port, not by the guides. */
  readonly added?: true;
  readonly superseded?: string;
  readonly elsewhere?: string;
}

/** What the specification says of one aggregate. */
export interface AggregateSpecification {
  readonly aggregateType: string;
  readonly section: string;
  readonly commands: readonly NamedThing[];
  readonly events: readonly NamedThing[];
  readonly rules: Statements;
}

/** A name of the guides. */
export const named = (name: string, ...aliases: readonly string[]): NamedThing =>
  aliases.length === 0 ? { name } : { name, aliases };

/** A name that the port added. */
export const added = (name: string): NamedThing => ({ name, added: true });

/** Numbers sentences from 1 on under a prefix: `UA-R1`, `UA-R2` and so on. */
export const numbered = (
  prefix: string,
  sentences: readonly (string | Statement)[],
): Readonly<Record<string, Statement>> =>
  Object.fromEntries(
    sentences.map((entry, index) => [
      `${prefix}${index + 1}`,
      typeof entry === 'string' ? { says: entry } : entry,
    ]),
  );

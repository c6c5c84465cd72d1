import type { BrokerCall, BrokerResult } from '../brokers/port.ts';
import type { CommandEnvelope, CommandResult } from '../core/command.ts';
import type { EventRange } from '../core/envelope.ts';
import type { ChildEnd } from '../core/saga.ts';
import type { ViewRow } from '../core/view.ts';
import type { Quote } from '../domains/shared/quote.ts';

/** State of an aggregate as its object answers it. */
export interface AggregateSnapshot<State = unknown> {
  readonly aggregateId: string;
  readonly epoch: string;
  readonly version: number;
  readonly state: State;
}

/** Counters of an aggregate's object, for tests, benches and operations. */
export interface AggregateStats {
  readonly rowsWritten: number;
  readonly commits: number;
  readonly events: number;
  /** True when every destination has everything. */
  readonly drained: boolean;
  readonly parked: readonly { readonly destination: string; readonly seq: number; readonly reason: string }[];
}

/** What every aggregate's object answers. */
export interface AggregateRpc {
  /** Decides one command; answers when its events are durable. */
  execute(command: CommandEnvelope): Promise<CommandResult>;
  /** Current state, or null when nothing ever happened here; asking stores nothing. */
  read(): Promise<AggregateSnapshot | null>;
  /** State as it was at `version` of the current incarnation, or null when the log is shorter. */
  readAt(version: number): Promise<AggregateSnapshot | null>;
  /** Events of an incarnation from `fromVersion` on, at most `limit`; null when there are none. */
  events(epoch: string, fromVersion: number, limit: number): Promise<EventRange | null>;
  stats(): Promise<AggregateStats>;
}

/**
 * The same as it crosses to the object: a command and its result travel as JSON text, because an object of a dozen fields costs
 * the runtime more to pass than a commit costs to decide.
 */
export interface AggregateWire extends Omit<AggregateRpc, 'execute'> {
  execute(command: string): Promise<string>;
}

/** A broker connection's object is also the door through which its broker is called. */
export interface BrokerConnectionRpc extends AggregateRpc {
  /** Calls the broker; refused unless the connection is CONNECTED. */
  callBroker(call: BrokerCall, correlationId: string): Promise<BrokerResult>;
}

/** A virtual account's object also takes quotes. */
export interface VirtualBrokerRpc extends AggregateRpc {
  /** Applies quotes to working orders; answers the symbols it still wants, which renews its lease at the feed. */
  applyQuotes(quotes: readonly Quote[]): Promise<readonly string[]>;
}

/** The book of an instrument's positions also takes quotes. */
export interface PositionBookRpc extends AggregateRpc {
  /** Watches stop and target of the open position; answers the symbols it still wants, which renews its lease at the feed. */
  applyQuotes(quotes: readonly Quote[]): Promise<readonly string[]>;
}

/** The part of a range that a hub needs. */
export type HubRange = Pick<EventRange, 'aggregateId' | 'epoch' | 'fromVersion' | 'toVersion' | 'events'>;

/** The hub of one user: live views and sockets. */
export interface HubRpc {
  /** Takes a contiguous range; answers the version it has now, which is the sender's cursor. */
  apply(range: HubRange): Promise<number>;
  list(kind: string): Promise<readonly ViewRow[]>;
  get(kind: string, id: string): Promise<ViewRow | null>;
  /** Rows whose document has one of the given texts in each of these fields. */
  find(kind: string, fields: Readonly<Record<string, readonly string[]>>): Promise<readonly ViewRow[]>;
  /** Pushes valuations; answers the symbols it still wants, which renews its lease at the feed. */
  applyQuotes(quotes: readonly Quote[]): Promise<readonly string[]>;
}

/** The same as it crosses to the object, for the reason of `AggregateWire`. */
export interface HubWire extends Omit<HubRpc, 'apply'> {
  apply(
    aggregateId: string,
    epoch: string,
    fromVersion: number,
    toVersion: number,
    events: string,
  ): Promise<number>;
  fetch: Fetcher['fetch'];
}

/** What starts a saga: its type, the trigger event as JSON text, and the key it holds a lease on, if any. */
export interface SagaStart {
  readonly type: string;
  readonly trigger: string;
  readonly conflictKey: string | null;
}

/** What a saga's object answers besides what every aggregate's does. */
export interface SagaCalls {
  /** Starts the saga once; answers as soon as its journal is durable, or why the trigger cannot start it. */
  start(input: SagaStart): Promise<{ readonly refused: string | null }>;
  /** Hands over an event the saga listens for; answers as soon as it is durable. */
  deliver(event: string): Promise<void>;
  /** Tells that a saga which this one caused has ended; answers as soon as that is durable. */
  childEnded(child: ChildEnd): Promise<void>;
}

/** One saga instance: its journal is its log, so it answers like any aggregate. */
export interface SagaRpc extends AggregateRpc, SagaCalls {}

/** The same as it crosses to the object. */
export interface SagaWire extends AggregateWire, SagaCalls {}

/** A key that one owner in the whole system may hold, such as an e-mail address. */
export interface KeyRpc {
  /** Claims the key for 60 s for what a command is about to do, also on top of a confirmation; `taken` when somebody else has it. */
  claim(owner: KeyOwner, commandId: string): Promise<'claimed' | 'taken'>;
  /**
   * Makes the key the owner's for good, because of an event in the owner's log; `taken` when a claim expired and somebody else
   * holds the key now. What is known of a later event stays.
   */
  confirm(owner: KeyOwner, cause: KeyCause): Promise<'confirmed' | 'taken'>;
  /** Gives up what this owner claimed for this command and did not do. */
  release(owner: KeyOwner, commandId: string): Promise<void>;
  /**
   * Gives up what this owner was confirmed before this version of the owner's log: the key is free, or merely claimed when the
   * owner has claimed it anew meanwhile. Of others' keys, and of later confirmations, nothing changes.
   */
  relinquish(owner: KeyOwner, version: number): Promise<void>;
  /** Whoever holds the key, confirmed or not, or null; holding it proves nothing about the user existing. */
  owner(): Promise<KeyOwner | null>;
}

/** The event that gives a key to its owner: the command that wrote it and its version in the owner's log. */
export interface KeyCause {
  readonly commandId: string;
  readonly version: number;
}

/** Who holds a key, and where that user's objects live. */
export interface KeyOwner {
  readonly userId: string;
  readonly region: string;
}

/** A user's secrets. Nothing that it holds leaves it but the answers below. */
export interface VaultRpc {
  /** Stores the password's hash and seals the personal fields; a repeat for the same user keeps the first password. */
  enroll(input: {
    readonly password: string;
    readonly personal: Readonly<Record<string, string>>;
  }): Promise<Readonly<Record<string, string>>>;
  /** Whether it is the password; one that was hashed by parameters of the past is then hashed anew (UA-U2). */
  verifyPassword(password: string): Promise<boolean>;
  /** Replaces the password; a repeat that finds it replaced already is a success. */
  changePassword(current: string, next: string): Promise<'changed' | 'wrong_password'>;
  /** Seals personal fields of an enrolled user. */
  seal(personal: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
  /** Opens sealed texts; null where the text was not sealed by this vault. */
  unseal(sealed: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string | null>>>;
  /** Forgets everything: what this vault sealed stays unreadable for ever. */
  erase(): Promise<void>;
}

/** Who receives quotes from the feed. */
export interface FeedSubscriber {
  readonly kind: 'hub' | 'virtual_broker' | 'position';
  readonly userId: string;
  /** The user id for `hub`, the virtual account's id for `virtual_broker`, the book's key for `position`. */
  readonly id: string;
  readonly region: string;
}

/** The market feed of one data source. */
export interface FeedRpc {
  /** Current quotes of known symbols; unknown ones are left out. */
  quotes(symbols: readonly string[]): Promise<readonly Quote[]>;
  /** Starts or widens a subscription; the first quotes follow at once. */
  subscribe(subscriber: FeedSubscriber, symbols: readonly string[]): Promise<void>;
  /** Pins a symbol to exact prices until `release`; answers the quote as published. */
  pin(quote: Omit<Quote, 'at'>): Promise<Quote>;
  release(symbol: string): Promise<void>;
  /** Stops or restarts the simulated market; stopped, prices move only when pinned. */
  setRunning(running: boolean): Promise<void>;
}

/** Remembers which logs the archive could not take, until it could. */
export interface ArchiveBacklogRpc {
  remember(logs: readonly ArchiveHint[]): Promise<void>;
  pending(): Promise<number>;
}

/** Names a log and an incarnation that the archive may lack events of. */
export interface ArchiveHint {
  readonly aggregateType: string;
  readonly objectKey: string;
  readonly aggregateId: string;
  readonly userId: string;
  readonly region: string;
  readonly epoch: string;
}

import { DurableObject } from 'cloudflare:workers';
import type { AnyAggregate } from '../../src/core/aggregate.ts';
import type { CommandEnvelope, CommandResult } from '../../src/core/command.ts';
import { tookEffect } from '../../src/core/command.ts';
import { aggregateIdOf, type LogHead, type Turn, takeTurn } from '../../src/core/command-turn.ts';
import type { EventRange } from '../../src/core/envelope.ts';
import { eventSeries } from '../../src/core/ids.ts';
import { epochMs, instant } from '../../src/core/instant.ts';
import { idOf, sha256 } from '../../src/platform/hash.ts';
import { GLOBAL_REGION } from '../../src/platform/regions.ts';
import type { AggregateSnapshot, AggregateStats, AggregateWire } from '../../src/platform/rpc.ts';
import { type ObjectAddress, parseObjectName } from '../../src/platform/stubs.ts';
import { faultPoint } from '../fault-points.ts';
import type { Destination } from './destination.ts';
import { type Epoch, EventLog } from './event-log.ts';
import { GroupCommit } from './group-commit.ts';
import { LogReader } from './log-reader.ts';
import { Pump } from './pump.ts';
import { WATCHDOG_MS, Watchdog } from './watchdog.ts';

/** Cursors ride along with a commit once they are this far behind; until then the alarm saves them. */
const CURSOR_LAG = 64;
const PROJECTION_WAIT_MS = 2_000;
const OVERDUE_RETRY_MS = 1_000;

/**
 * Hosts one aggregate: its SQLite is the event log, one command is one synchronous turn, commands that arrive together share
 * a commit, and the log is the outbox of every destination. Subclasses name the aggregate and its destinations, nothing else.
 */
export abstract class AggregateObject<Env> extends DurableObject<Env> implements AggregateWire {
  protected readonly address: ObjectAddress;
  readonly #aggregate: AnyAggregate;
  readonly #log: EventLog;
  readonly #reader: LogReader;
  readonly #watchdog: Watchdog;
  readonly #commits = new GroupCommit((commands) => this.#commit(commands));
  readonly #pumps: readonly Pump[];
  #head: LogHead | null = null;
  #loaded = false;
  #commitCount = 0;
  #savedCursors: Record<string, number>;

  constructor(ctx: DurableObjectState, env: Env, aggregate: AnyAggregate) {
    super(ctx, env);
    this.address = parseObjectName(ctx.id.name);
    this.#aggregate = aggregate;
    this.#log = new EventLog(ctx.storage.sql);
    this.#reader = new LogReader(this.#log, aggregate, this.address);
    this.#watchdog = new Watchdog(ctx.storage);
    this.#savedCursors = this.#log.cursors();
    this.#pumps = this.destinations().map(
      (destination) => new Pump(destination, this.#pumpHost(), this.#savedCursors[destination.name] ?? 0),
    );
  }

  /** Where this log's events go. */
  protected abstract destinations(): readonly Destination[];

  /** The destination that makes answers wait for the user's views, by name. */
  protected readonly projection: string = 'hub';

  async execute(command: string): Promise<string> {
    return JSON.stringify(await this.#execute(JSON.parse(command) as CommandEnvelope));
  }

  async #execute(command: CommandEnvelope): Promise<CommandResult> {
    this.#load();
    const result = await this.#commits.submit(command);
    const crash = this.crashPoint('committed');
    if (crash) await crash;
    if (!tookEffect(result)) return result;
    const seq = this.#seqOfVersion(result.aggregateId, result.version);
    const complete =
      command.returnState && result.state === null ? { ...result, state: this.#reader.stateAt(seq) } : result;
    return command.waitFor ? { ...complete, projection: await this.#projected(seq) } : complete;
  }

  async read(): Promise<AggregateSnapshot | null> {
    const head = this.#load();
    return head && head.version > 0
      ? { aggregateId: head.aggregateId, epoch: head.epoch, version: head.version, state: head.state }
      : null;
  }

  async readAt(version: number): Promise<AggregateSnapshot | null> {
    const head = this.#load();
    if (!head || version < 1 || version > head.version) return null;
    const epoch = this.#log.current as Epoch;
    const state = this.#reader.stateAt(epoch.firstSeq + version - 1);
    return { aggregateId: head.aggregateId, epoch: head.epoch, version, state };
  }

  async events(epoch: string, fromVersion: number, limit: number): Promise<EventRange | null> {
    this.#load();
    const incarnation = this.#log.epochNamed(epoch);
    if (!incarnation || fromVersion < 1) return null;
    return this.#reader.range(incarnation.firstSeq + fromVersion - 1, incarnation, limit)?.range ?? null;
  }

  async stats(): Promise<AggregateStats> {
    this.#load();
    return {
      rowsWritten: this.#log.rowsWritten,
      commits: this.#commitCount,
      events: this.#log.head,
      drained: this.#pumps.every((pump) => pump.drained),
      parked: this.#log.parked(),
    };
  }

  /** The decider's state, for the few objects that do more than decide; null when nothing ever happened here. */
  protected currentState(): unknown {
    const head = this.#load();
    return head && head.version > 0 ? head.state : null;
  }

  /** Version of the current incarnation; 0 when nothing ever happened here. */
  protected get version(): number {
    return this.#load()?.version ?? 0;
  }

  /** Home region of the user, once anything happened here. */
  protected get region(): string {
    return this.#log.current?.region ?? GLOBAL_REGION;
  }

  /** Submits a command that did not come by RPC, such as what a clock or a feed gives. */
  protected submit(command: CommandEnvelope): Promise<CommandResult> {
    this.#load();
    return this.#commits.submit(command);
  }

  override async alarm(): Promise<void> {
    this.#watchdog.fired();
    const head = this.#load();
    if (!head) return;
    // Whoever dies in an alarm is woken again: the platform gives one that keeps failing up after a few times.
    if (this.#hasOverdueWork()) this.#watchdog.arm(Date.now() + WATCHDOG_MS);
    try {
      await this.#giveDueCommand();
      await Promise.all(this.#pumps.map((pump) => pump.poke()));
      this.ctx.storage.transactionSync(() => {
        this.#saveCursors(0);
        this.#log.forgetOutcomes(Date.now());
      });
    } catch (error) {
      console.error(`alarm of ${this.address.type} failed`, error);
    }
    if (!this.#pumps.every((pump) => pump.drained)) this.#watchdog.arm(Date.now() + WATCHDOG_MS);
    this.#armForDue(this.#head?.state);
  }

  #load(): LogHead | null {
    if (this.#loaded) return this.#head;
    const epoch = this.#log.current;
    if (epoch) {
      const version = this.#log.head - epoch.firstSeq + 1;
      const series = eventSeries(sha256, epoch.aggregateId, epoch.epoch);
      this.#head = { ...epoch, series, version, state: this.#reader.stateAt(this.#log.head) };
    }
    // Before the pumps start: a destination may ask for the state.
    this.#loaded = true;
    for (const pump of this.#pumps) void pump.poke();
    return this.#head;
  }

  #commit(commands: readonly CommandEnvelope[]): Turn['results'] {
    const nowMs = Date.now();
    const context = { now: instant(nowMs), hash: sha256, mint: (ordinal: number) => this.#mint(ordinal) };
    try {
      const turn = this.ctx.storage.transactionSync(() => {
        const known = this.#log.known(commands.map(({ commandId }) => commandId));
        const decided = takeTurn(this.#aggregate, this.#head, commands, known, context);
        if (decided.events.length > 0) {
          this.#log.append(decided.events);
          this.#reader.saveSnapshotWhenDue(decided.head.state);
          this.#saveCursors(CURSOR_LAG);
          this.#watchdog.arm(nowMs + WATCHDOG_MS);
          this.#armForDue(decided.head.state);
        }
        this.#log.remember(decided.outcomes, nowMs);
        return decided;
      });
      if (turn.events.length > 0) {
        this.#commitCount += 1;
        this.#head = turn.head;
        for (const pump of this.#pumps) void pump.poke();
      }
      return turn.results;
    } catch (error) {
      this.#log.reload();
      this.#watchdog.rolledBack();
      throw error;
    }
  }

  #mint(ordinal: number): { epoch: string; aggregateId: string } {
    const { type, userId, key } = this.address;
    return { epoch: crypto.randomUUID(), aggregateId: aggregateIdOf(sha256, type, userId, key, ordinal) };
  }

  #saveCursors(lag: number): void {
    const positions = Object.fromEntries(this.#pumps.map((pump) => [pump.destination.name, pump.cursor]));
    const furthest = Math.max(
      0,
      ...this.#pumps.map((pump) => pump.cursor - (this.#savedCursors[pump.destination.name] ?? 0)),
    );
    if (furthest <= lag) return;
    this.#log.saveCursors(positions);
    this.#savedCursors = positions;
  }

  #seqOfVersion(aggregateId: string, version: number): number {
    const epoch = this.#log.epochOf(aggregateId);
    return epoch && version > 0 ? epoch.firstSeq + version - 1 : 0;
  }

  async #projected(seq: number): Promise<'applied' | 'pending'> {
    const pump = this.#pumps.find(({ destination }) => destination.name === this.projection);
    if (!pump || pump.cursor >= seq) return 'applied';
    const late = scheduler.wait(PROJECTION_WAIT_MS).then(() => 'pending' as const);
    return Promise.race([pump.reached(seq).then(() => 'applied' as const), late]);
  }

  #dueOf(state: unknown) {
    return state === undefined ? null : (this.#aggregate.decider.nextDue?.(state) ?? null);
  }

  #hasOverdueWork(): boolean {
    const due = this.#dueOf(this.#head?.state);
    return (due !== null && epochMs(due.at) <= Date.now()) || !this.#pumps.every((pump) => pump.drained);
  }

  #armForDue(state: unknown): void {
    const due = this.#dueOf(state);
    // What is overdue was given and refused: it is tried again later, not in a loop.
    if (due)
      this.#watchdog.arm(epochMs(due.at) > Date.now() ? epochMs(due.at) : Date.now() + OVERDUE_RETRY_MS);
  }

  async #giveDueCommand(): Promise<void> {
    const due = this.#dueOf(this.#head?.state);
    const epoch = this.#log.current;
    if (!due || !epoch || !this.#head || epochMs(due.at) > Date.now()) return;
    const commandId = idOf('due', this.#head.aggregateId, epoch.epoch, this.#head.version, due.at);
    await this.#commits.submit({
      commandId,
      commandHash: sha256(JSON.stringify(due.command)),
      command: due.command,
      userId: epoch.userId,
      region: epoch.region,
      correlationId: commandId,
      causationId: null,
      sagaId: null,
      actor: { kind: 'clock', id: this.address.type },
      remember: false,
    });
  }

  protected crashPoint(point: string): Promise<never> | undefined {
    return faultPoint(this.ctx, this.address.type, point);
  }

  #pumpHost() {
    return {
      head: () => this.#log.head,
      range: (fromSeq: number) => this.#reader.range(fromSeq),
      seqOf: (epoch: string, version: number) => (this.#log.epochNamed(epoch)?.firstSeq ?? 1) + version - 1,
      park: (destination: string, seq: number, reason: string) =>
        this.#log.park(destination, seq, reason, Date.now()),
      crashPoint: (point: string) => this.crashPoint(point),
      wait: (ms: number) => scheduler.wait(ms),
    };
  }
}

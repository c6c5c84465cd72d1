import { anyAggregate } from '../../../core/aggregate.ts';
import type { CommandEnvelope, CommandResult } from '../../../core/command.ts';
import {
  aggregateIdOf,
  type EventToAppend,
  type KnownCommand,
  type LogHead,
  replay,
  takeTurn,
} from '../../../core/command-turn.ts';
import { canonicalJson, deterministicId } from '../../../core/ids.ts';
import { TEST_NOW, testHash } from '../../../core/testing/decider-specification.ts';
import type { Quote } from '../../../domains/shared/quote.ts';
import type { VirtualBrokerCommand } from '../../../domains/virtual-broker/commands.ts';
import type { VirtualBrokerState } from '../../../domains/virtual-broker/state.ts';
import { id, QUOTE, stock } from '../../../domains/virtual-broker/testing/fixtures.ts';
import { virtualBrokerAggregate } from '../../../domains/virtual-broker/virtual-broker.ts';
import type { VirtualBrokerPorts } from '../adapter.ts';

const aggregate = anyAggregate(virtualBrokerAggregate);

/** Ids as a deployment derives them, by the tests' hash. */
export const idOf: VirtualBrokerPorts['idOf'] = (...parts) => deterministicId(testHash, ...parts);

/** The log of one virtual account, through all its incarnations. */
interface Log {
  head: LogHead | null;
  readonly events: EventToAppend[];
  readonly known: Map<string, KnownCommand>;
}

/**
 * Virtual accounts in memory, decided by the real aggregate. They answer as the objects do: a command that is known by its id is a
 * duplicate with the state of that time, a refusal is repeated, and a closed log begins anew.
 */
export class VirtualBrokerInMemory {
  readonly #logs = new Map<string, Log>();
  /** The market: what a quote of any symbol is right now. */
  quote: Quote | null = QUOTE;
  /** Milliseconds that callers were kept waiting. */
  readonly waited: number[] = [];

  /** What an adapter is wired to here, with these differences. */
  ports(changes: Partial<VirtualBrokerPorts> = {}): VirtualBrokerPorts {
    return {
      userId: id('user'),
      brokerConnectionId: id('connection'),
      startingCash: '100000',
      partialFillProbability: '0',
      setup: {
        accountType: 'cash',
        profile: 'alpaca_paper',
        session: 'always_open',
        allowFlip: false,
        slippageBps: 0,
        latencyMs: 0,
      },
      flow: 'first flow',
      idOf,
      send: async (virtualAccountId, { dedupeKey, asked }, command) =>
        this.#submit(virtualAccountId, dedupeKey, canonicalJson(asked), command),
      read: async (virtualAccountId) => this.state(virtualAccountId),
      quote: async () => this.quote,
      instrument: (symbol) => stock(symbol),
      wait: async (ms) => {
        this.waited.push(ms);
      },
      ...changes,
    };
  }

  /** A command of somebody else than the adapter, such as an operator; throws when it is refused. */
  give(virtualAccountId: string, command: VirtualBrokerCommand): void {
    const asked = `${canonicalJson(command)} at ${this.version(virtualAccountId)}`;
    const result = this.#submit(virtualAccountId, asked, asked, command);
    if (result.kind !== 'accepted') throw new Error(`${command.type} was answered by ${result.kind}`);
  }

  /** How the account stands, or null when nothing ever happened there. */
  state(virtualAccountId: string): VirtualBrokerState | null {
    return (this.#logs.get(virtualAccountId)?.head?.state ?? null) as VirtualBrokerState | null;
  }

  /** Events that its log has, of all incarnations. */
  version(virtualAccountId: string): number {
    return this.#logs.get(virtualAccountId)?.events.length ?? 0;
  }

  #submit(
    virtualAccountId: string,
    dedupeKey: string,
    asked: string,
    command: VirtualBrokerCommand,
  ): CommandResult<VirtualBrokerState> {
    const log: Log = this.#logs.get(virtualAccountId) ?? { head: null, events: [], known: new Map() };
    const envelope: CommandEnvelope = {
      commandId: idOf(virtualAccountId, dedupeKey),
      commandHash: testHash(asked),
      command,
      userId: id('user'),
      region: 'weur',
      correlationId: id('correlation'),
      causationId: null,
      sagaId: null,
      actor: { kind: 'policy', id: 'test' },
      remember: true,
      returnState: true,
    };
    const mint = (ordinal: number) => ({
      epoch: `epoch-${ordinal}`,
      aggregateId: aggregateIdOf(testHash, aggregate.type, id('user'), virtualAccountId, ordinal),
    });
    const turn = takeTurn(aggregate, log.head, [envelope], log.known, {
      now: TEST_NOW,
      hash: testHash,
      mint,
    });
    const [result] = turn.results;
    if (!result || result.kind === 'bug') throw new Error('the decision broke', { cause: result?.error });
    if (turn.events.length > 0) log.head = turn.head;
    log.events.push(...turn.events);
    if (result.kind === 'accepted')
      log.known.set(envelope.commandId, { hash: envelope.commandHash, result: { ...result, state: null } });
    for (const { commandId, known } of turn.outcomes) log.known.set(commandId, known);
    this.#logs.set(virtualAccountId, log);
    if (result.kind !== 'duplicate') return result as CommandResult<VirtualBrokerState>;
    return { ...result, state: stateAt(log, result.aggregateId, result.version) };
  }
}

const stateAt = ({ events }: Log, aggregateId: string, version: number): VirtualBrokerState => {
  const until = events
    .map(({ envelope }) => envelope)
    .filter((stored) => stored.aggregateId === aggregateId && stored.aggregateVersion <= version);
  return replay(aggregate, aggregate.decider.initial, until) as VirtualBrokerState;
};

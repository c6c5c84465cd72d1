import type { DomainCommand } from '../../core/decider.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import { testEnv } from '../../core/testing/decider-specification.ts';
import { id } from './contexts.ts';
import { type Happened, Logs } from './logs.ts';

/** Logs of all objects, with what happened in them before anything of interest. */
export class BegunWorld {
  readonly logs: Logs;
  #begunWith: number;

  constructor(logs: Logs = new Logs()) {
    this.logs = logs;
    this.#begunWith = logs.events.length;
  }

  /** Gives commands that must all be accepted, before anything of interest begins. */
  begin(type: string, key: string, ...commands: readonly DomainCommand[]): void {
    const { userId, correlationId, actor } = testEnv();
    for (const command of commands) {
      const result = this.logs.submit(
        { type, key },
        {
          commandId: id(`begin ${this.logs.events.length}`),
          commandHash: command.type,
          command,
          userId,
          region: 'weur',
          correlationId,
          causationId: null,
          sagaId: id('another saga'),
          actor,
          remember: false,
        },
      );
      if (result.kind !== 'accepted') throw new Error(`${command.type}: ${JSON.stringify(result)}`);
    }
    this.#begunWith = this.logs.events.length;
  }

  /** Everything that happened since then, in order. */
  get news(): readonly Happened[] {
    return this.logs.events.slice(this.#begunWith);
  }

  /** The newest event of that type. */
  last(type: string): EventEnvelope {
    const found = this.logs.events.findLast(({ event }) => event.eventType === type);
    if (!found) throw new Error(`no ${type} happened`);
    return found.event;
  }
}

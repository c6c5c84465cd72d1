import type { CommandEnvelope, CommandResult } from '../../src/core/command.ts';

/** Decides and commits a batch in one transaction; throws when the transaction fails. */
export type CommitBatch = (
  commands: readonly CommandEnvelope[],
) => readonly (CommandResult | { readonly kind: 'bug'; readonly error: unknown })[];

interface Pending {
  readonly command: CommandEnvelope;
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BATCH = 256;

/**
 * Lets commands that arrive together share one transaction, in the order of arrival: the first commits at once, and those that
 * come until the object has yielded share the next.
 */
export class GroupCommit {
  readonly #commit: CommitBatch;
  readonly #yieldToOthers: () => Promise<unknown>;
  #waiting: Pending[] = [];
  #flushing = false;

  // A microtask gathers nothing and setTimeout(1) costs a millisecond; wait(0) yields just long enough for queued calls.
  constructor(commit: CommitBatch, yieldToOthers: () => Promise<unknown> = () => scheduler.wait(0)) {
    this.#commit = commit;
    this.#yieldToOthers = yieldToOthers;
  }

  /** Answers when the command's batch has been committed; throws only for a bug. */
  submit(command: CommandEnvelope): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      if (!this.#flushing) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#flushing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      try {
        this.#settle(batch);
      } catch (error) {
        if (batch.length === 1) batch[0]?.reject(error);
        else for (const pending of batch) this.#settleAlone(pending);
      }
      await this.#yieldToOthers();
    }
    this.#flushing = false;
  }

  #settle(batch: readonly Pending[]): void {
    const results = this.#commit(batch.map(({ command }) => command));
    for (const [index, pending] of batch.entries()) {
      const result = results[index];
      if (result === undefined) pending.reject(new Error('the batch answered too few results'));
      else if (result.kind === 'bug') pending.reject(result.error);
      else pending.resolve(result);
    }
  }

  #settleAlone(pending: Pending): void {
    try {
      this.#settle([pending]);
    } catch (error) {
      pending.reject(error);
    }
  }
}

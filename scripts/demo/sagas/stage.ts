import type { Operator } from '../operator.ts';
import type { Person } from '../person.ts';
import { durationOf, journalDocument, journalLines, type SagaInFull } from '../saga-journal.ts';
import { expectEqual, type Tour } from '../tour.ts';

/** Whose saga is meant, of which type, and what it belongs to: an operation, or what the event that began it is about. */
export interface Awaited {
  readonly person: Person;
  readonly type: string;
  readonly origin: string;
}

type Check = (saga: SagaInFull) => void;

const expectCompleted = (saga: SagaInFull): void => {
  const [done, steps] = saga.progress.split('/');
  expectEqual('the status', saga.status, 'completed');
  expectEqual('the number of completed steps', done, steps);
  expectEqual('the failure', saga.failure, null);
  expectEqual('what a person has to do', saga.interventions, []);
};

/** All that the parts of the tour share: its steps, the operator's eyes, and the journals that were read. */
export class Stage {
  readonly tour: Tour;
  readonly operator: Operator;
  readonly #seen: SagaInFull[] = [];

  constructor(tour: Tour, operator: Operator) {
    this.tour = tour;
    this.operator = operator;
  }

  /** Every saga whose journal was read, in that order. */
  get seen(): readonly SagaInFull[] {
    return this.#seen;
  }

  /**
   * A step of the tour: a saga has completed, with every step of its definition behind it and nothing left for a person. Prints its
   * journal, however it ended; `check` looks at what is particular to this one.
   */
  async completed(name: string, { person, type, origin }: Awaited, check: Check = () => {}) {
    const before = this.#seen.length;
    try {
      return await this.tour.step(
        name,
        async () => {
          const saga = await this.operator.endedSaga({ userId: person.userId, type, origin });
          this.#seen.push(saga);
          expectCompleted(saga);
          check(saga);
          return saga;
        },
        (saga) => `${saga.progress} steps in ${durationOf(saga)} ms`,
      );
    } finally {
      for (const saga of this.#seen.slice(before)) this.#print(saga);
    }
  }

  #print(saga: SagaInFull): void {
    this.tour.keep('journals', journalDocument(saga));
    for (const line of ['', ...journalLines(saga), '']) this.tour.say(line);
  }
}

import type { SagaInList } from '../operator.ts';
import type { Person } from '../person.ts';
import { durationOf, millisecondsBetween } from '../saga-journal.ts';
import { until } from '../until.ts';
import type { Stage } from './stage.ts';

/** What the reference takes, where it tells so. */
const REFERENCE: Readonly<Record<string, string>> = { BrokerConnectionSaga: '2–3 s' };

/** Every saga of these people was shown and has completed; none runs, holds a gate, waits for one, or asks for a person. */
export const nothingLeft = ({ tour, operator, seen }: Stage, people: readonly Person[]): Promise<void> =>
  tour.step(
    'nothing is left to do',
    async () => {
      for (const { name, userId } of people) {
        const shown = seen.filter((saga) => saga.userId === userId).map(({ sagaId }) => sagaId);
        const expected = shown.map((sagaId) => `${sagaId} completed`).toSorted();
        await until(
          `the list of all sagas of ${name}`,
          async () => {
            const sagas = await operator.list<SagaInList>('', { userId });
            return sagas.map(({ sagaId, status }) => `${sagaId} ${status}`).toSorted();
          },
          (sagas) => String(sagas) === String(expected),
        );
        for (const path of ['/gates', '/pending', '/interventions'])
          await until(
            `an empty list of the ${path.slice(1)} of ${name}`,
            () => operator.list(path, { userId }),
            (items) => items.length === 0,
          );
      }
    },
    () => `${seen.length} sagas completed, no gate held or waited for, no person asked`,
  );

/** How long each saga took, beside its objective and what the reference takes. */
export const printTimes = ({ tour, seen }: Stage): void => {
  tour.say('');
  for (const saga of seen) {
    const objective = millisecondsBetween(saga.startedAt, saga.objectiveAt) / 1_000;
    const reference = REFERENCE[saga.sagaType];
    const line = [
      `  ${saga.sagaType.padEnd(26)}`,
      `${durationOf(saga)} ms`.padStart(8),
      `   objective ${`${objective} s`.padStart(5)}`,
      reference === undefined ? '' : `   the reference: ${reference}`,
    ];
    tour.say(line.join(''));
  }
  tour.say('');
};

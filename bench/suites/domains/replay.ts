import { kits } from '../../../src/domains/kits.ts';
import type { DomainKit } from '../../../src/domains/testing/kit.ts';
import { type BenchResult, figure } from '../../suite.ts';
import { longLogs } from './lives.ts';
import { millisecondsOf } from './measure.ts';

const EVENTS = 1_000;

const replayFigures = (kit: DomainKit): readonly BenchResult[] => {
  const { decider, events: registry } = kit.domain.aggregate;
  const logs = longLogs(kit, EVENTS);
  const texts = logs.map(({ events }) =>
    events.map(({ type, data }) => {
      const { schemaVersion } = registry.definitions.get(type) ?? { schemaVersion: 1 };
      return JSON.stringify({ eventType: type, schemaVersion, data });
    }),
  );
  const replay = () => {
    for (const log of texts) {
      let state = decider.initial;
      for (const text of log) {
        const event = registry.read(JSON.parse(text));
        if (event) state = decider.evolve(state, event);
      }
    }
  };
  const largest = logs.reduce((a, b) => (a.events.length > b.events.length ? a : b));
  const snapshot = JSON.stringify(largest.state);
  return [
    figure(`${kit.name}: replay of ${EVENTS} events from their text`, millisecondsOf(replay), 'ms'),
    figure(
      `${kit.name}: a snapshot read, of ${largest.events.length} events`,
      millisecondsOf(() => JSON.parse(snapshot)),
      'ms',
    ),
    figure(
      `${kit.name}: a snapshot written`,
      millisecondsOf(() => JSON.stringify(largest.state)),
      'ms',
    ),
    figure(`${kit.name}: size of that snapshot`, snapshot.length / 1_024, 'KiB'),
  ];
};

/** What reading a log costs without a snapshot and with one, per aggregate: it decides how often snapshots are taken (G-R4). */
export const replayCosts = (): readonly BenchResult[] => kits.flatMap(replayFigures);

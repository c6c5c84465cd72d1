import type { Suite } from '../suite.ts';
import { matching } from './domains/matching.ts';
import { positionReplay } from './domains/positions.ts';
import { replayCosts } from './domains/replay.ts';
import { simpleCommands } from './domains/simple.ts';

/** What the pure domains cost in Node on one core: no object, no SQL, no network. */
export const domainsSuite: Suite = {
  name: 'domains',
  run: async () => [...simpleCommands(), ...positionReplay(), ...matching(), ...replayCosts()],
};

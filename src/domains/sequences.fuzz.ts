import { kits } from './kits.ts';
import { countsMoney, describeRandomLives } from './testing/fuzz.ts';

describeRandomLives(kits.filter((kit) => !countsMoney(kit)));

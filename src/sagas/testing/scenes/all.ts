import { accountRecoveryScenes } from './account-recovery.ts';
import { connectingScenes, recoveryScenes } from './connections.ts';
import { deletionScenes, disconnectionScenes } from './endings.ts';
import { exitScenes } from './exits.ts';
import { orderScenes } from './orders.ts';
import type { Scene } from './scene.ts';
import { signalScenes } from './signals.ts';

/** Every saga in the worlds that between them give each of its steps something to do. */
export const scenes: readonly Scene[] = [
  ...orderScenes,
  ...exitScenes,
  ...signalScenes,
  ...connectingScenes,
  ...recoveryScenes,
  ...accountRecoveryScenes,
  ...disconnectionScenes,
  ...deletionScenes,
];

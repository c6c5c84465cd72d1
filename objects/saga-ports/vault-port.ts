import type { Env } from '../../src/platform/env.ts';
import { vaultStub } from '../../src/platform/stubs.ts';
import type { SagaPort } from '../saga/effects.ts';

/** The user's vault: its destruction makes every sealed field unreadable for ever. */
export const vaultPort =
  (env: Env): SagaPort =>
  async ({ userId, region }) => {
    await vaultStub(env, userId, region).erase();
    return null;
  };

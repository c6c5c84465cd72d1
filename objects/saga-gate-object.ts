import type { Env } from '../src/platform/env.ts';
import { conflictMatrix } from '../src/sagas/conflicts.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { GateObject } from './saga/gate-object.ts';

/** The gate of one conflict key of TradeCore's sagas. */
export class SagaGateObject extends GateObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, conflictMatrix);
  }

  protected override records() {
    return [projectionsQueueDestination(this.env)];
  }
}

import { anyAggregate } from '../src/core/aggregate.ts';
import { userAccountAggregate } from '../src/domains/user-account/user-account.ts';
import type { Env } from '../src/platform/env.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { hubDestination } from './destinations/hub.ts';
import { keyConfirmationDestination } from './destinations/key-confirmation.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';

/** Hosts a user account; its log also confirms the user's claims on e-mail and username. */
export class UserAccountObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(userAccountAggregate));
  }

  protected override destinations() {
    return [
      hubDestination(this.env),
      keyConfirmationDestination(this.env),
      projectionsQueueDestination(this.env),
    ];
  }
}

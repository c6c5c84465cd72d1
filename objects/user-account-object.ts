import { anyAggregate } from '../src/core/aggregate.ts';
import { readEvent } from '../src/domains/catalog.ts';
import { holdsName } from '../src/domains/user-account/state.ts';
import { type UserAccountState, userAccountAggregate } from '../src/domains/user-account/user-account.ts';
import type { Env } from '../src/platform/env.ts';
import { defaultAccounts } from '../src/policies/default-accounts.ts';
import { userDeletionSaga } from '../src/sagas/user-deletion-saga.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { hubDestination } from './destinations/hub.ts';
import { keyConfirmationDestination } from './destinations/key-confirmation.ts';
import { policyDestination } from './destinations/policy.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { sagaDestination } from './destinations/sagas.ts';
import { vaultErasureDestination } from './destinations/vault-erasure.ts';
import { faultPoint } from './fault-points.ts';

/** Hosts a user account; its log also settles whose the user's e-mail and username are, and at its end empties the vault. */
export class UserAccountObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(userAccountAggregate));
  }

  protected override destinations() {
    const holds = (kind: string, digest: string) => {
      const state = this.currentState() as UserAccountState | null;
      return state !== null && holdsName(state, kind, digest);
    };
    const confirmed = () => faultPoint(this.ctx, 'user_account', 'key_confirmed');
    return [
      hubDestination(this.env),
      sagaDestination(this.env, {
        read: readEvent,
        triggers: userDeletionSaga.triggers,
      }),
      policyDestination(this.env, defaultAccounts),
      keyConfirmationDestination(this.env, { holds, confirmed }),
      vaultErasureDestination(this.env),
      projectionsQueueDestination(this.env),
    ];
  }
}

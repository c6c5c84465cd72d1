import { anyAggregate } from '../src/core/aggregate.ts';
import { automationAggregate } from '../src/domains/automation/automation.ts';
import type { AutomationState } from '../src/domains/automation/state.ts';
import { readEvent } from '../src/domains/catalog.ts';
import type { Env } from '../src/platform/env.ts';
import { automationReleases } from '../src/policies/automation-bindings.ts';
import { automationExecutionSaga } from '../src/sagas/automation-execution-saga.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { automationBindingsDestination } from './destinations/automation-bindings.ts';
import { hubDestination } from './destinations/hub.ts';
import { policyDestination } from './destinations/policy.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { sagaDestination } from './destinations/sagas.ts';

/** Hosts an automation: its log starts the execution of signals, tells accounts and connections whom they serve, and at its end its user. */
export class AutomationObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(automationAggregate));
  }

  protected override destinations() {
    const automationAt = async (version: number) => {
      const snapshot = await this.readAt(version);
      return (snapshot?.state as AutomationState | undefined)?.profile ?? null;
    };
    return [
      hubDestination(this.env),
      automationBindingsDestination(this.env, automationAt),
      policyDestination(this.env, automationReleases),
      sagaDestination(this.env, { read: readEvent, triggers: automationExecutionSaga.triggers }),
      projectionsQueueDestination(this.env),
    ];
  }
}

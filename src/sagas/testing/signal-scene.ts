import { expect } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from '../../domains/automation/automation.ts';
import type { Configuration } from '../../domains/automation/configuration/configuration.ts';
import { WebhookSignalReceivedEvent } from '../../domains/automation/signal-events.ts';
import type { AccountContext } from '../../domains/automation/signals/account-context.ts';
import type { AccountOutcome } from '../../domains/automation/signals/outcomes.ts';
import { account, active, id, reference, signal } from '../../domains/automation/testing/fixtures.ts';
import { automationExecutionSaga as saga } from '../automation-execution-saga.ts';
import { sagaOrderId } from '../order-ids.ts';
import { id as idInSagas, stored } from './contexts.ts';
import { signalWorld, type WorldRules } from './signal-world.ts';
import { walk } from './walk.ts';

export const A = id('account');
export const B = id('other');
const SAGA = idInSagas('saga');

/** Numbers of an account's orders. */
export const EXIT = 1;
export const ENTER = 2;
export const PROTECT = 3;
/** Id of an order of the first account. */
export const ofA = (number: number): string => sagaOrderId(SAGA, number);
/** Id of an order of the second account. */
export const ofB = (number: number): string => sagaOrderId(SAGA, 16 + number);

/** A signal for an automation that buys ten AAPL, and the world it comes into. */
export interface Scene {
  readonly payload: object;
  readonly configuration?: Partial<Configuration>;
  readonly accounts?: readonly AccountContext[];
  readonly rules?: WorldRules;
}

/** A signal as it came in, with the automation's log up to it. */
export const receivedBy = ({ payload, configuration = {}, accounts = [account()] }: Scene) => {
  const names = accounts.map(({ accountId }) => (accountId === A ? 'account' : 'other'));
  const automation = active(configuration, { accounts: names.map((name) => reference(name)) });
  const { events } = specification(automationAggregate)
    .given(...automation)
    .when(signal({ ticker: 'AAPL', ...payload }, { accounts: [...accounts] }));
  const received = events.find(({ type }) => type === WebhookSignalReceivedEvent.type);
  if (!received) throw new Error(`the signal was not taken: ${JSON.stringify(events)}`);
  return {
    automation: [...automation, ...events],
    trigger: stored(received, { aggregateId: id('automation') }),
  };
};

/** What became of a signal. */
export const play = (scene: Scene) => {
  const { automation, trigger } = receivedBy(scene);
  const world = signalWorld(automation, scene.rules);
  const { effects, retries, stopped } = walk(saga, trigger, world);
  expect(stopped).toBeNull();
  const [last] = world.events.slice(-1);
  if (!last) throw new Error('no event');
  const { outcomes } = last.data as { outcomes: readonly AccountOutcome[] };
  return { ...world, effects, retries, result: last.type, outcomes };
};

import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { plusMs, type UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type { AccountFigures } from '../../shared/trading.ts';
import { type BrokerAccountState, brokerAccountAggregate } from '../broker-account.ts';
import type { BrokerAccountCommand, LinkDiscoveredBrokerAccountCommand } from '../commands.ts';
import type { BrokerAccountEvent } from '../events.ts';

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

/** An instant so many milliseconds after the specified commands are decided. */
export const later = (ms: number): UtcInstant => plusMs(TEST_NOW, ms);

/** What a broker tells of a cash account, so many milliseconds after the first time. */
export const figures = (buyingPower: string | null, ms = 0): AccountFigures => ({
  balance: '1000',
  equity: '1500',
  buyingPower,
  asOf: later(ms),
});

/** Links an account with a buying power of 1,000, with these differences. */
export const link = (
  changes: Partial<LinkDiscoveredBrokerAccountCommand> = {},
): LinkDiscoveredBrokerAccountCommand => ({
  type: 'LinkDiscoveredBrokerAccountCommand',
  brokerConnectionId: id('connection'),
  brokerId: 'virtual',
  brokerAccountId: 'virtual-1',
  accountName: 'Paper',
  environment: 'paper',
  assetType: 'stock',
  currency: 'USD',
  statusFromBroker: 'active',
  figures: figures('1000'),
  ...changes,
});

export const refresh = (told: AccountFigures): BrokerAccountCommand => ({
  type: 'RefreshAccountDataFromBrokerCommand',
  figures: told,
});

/** Reserves for the order of that name. */
export const reserve = (name: string, amount: string): BrokerAccountCommand => ({
  type: 'ReserveBuyingPowerCommand',
  orderId: id(name),
  amount,
});

export const release = (name: string): BrokerAccountCommand => ({
  type: 'ReleaseBuyingPowerCommand',
  orderId: id(name),
  reason: 'not executed',
});

export const settle = (name: string, told: AccountFigures): BrokerAccountCommand => ({
  type: 'SettleReservationCommand',
  orderId: id(name),
  figures: told,
});

export const DELETE: BrokerAccountCommand = {
  type: 'DeleteBrokerAccountCommand',
  reason: 'disconnected',
  onlyIfLinkedBy: null,
};

/** What commands led to; a refused one writes nothing. */
export interface Played {
  readonly state: BrokerAccountState;
  readonly events: readonly BrokerAccountEvent[];
}

/** Decides commands one after the other. */
export const play = (
  commands: readonly BrokerAccountCommand[],
  start: Played = { state: brokerAccountAggregate.decider.initial, events: [] },
  env: Partial<DecisionEnv> = {},
): Played => {
  const { decide, evolve } = brokerAccountAggregate.decider;
  let { state } = start;
  const events = [...start.events];
  for (const command of commands) {
    const decision = decide(command, state, testEnv(env));
    if (decision.kind === 'reject') continue;
    events.push(...decision.events);
    state = decision.events.reduce(evolve, state);
  }
  return { state, events };
};

/** The events of these commands. */
export const eventsAfter = (...commands: readonly BrokerAccountCommand[]) => play(commands).events;

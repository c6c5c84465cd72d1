import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { plusMs, type UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type { AccountFigures } from '../../shared/trading.ts';
import { type BrokerAccountState, brokerAccountAggregate } from '../broker-account.ts';
import type { BrokerAccountCommand } from '../commands.ts';
import type { LinkDiscoveredBrokerAccountCommand } from '../commands-standing.ts';
import type { BrokerAccountEvent } from '../events.ts';
import { accountIdOf } from '../identity.ts';
import { type AccountProfile, NO_PROFILE, NO_RESTRICTIONS, type Restrictions } from '../profile.ts';

type Of<Type extends BrokerAccountCommand['type']> = Extract<BrokerAccountCommand, { type: Type }>;

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

/** An instant so many milliseconds after the specified commands are decided. */
export const later = (ms: number): UtcInstant => plusMs(TEST_NOW, ms);

/** Whose account it is. */
export const identity = () => {
  const { idOf, userId } = testEnv();
  return { accountAggregateId: accountIdOf(idOf, userId, 'virtual', 'virtual-1'), userId };
};

/** What a broker tells of a cash account, so many milliseconds after the first time. */
export const figures = (buyingPower: string | null, ms = 0): AccountFigures => ({
  balance: '1000',
  equity: '1500',
  buyingPower,
  asOf: later(ms),
});

/** What a broker tells besides figures: nothing but this. */
export const profile = (changes: Partial<AccountProfile>): AccountProfile => ({ ...NO_PROFILE, ...changes });

/** A profile of nothing but these restrictions. */
export const restricted = (changes: Partial<Restrictions>): AccountProfile =>
  profile({ restrictions: { ...NO_RESTRICTIONS, ...changes } });

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

/** Mirrors these figures, and a profile when there is one. */
export const refresh = (
  told: AccountFigures,
  more: AccountProfile | null = null,
): Of<'RefreshAccountDataFromBrokerCommand'> => ({
  type: 'RefreshAccountDataFromBrokerCommand',
  figures: told,
  ...(more === null ? {} : { profile: more }),
});

/** Reserves for the order of that name. */
export const reserve = (name: string, amount: string): Of<'ReserveBuyingPowerCommand'> => ({
  type: 'ReserveBuyingPowerCommand',
  orderId: id(name),
  amount,
});

export const release = (name: string): Of<'ReleaseBuyingPowerCommand'> => ({
  type: 'ReleaseBuyingPowerCommand',
  orderId: id(name),
  reason: 'not executed',
});

export const settle = (name: string, told: AccountFigures): Of<'SettleReservationCommand'> => ({
  type: 'SettleReservationCommand',
  orderId: id(name),
  figures: told,
});

/** The broker or the connection changes the status. */
export const status = (
  wanted: Of<'ChangeAccountStatusCommand'>['status'],
): Of<'ChangeAccountStatusCommand'> => ({
  type: 'ChangeAccountStatusCommand',
  status: wanted,
  reason: 'told by the broker',
});

export const ACTIVATE = { type: 'ActivateBrokerAccountCommand' } as const;
export const DEACTIVATE = { type: 'DeactivateBrokerAccountCommand' } as const;
export const UNLINK = { type: 'UnlinkBrokerAccountCommand', reason: 'requested by user' } as const;
export const SET_DEFAULT = { type: 'SetDefaultAccountCommand', previousDefaultAccountId: null } as const;
export const YIELD_DEFAULT = { type: 'YieldDefaultAccountCommand', newDefaultAccountId: null } as const;
export const DELETE: Of<'DeleteBrokerAccountCommand'> = {
  type: 'DeleteBrokerAccountCommand',
  reason: 'disconnected',
  onlyIfLinkedBy: null,
};
export const bind = (name: string): Of<'BindAccountAutomationCommand'> => ({
  type: 'BindAccountAutomationCommand',
  automationId: id(name),
});
export const unbind = (name: string): Of<'UnbindAccountAutomationCommand'> => ({
  type: 'UnbindAccountAutomationCommand',
  automationId: id(name),
});

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

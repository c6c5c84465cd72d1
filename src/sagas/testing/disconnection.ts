import { plusMs } from '../../core/instant.ts';
import type { CommandEffect, Effect } from '../../core/saga.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { BrokerConnectionCommand } from '../../domains/broker-connection/commands.ts';
import {
  bind,
  COMPLETE,
  DISCOVER,
  disconnect,
  identity,
  play,
  VIRTUAL,
} from '../../domains/broker-connection/testing/fixtures.ts';
import { brokerDisconnectionSaga } from '../broker-disconnection-saga.ts';
import { acting, contextOf, id, stored } from './contexts.ts';

const found: BrokerConnectionCommand = {
  ...DISCOVER,
  accountIds: [id('linked 1'), id('linked 2')],
  virtualAccountIds: [id('virtual 1'), id('virtual 2')],
};
const connected = play([VIRTUAL, found, bind('automation')]);

const happened = (type: string, commands: readonly BrokerConnectionCommand[], graceOver = false) => {
  const before = graceOver ? play(commands.slice(0, -1), connected) : connected;
  const now = graceOver ? plusMs(TEST_NOW, 80 * 3_600_000) : TEST_NOW;
  const { events } = play(graceOver ? commands.slice(-1) : commands, before, { now });
  const event = events.findLast((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} happened`);
  return stored(event, { aggregateId: id('log') });
};

/** A virtual connection with two accounts, two virtual accounts and an automation is disconnected, in these ways. */
export const DISCONNECTED = happened('BrokerDisconnected', [disconnect()]);
export const DISCONNECTED_WITH_ORDERS = happened('BrokerDisconnected', [
  disconnect({ cancelOpenOrders: true }),
]);
export const LOST = happened('BrokerDisconnected', [disconnect({ involuntary: true })]);
export const GRACE_OVER = happened(
  'BrokerGracePeriodEnded',
  [disconnect({ involuntary: true }), COMPLETE, { type: 'EndGracePeriodCommand' }],
  true,
);

/** The connection, and what goes with it. */
export const CONNECTION = identity('virtual').brokerConnectionId;
export const LINKED = [id('linked 1'), id('linked 2')];
export const VIRTUAL_ACCOUNTS = [id('virtual 1'), id('virtual 2')];
export const AUTOMATION = id('automation');

/** A saga that was started by this event. */
export const disconnecting = (trigger: typeof DISCONNECTED, results: Record<string, unknown> = {}) =>
  contextOf(brokerDisconnectionSaga, trigger, { results });

/** What the first step found: an order is open. */
export const ORDERS = { validate_disconnection: [id('order')] };

/** A disconnect that the user asked for, with an open order. */
export const CONTEXT = disconnecting(DISCONNECTED, ORDERS);

/** The commands among effects. */
export const commandsOf = (effects: readonly Effect[]) =>
  effects.filter((effect): effect is CommandEffect => effect.kind === 'command');

/** The commands that a step sends. */
export const sent = (name: string, of = CONTEXT) =>
  commandsOf(acting(brokerDisconnectionSaga, name).execute(of));

import type { DomainManifest } from '../../core/domain.ts';
import { commandNotes } from './command-notes.ts';
import type { VirtualBrokerCommand } from './commands.ts';
import { eventNotes } from './event-notes.ts';
import type { VirtualBrokerEvent } from './events.ts';
import { type VirtualAccountStatus, virtualBrokerLifecycle } from './lifecycle.ts';
import { rules } from './rules.ts';
import type { VirtualBrokerState } from './state.ts';
import { virtualBrokerAggregate } from './virtual-broker.ts';

/** The manifest of virtual accounts (domains 4.4). */
export const virtualBrokerDomain: DomainManifest<
  VirtualBrokerState,
  VirtualBrokerCommand,
  VirtualBrokerEvent,
  VirtualAccountStatus
> = {
  title: 'Virtual broker',
  purpose:
    'Paper trading: simulated accounts, orders, fills and P&L. To the rest of the system it is a broker like any other, and the one owner of its money.',
  identity:
    'A virtual account id, which is also the account id at the virtual broker; the account belongs to one connection and is mirrored by one broker account.',
  aggregate: virtualBrokerAggregate,
  lifecycle: virtualBrokerLifecycle,
  commands: commandNotes,
  events: eventNotes,
  rules,
  views: [],
};

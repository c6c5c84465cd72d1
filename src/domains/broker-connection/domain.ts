import type { DomainManifest } from '../../core/domain.ts';
import { anyView } from '../../core/view.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import { commandNotes } from './command-notes.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { eventNotes } from './event-notes.ts';
import type { BrokerConnectionEvent } from './events.ts';
import { brokerConnectionLifecycle } from './lifecycle.ts';
import { rules } from './rules.ts';
import type { BrokerConnectionState, ConnectionStatus } from './state.ts';
import { brokerConnectionView } from './view.ts';

/** The manifest of broker connections (domains 4.2). */
export const brokerConnectionDomain: DomainManifest<
  BrokerConnectionState,
  BrokerConnectionCommand,
  BrokerConnectionEvent,
  ConnectionStatus
> = {
  title: 'Broker connection',
  purpose:
    "One user's link to one broker in one environment: credentials by reference, health, period of grace.",
  identity:
    'A user, a broker and an environment; the id is derived from the three, so there is one connection of each kind. Events carry no secret: BrokerApiCredentialsStored and BrokerTokensSuccessfullyStored name a place in the vault instead of the encrypted keys of the guides.',
  aggregate: brokerConnectionAggregate,
  lifecycle: brokerConnectionLifecycle,
  commands: commandNotes,
  events: eventNotes,
  rules,
  views: [anyView(brokerConnectionView)],
};

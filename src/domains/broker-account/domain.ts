import type { DomainManifest } from '../../core/domain.ts';
import { anyView } from '../../core/view.ts';
import { brokerAccountAggregate } from './broker-account.ts';
import { commandNotes } from './command-notes.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { eventNotes } from './event-notes.ts';
import type { BrokerAccountEvent } from './events.ts';
import { brokerAccountLifecycle } from './lifecycle.ts';
import { rules } from './rules.ts';
import type { AccountStatus, BrokerAccountState } from './state.ts';
import { brokerAccountView } from './view.ts';

/** The manifest of broker accounts (domains 4.3). */
export const brokerAccountDomain: DomainManifest<
  BrokerAccountState,
  BrokerAccountCommand,
  BrokerAccountEvent,
  AccountStatus
> = {
  title: 'Broker account',
  purpose:
    'A trading account at a broker: its money as the broker tells it, what our orders on their way hold, and whether it can be used. Discovery, batches and cleanup concern all accounts of a connection and are in the log of that connection.',
  identity:
    "A user, a broker and the broker's own id of the account; our id is derived from the three, so an account that is linked again keeps it.",
  aggregate: brokerAccountAggregate,
  lifecycle: brokerAccountLifecycle,
  commands: commandNotes,
  events: eventNotes,
  rules,
  views: [anyView(brokerAccountView)],
};

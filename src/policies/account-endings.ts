import type { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { AddressedCommand, Policy } from '../core/policy.ts';
import type { AutomationCommand } from '../domains/automation/commands.ts';
import { brokerAccountEvents } from '../domains/broker-account/events.ts';
import type { BrokerConnectionCommand } from '../domains/broker-connection/commands.ts';

const { BrokerAccountDeleted, BrokerAccountUnlinked } = brokerAccountEvents;
type Deleted = z.infer<typeof BrokerAccountDeleted.schema>;
type Unlinked = z.infer<typeof BrokerAccountUnlinked.schema>;

/** The reason under which a disconnection deletes accounts: its saga tells the connection itself. */
const BY_DISCONNECTION = 'broker_disconnected';

const toConnection = (key: string, command: BrokerConnectionCommand): AddressedCommand => ({
  target: { type: 'broker_connection', key },
  command,
});

const unbound =
  (accountId: string) =>
  (automationId: string): AddressedCommand => {
    const command: AutomationCommand = {
      type: 'UnbindAccountCommand',
      accountId,
      reason: 'the account was deleted',
    };
    return { target: { type: 'automation', key: automationId }, command };
  };

const ofDeleted = (data: Deleted): readonly AddressedCommand[] => {
  const { accountAggregateId: accountId, brokerConnectionId, boundAutomationIds, reason } = data;
  const told =
    reason === BY_DISCONNECTION
      ? []
      : [
          toConnection(brokerConnectionId, {
            type: 'RecordAccountsDeletedCommand',
            accountIds: [accountId],
            reason,
          }),
        ];
  return [...boundAutomationIds.map(unbound(accountId)), ...told];
};

const ofUnlinked = ({ accountAggregateId, brokerConnectionId, reason }: Unlinked) => [
  toConnection(brokerConnectionId, {
    type: 'UnlinkAccountsCommand',
    accountIds: [accountAggregateId],
    reason,
  }),
];

/** When an account is gone, automations must not trade on it any more (BA-R2) and its connection must not count it. */
export const accountEndings: Policy = {
  name: 'account_endings',
  eventTypes: new Set([BrokerAccountDeleted.type, BrokerAccountUnlinked.type]),
  commandsFor: ({ eventType, data }: EventEnvelope) =>
    eventType === BrokerAccountDeleted.type ? ofDeleted(data as Deleted) : ofUnlinked(data as Unlinked),
};

import type { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { AddressedCommand, Policy } from '../core/policy.ts';
import { automationEvents } from '../domains/automation/events.ts';
import type { AutomationProfile } from '../domains/automation/state.ts';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import type { BrokerConnectionCommand } from '../domains/broker-connection/commands.ts';
import type { UserAccountCommand } from '../domains/user-account/commands.ts';

const { AutomationDeletedEvent } = automationEvents;
type AutomationDeleted = z.infer<typeof AutomationDeletedEvent.schema>;

/** What an automation is bound by: its accounts, and whether it takes signals. Null before its creation. */
export type BoundAutomation = Pick<AutomationProfile, 'status' | 'accountIds'> | null;

/** Events that can change what an automation is bound to. */
export const bindingEventTypes: ReadonlySet<string> = new Set([
  automationEvents.AutomationCreatedEvent.type,
  automationEvents.AutomationActivatedEvent.type,
  automationEvents.AutomationDeactivatedEvent.type,
  automationEvents.AutomationSuspendedEvent.type,
  automationEvents.AutomationAccountsChangedEvent.type,
  AutomationDeletedEvent.type,
]);

const toAccount = (
  key: string,
  command: Extract<BrokerAccountCommand, { readonly automationId: string }>,
): AddressedCommand => ({ target: { type: 'broker_account', key }, command });

const toConnection = (
  key: string,
  command: Extract<BrokerConnectionCommand, { readonly automationId: string }>,
): AddressedCommand => ({ target: { type: 'broker_connection', key }, command });

const accountsOf = (automation: BoundAutomation): ReadonlySet<string> =>
  new Set(automation && automation.status !== 'deleted' ? automation.accountIds : []);

const without = (ids: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] =>
  [...ids].filter((id) => !others.has(id));

/**
 * What a step in an automation's life means to others: each account knows all automations that serve it, so that its end unbinds
 * them (BA-R2), and each connection the active ones, so that its end stops them first. `connectionOf` leads from an account to its
 * connection, which is the same for life.
 */
export const bindingCommands = (
  automationId: string,
  before: BoundAutomation,
  after: BoundAutomation,
  connectionOf: ReadonlyMap<string, string>,
): readonly AddressedCommand[] => {
  const connectionsOf = (automation: BoundAutomation): ReadonlySet<string> => {
    const accountIds = automation?.status === 'active' ? automation.accountIds : [];
    return new Set(accountIds.flatMap((accountId) => connectionOf.get(accountId) ?? []));
  };
  const accounts = [accountsOf(before), accountsOf(after)] as const;
  const connections = [connectionsOf(before), connectionsOf(after)] as const;
  return [
    ...without(connections[0], connections[1]).map((id) =>
      toConnection(id, { type: 'UnbindAutomationCommand', automationId }),
    ),
    ...without(accounts[0], accounts[1]).map((id) =>
      toAccount(id, { type: 'UnbindAccountAutomationCommand', automationId }),
    ),
    ...without(accounts[1], accounts[0]).map((id) =>
      toAccount(id, { type: 'BindAccountAutomationCommand', automationId }),
    ),
    ...without(connections[1], connections[0]).map((id) =>
      toConnection(id, { type: 'BindAutomationCommand', automationId }),
    ),
  ];
};

/** An automation that was deleted is its user's no longer, whoever deleted it. */
export const automationReleases: Policy = {
  name: 'automation_releases',
  eventTypes: new Set([AutomationDeletedEvent.type]),
  commandsFor: ({ userId, data }: EventEnvelope) => {
    const { automationId } = data as AutomationDeleted;
    const command: UserAccountCommand = { type: 'ReleaseAutomationCommand', automationId };
    return [{ target: { type: 'user_account', key: userId }, command }];
  },
};

import type { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { AddressedCommand, Policy } from '../core/policy.ts';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import { userAccountEvents } from '../domains/user-account/events.ts';

const { UserDefaultAccountChosenEvent } = userAccountEvents;
type Chosen = z.infer<typeof UserDefaultAccountChosenEvent.schema>;

const toAccount = (accountId: string, command: BrokerAccountCommand): AddressedCommand => ({
  target: { type: 'broker_account', key: accountId },
  command,
  isMirror: true,
});

/** The user's one default account is the user's to choose; the accounts concerned hear of it, the old one first, so that two are never the default. */
export const defaultAccounts: Policy = {
  name: 'default_accounts',
  eventTypes: new Set([UserDefaultAccountChosenEvent.type]),
  commandsFor: ({ data }: EventEnvelope) => {
    const { accountId, previousDefaultAccountId } = data as Chosen;
    return [
      ...(previousDefaultAccountId === null
        ? []
        : [
            toAccount(previousDefaultAccountId, {
              type: 'YieldDefaultAccountCommand',
              newDefaultAccountId: accountId,
            }),
          ]),
      ...(accountId === null
        ? []
        : [toAccount(accountId, { type: 'SetDefaultAccountCommand', previousDefaultAccountId })]),
    ];
  },
};

import { describe, expect, it } from 'vitest';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import {
  bind,
  DELETE,
  eventsAfter,
  id,
  identity,
  link,
  UNLINK,
} from '../domains/broker-account/testing/fixtures.ts';
import { domains } from '../domains/manifests.ts';
import { accountEndings } from './account-endings.ts';
import { stored } from './testing/report-world.ts';

const told = (...commands: readonly BrokerAccountCommand[]) => {
  const event = eventsAfter(...commands).at(-1);
  if (!event) throw new Error('nothing happened');
  expect(accountEndings.eventTypes.has(event.type)).toBe(true);
  return accountEndings.commandsFor(stored(event, id('event')));
};

const { accountAggregateId: accountId } = identity();
const CONNECTION = { type: 'broker_connection', key: id('connection') };
const unbound = (name: string) => ({
  target: { type: 'automation', key: id(name) },
  command: { type: 'UnbindAccountCommand', accountId, reason: 'the account was deleted' },
});

describe('the end of an account', () => {
  it('is told under a name that never changes', () => {
    expect(accountEndings.name).toBe('account_endings');
    expect([...accountEndings.eventTypes]).toEqual(['BrokerAccountDeleted', 'BrokerAccountUnlinked']);
  });

  it('BA-R2: is told to the automations that traded on it, and to its connection', () => {
    expect(told(link(), bind('first'), bind('second'), DELETE)).toEqual([
      unbound('first'),
      unbound('second'),
      {
        target: CONNECTION,
        command: { type: 'RecordAccountsDeletedCommand', accountIds: [accountId], reason: 'disconnected' },
      },
    ]);
  });

  it('is not told to a connection whose own end it is: its saga tells all of it together', () => {
    expect(told(link(), bind('first'), { ...DELETE, reason: 'broker_disconnected' })).toEqual([
      unbound('first'),
    ]);
  });

  it('that was only taken off is told to its connection alone', () => {
    expect(told(link(), bind('first'), UNLINK)).toEqual([
      {
        target: CONNECTION,
        command: { type: 'UnlinkAccountsCommand', accountIds: [accountId], reason: UNLINK.reason },
      },
    ]);
  });

  it('is told by commands that are whole', () => {
    for (const { target, command } of told(link(), bind('first'), DELETE)) {
      const domain = domains.find(({ aggregate }) => aggregate.type === target.type);
      expect(domain?.commands[command.type]?.schema.parse(command)).toEqual(command);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { specification } from '../core/testing/decider-specification.ts';
import { brokerAccountAggregate } from '../domains/broker-account/broker-account.ts';
import { brokerAccountDomain } from '../domains/broker-account/domain.ts';
import { userAccountEvents } from '../domains/user-account/events.ts';
import { defaultIs, id } from '../domains/user-account/testing/fixtures.ts';
import { defaultAccounts } from './default-accounts.ts';
import { stored } from './testing/report-world.ts';

const told = (...chosen: Parameters<typeof defaultIs>) =>
  defaultAccounts.commandsFor(stored(defaultIs(...chosen), id('event')));

const yields = (name: string, to: string | null) => ({
  target: { type: 'broker_account', key: id(name) },
  command: { type: 'YieldDefaultAccountCommand', newDefaultAccountId: to && id(to) },
  isMirror: true,
});
const becomes = (name: string, before: string | null) => ({
  target: { type: 'broker_account', key: id(name) },
  command: { type: 'SetDefaultAccountCommand', previousDefaultAccountId: before && id(before) },
  isMirror: true,
});

describe('the default account of a user (BA-U5)', () => {
  it('is told under a name that never changes, of the one event that chooses it', () => {
    expect(defaultAccounts.name).toBe('default_accounts');
    const choosing = Object.keys(userAccountEvents).filter((type) => type.includes('DefaultAccount'));
    expect([...defaultAccounts.eventTypes]).toEqual(choosing);
  });

  it.each([
    ['the first one', ['a', null], [becomes('a', null)]],
    ['another one', ['b', 'a'], [yields('a', 'b'), becomes('b', 'a')]],
    ['none any more', [null, 'a'], [yields('a', null)]],
  ] as const)(
    'BA-U5: %s: the old one hears of it first, so that two never are',
    (_, [account, before], commands) => {
      expect(told(account, before)).toEqual(commands);
    },
  );

  it('is told by commands that an account knows', () => {
    for (const { command } of told('b', 'a')) {
      const note = brokerAccountDomain.commands[command.type as 'SetDefaultAccountCommand'];
      expect(note.schema.parse(command)).toEqual(command);
    }
  });

  it('BA-U5: may be told before the account is linked, which then is the default from the beginning', () => {
    const [first] = told('a', null);
    const account = specification(brokerAccountAggregate);
    account
      .given()
      .when(first?.command as never)
      .thenTypes('DefaultAccountSet');
  });
});

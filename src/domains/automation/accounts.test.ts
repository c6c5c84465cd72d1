import { describe, expect, it } from 'vitest';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from './automation.ts';
import { AutomationAccountsChangedEvent, AutomationSuspendedEvent } from './events.ts';
import {
  active,
  create,
  eventsAfter,
  id,
  NOW,
  reference,
  SUSPEND,
  setAccounts,
  unbind,
} from './testing/fixtures.ts';

const automation = specification(automationAggregate);
const ids = { automationId: id('automation'), userId: testEnv().userId };

describe('accounts of an automation', () => {
  const two = eventsAfter(create({}, { accounts: [reference('account'), reference('other')] }));

  it('are set in routing order', () => {
    automation
      .given(...two)
      .when(setAccounts('third', 'account'))
      .then(
        AutomationAccountsChangedEvent({
          ...ids,
          accountIds: [id('third'), id('account')],
          addedAccountIds: [id('third')],
          removedAccountIds: [id('other')],
          reason: null,
          changedAt: NOW,
        }),
      );
    automation
      .given(...two)
      .when(setAccounts('account', 'other'))
      .then();
    automation
      .given(...two)
      .when(setAccounts('other', 'account'))
      .thenTypes('AutomationAccountsChangedEvent');
  });

  it('are checked like those of a creation', () => {
    automation
      .given(...two)
      .when({ type: 'SetAutomationAccountsCommand', accounts: [reference('account', 'closed')] })
      .thenRejected('account_not_active', 'accountIds');
  });

  it('can be unbound one by one; unbinding another one changes nothing', () => {
    automation
      .given(...two)
      .when(unbind('other'))
      .thenTypes('AutomationAccountsChangedEvent');
    automation
      .given(...two)
      .when(unbind('foreign'))
      .then();
  });

  it('unbinding the last one suspends the automation in the same batch', () => {
    const changed = { accountIds: [], addedAccountIds: [], removedAccountIds: [id('account')] };
    const reason = 'the account was deleted';
    const state = automation
      .given(...active())
      .when(unbind())
      .then(
        AutomationAccountsChangedEvent({ ...ids, ...changed, reason, changedAt: NOW }),
        AutomationSuspendedEvent({
          ...ids,
          cause: 'no_accounts',
          by: 'system',
          reason: `the last account was unbound: ${reason}`,
          suspendedAt: NOW,
        }),
      );
    expect(state?.profile.status).toBe('suspended');
  });

  it('unbinding the last one of a suspended automation leaves its suspension as it is', () => {
    const state = automation
      .given(...eventsAfter(create(), SUSPEND))
      .when(unbind())
      .thenTypes('AutomationAccountsChangedEvent');
    expect(state?.profile.suspension?.cause).toBe('requested');
  });
});

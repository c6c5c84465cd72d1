import { describe, expect, it } from 'vitest';
import { domains } from '../domains/manifests.ts';
import { brokerDisconnectionSaga as saga } from './broker-disconnection-saga.ts';
import { connectionKey } from './conflicts.ts';
import { acting, called, id, statuses } from './testing/contexts.ts';
import {
  AUTOMATION,
  CONNECTION,
  CONTEXT as context,
  DISCONNECTED,
  DISCONNECTED_WITH_ORDERS,
  disconnecting,
  GRACE_OVER,
  LINKED,
  LOST,
  ORDERS,
  sent,
  VIRTUAL_ACCOUNTS,
} from './testing/disconnection.ts';
import { describeTrigger } from './testing/triggers.ts';

describeTrigger(saga, DISCONNECTED);
describeTrigger(saga, LOST);
describeTrigger(saga, GRACE_OVER);

const targetsOf = (name: string, type: string) =>
  sent(name)
    .filter(({ command }) => command.type === type)
    .map(({ target }) => target.key);

describe('the trigger', () => {
  it('is a disconnect, or the end of its period of grace, one at a time per connection', () => {
    expect(saga.triggers.map(({ eventType }) => eventType)).toEqual([
      'BrokerDisconnected',
      'BrokerGracePeriodEnded',
    ]);
    for (const trigger of saga.triggers) {
      const event = trigger.eventType === DISCONNECTED.eventType ? DISCONNECTED : GRACE_OVER;
      expect(trigger.when(event)).toBe(true);
      // A connection that was begun anew has a log under another id, and the same key.
      expect(event.aggregateId).not.toBe(CONNECTION);
      expect(trigger.conflictKey?.(event)).toBe(connectionKey(CONNECTION));
    }
  });

  it.each(['linkedAccountIds', 'virtualAccountIds', 'activeAutomationIds'])(
    'N-R4: may have no %s, and then says so',
    (list) => {
      expect(() => saga.parse({ ...DISCONNECTED.data, [list]: [] })).not.toThrow();
      expect(() => saga.parse({ ...DISCONNECTED.data, [list]: undefined })).toThrow();
    },
  );
});

describe('pitfall 6: what goes with a connection is what its event names', () => {
  it('a disconnection with a full event never deletes 0 accounts', () => {
    expect(targetsOf('delete_accounts', 'DeleteBrokerAccountCommand')).toEqual(LINKED);
    expect(targetsOf('delete_accounts', 'DeleteVirtualBrokerAccounts')).toEqual(VIRTUAL_ACCOUNTS);
    expect(targetsOf('release_registrations', 'ReleaseAccountCommand')).toHaveLength(2);
    expect(sent('complete_disconnection')[0]?.command).toEqual({
      type: 'CompleteDisconnectionCommand',
      deletedAccounts: 2,
      deletedVirtualAccounts: 2,
      suspendedAutomations: 1,
    });
  });

  it.each(['linked', 'virtual', 'automations'])(
    'a trigger whose lists are shorter than it counts (%s) fails, and nothing is deleted',
    (counted) => {
      const { enrichment } = DISCONNECTED.data as { enrichment: Record<string, number> };
      const data = { ...DISCONNECTED.data, enrichment: { ...enrichment, [counted]: 7 } };
      const short = disconnecting({ ...DISCONNECTED, data });
      const outcomes = [statuses({ [CONNECTION]: 'disconnecting' }), called({ ids: [] }, 'open_orders')];
      expect(acting(saga, 'validate_disconnection').settle(short, outcomes)).toMatchObject({
        kind: 'fail',
        failure: { code: 'enrichment_mismatch' },
        failureKind: 'validation',
      });
    },
  );
});

describe('the way forward', () => {
  it('takes these steps: signals stop first, and the purge is the pivot', () => {
    expect(saga.steps.map(({ name, pivot }) => (pivot ? `${name} (pivot)` : name))).toEqual([
      'validate_disconnection',
      'stop_automations',
      'let_orders_go',
      'delete_accounts',
      'validate_all_accounts_deleted',
      'record_cleanup',
      'complete_disconnection',
      'purge_connection (pivot)',
      'release_registrations',
    ]);
  });

  it('BC-U7: suspends each automation and unbinds the accounts of the connection, each by a key of its own', () => {
    const effects = sent('stop_automations');
    expect(effects.map(({ target, command }) => [target, command])).toEqual([
      [
        { type: 'automation', key: AUTOMATION },
        { type: 'SuspendAutomationCommand', reason: 'broker_disconnected', by: 'system' },
      ],
      ...LINKED.map((accountId) => [
        { type: 'automation', key: AUTOMATION },
        { type: 'UnbindAccountCommand', accountId, reason: 'broker_disconnected' },
      ]),
    ]);
    expect(new Set(effects.map(({ key }) => key)).size).toBe(effects.length);
  });

  it('N-R2: asks which orders are open right before it lets them go, and only that', () => {
    expect(acting(saga, 'validate_disconnection').execute(context)).toEqual([
      {
        kind: 'call',
        key: 'connections',
        port: 'safety',
        request: { check: 'connections', connectionIds: [CONNECTION] },
      },
      {
        kind: 'call',
        key: 'open_orders',
        port: 'safety',
        request: { check: 'open_orders', accountIds: LINKED },
      },
    ]);
  });

  it('DESIGN 4, BC-U7: leaves open orders at the broker untracked, and cancels them only when it was asked to', () => {
    expect(sent('let_orders_go').map(({ target, command }) => [target.key, command.type])).toEqual([
      [id('order'), 'MarkUntrackedCommand'],
    ]);
    const [cancel] = sent('let_orders_go', disconnecting(DISCONNECTED_WITH_ORDERS, ORDERS));
    expect(cancel?.command.type).toBe('CancelOrderCommand');
    expect(sent('let_orders_go', disconnecting(DISCONNECTED))).toEqual([]);
  });

  it('N-R5: looks whether all are gone, and looks again while any is left', () => {
    const { execute, settle, attempts } = acting(saga, 'validate_all_accounts_deleted');
    expect(execute(context)).toMatchObject([
      { request: { check: 'accounts_left', accountIds: LINKED } },
      { request: { check: 'virtual_accounts_left', virtualAccountIds: VIRTUAL_ACCOUNTS } },
    ]);
    const left = (accounts: number, virtual: number) =>
      settle(context, [
        called({ count: accounts }, 'accounts_left'),
        called({ count: virtual }, 'virtual_accounts_left'),
      ]).kind;
    expect([left(0, 0), left(1, 0), left(0, 1)]).toEqual(['done', 'retry', 'retry']);
    expect(attempts).toBe(5);
  });

  it('N-R5: has the connection forget its accounts before it is purged, which it refuses while any is linked', () => {
    expect(sent('record_cleanup')[0]?.command).toEqual({
      type: 'RecordAccountsCleanupCommand',
      accountIds: LINKED,
      virtualAccountIds: VIRTUAL_ACCOUNTS,
    });
    expect(sent('purge_connection')[0]?.command).toEqual({
      type: 'PurgeBrokerConnectionCommand',
      force: false,
    });
  });

  it('has the user own none of it any more, at last', () => {
    const { userId } = context.trigger;
    expect(sent('release_registrations').map(({ target, command }) => [target, command])).toEqual([
      ...LINKED.map((accountId) => [
        { type: 'user_account', key: userId },
        { type: 'ReleaseAccountCommand', accountId },
      ]),
      [
        { type: 'user_account', key: userId },
        { type: 'ReleaseConnectionCommand', connectionId: CONNECTION },
      ],
    ]);
  });

  it.each([DISCONNECTED, DISCONNECTED_WITH_ORDERS, LOST, GRACE_OVER])(
    'sends commands that are whole, each under a key of its own ($eventType)',
    (trigger) => {
      const of = disconnecting(trigger, ORDERS);
      for (const step of saga.steps) {
        const effects = sent(step.name, of);
        expect(new Set(effects.map(({ key }) => key)).size).toBe(effects.length);
        for (const { target, command } of effects) {
          const domain = domains.find(({ aggregate }) => aggregate.type === target.type);
          expect(domain?.commands[command.type]?.schema.parse(command)).toEqual(command);
        }
      }
    },
  );
});

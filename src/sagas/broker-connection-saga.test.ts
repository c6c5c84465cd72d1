import { describe, expect, it } from 'vitest';
import { brokerError, type DiscoveredAccount } from '../brokers/port.ts';
import { TEST_NOW, testEnv } from '../core/testing/decider-specification.ts';
import { brokerConnectionEvents } from '../domains/broker-connection/events.ts';
import { brokerConnectionSaga as saga } from './broker-connection-saga.ts';
import { connectionKey } from './conflicts.ts';
import { accepted, acting, answered, called, contextOf, id, rejected, stored } from './testing/contexts.ts';
import { describeTrigger } from './testing/triggers.ts';

const established = stored(
  brokerConnectionEvents.BrokerConnectionEstablished({
    brokerConnectionId: id('connection'),
    userId: testEnv().userId,
    brokerId: 'virtual',
    environment: 'paper',
    establishedAt: TEST_NOW,
    statusMessage: null,
  }),
  { aggregateId: id('log') },
);

const discovered = (name: string): DiscoveredAccount => ({
  accountId: id(name),
  brokerAccountId: `virtual-${name}`,
  name: `Paper ${name}`,
  environment: 'paper',
  assetType: 'stock',
  currency: 'USD',
  accountType: name === 'a' ? 'margin' : null,
  status: 'active',
  figures: { balance: '1', equity: '2', buyingPower: '3', asOf: TEST_NOW },
});
const ACCOUNTS = [discovered('a'), discovered('b')];

const again = stored(
  brokerConnectionEvents.AccountDiscoveryStarted({
    brokerConnectionId: id('connection'),
    userId: testEnv().userId,
    brokerId: 'virtual',
    environment: 'paper',
    startedAt: TEST_NOW,
  }),
  { aggregateId: id('log') },
);

const context = contextOf(saga, established, { results: { discover_accounts: ACCOUNTS } });
const connection = { type: 'broker_connection', key: id('connection') };
const account = (name: string) => ({ type: 'broker_account', key: id(name) });

describeTrigger(saga, established);
describeTrigger(saga, again);

describe('the trigger', () => {
  it('is the established connection, or one that looks for its accounts again', () => {
    expect(saga.triggers.map(({ eventType }) => eventType)).toEqual([
      'BrokerConnectionEstablished',
      'AccountDiscoveryStarted',
    ]);
  });

  it.each([established, again])(
    '$eventType starts one saga per event, and one at a time per connection',
    (event) => {
      const trigger = saga.triggers.find(({ eventType }) => eventType === event.eventType);
      expect(trigger?.when(event)).toBe(true);
      expect(trigger?.dedupeKey(event)).toBe(event.aggregateId);
      // A connection that was begun anew has a log under another id, and the same key.
      expect(trigger?.conflictKey?.(event)).toBe(connectionKey(id('connection')));
    },
  );
});

describe('the way forward', () => {
  it('takes these steps; once the connecting is complete it only goes on', () => {
    expect(saga.steps.map(({ name }) => name)).toEqual([
      'discover_accounts',
      'record_discovery',
      'link_accounts',
      'publish_completion',
      'look_up_orders',
      'adopt_orders',
      'take_fills',
      'take_statuses',
    ]);
    expect(saga.steps.filter(({ pivot }) => pivot).map(({ name }) => name)).toEqual(['publish_completion']);
  });

  it('asks the broker through the connection', () => {
    expect(acting(saga, 'discover_accounts').execute(context)).toEqual([
      {
        kind: 'call',
        key: 'listAccounts',
        port: 'broker',
        request: { connectionId: id('connection'), call: { op: 'listAccounts' } },
      },
    ]);
  });

  it('has the connection know its accounts before any is linked (DESIGN 4)', () => {
    expect(acting(saga, 'record_discovery').execute(context)[0]).toEqual({
      kind: 'command',
      key: id('connection'),
      target: connection,
      command: {
        type: 'RecordDiscoveredAccountsCommand',
        accountIds: [id('a'), id('b')],
        virtualAccountIds: ['virtual-a', 'virtual-b'],
      },
    });
  });

  it('has the user own its accounts before any is linked, so that limits and a pending deletion hold (DESIGN 4)', () => {
    const [, ...registrations] = acting(saga, 'record_discovery').execute(context);
    const registered = (name: string) => ({
      kind: 'command',
      key: id(name),
      target: { type: 'user_account', key: context.trigger.userId },
      command: {
        type: 'RegisterAccountCommand',
        accountId: id(name),
        connectionId: id('connection'),
        isVirtual: true,
      },
    });
    expect(registrations).toEqual([registered('a'), registered('b')]);
  });

  it('links every account with all that the broker told, each under its own key', () => {
    const effects = acting(saga, 'link_accounts').execute(context);
    expect(effects[0]).toEqual({
      kind: 'command',
      key: id('a'),
      target: account('a'),
      command: {
        type: 'LinkDiscoveredBrokerAccountCommand',
        brokerConnectionId: id('connection'),
        brokerId: 'virtual',
        brokerAccountId: 'virtual-a',
        accountName: 'Paper a',
        environment: 'paper',
        assetType: 'stock',
        currency: 'USD',
        statusFromBroker: 'active',
        figures: ACCOUNTS[0]?.figures,
        profile: { accountType: 'margin', restrictions: null, details: null, metadata: null },
      },
    });
    expect(effects[1]).toMatchObject({ command: { profile: { accountType: null } } });
    expect(effects.map(({ key }) => key)).toEqual([id('a'), id('b')]);
  });

  it('completes the connection, and asks beside that which orders nobody follows', () => {
    expect(acting(saga, 'publish_completion').execute(context)).toEqual([
      {
        kind: 'command',
        key: id('connection'),
        target: connection,
        command: { type: 'FinalizeBrokerConnectionCommand' },
      },
      {
        kind: 'call',
        key: 'accounts',
        port: 'orders',
        request: { by: 'accounts', accountIds: [id('a'), id('b')], untrackedOnly: true },
      },
    ]);
  });

  it('a broker without accounts has nothing to link', () => {
    const empty = contextOf(saga, established, { results: { discover_accounts: [] } });
    expect(acting(saga, 'link_accounts').execute(empty)).toEqual([]);
    expect(acting(saga, 'link_accounts').settle(empty, [])).toEqual({ kind: 'done', result: null });
  });
});

describe('what a step came to', () => {
  const discover = (value: unknown) => acting(saga, 'discover_accounts').settle(context, [called(value)]);

  it('keeps what the broker told for later steps', () => {
    expect(discover({ ok: true, value: ACCOUNTS })).toEqual({ kind: 'done', result: ACCOUNTS });
  });

  it.each([
    ['transient', 'retry'],
    ['rejected', 'fail'],
    ['not_connected', 'fail'],
    ['ambiguous', 'retry'],
  ] as const)('an answer of the kind %s: %s', (kind, outcome) => {
    expect(discover(brokerError(kind, 'code', 'why')).kind).toBe(outcome);
  });

  it('no answer is tried again', () => {
    expect(acting(saga, 'discover_accounts').settle(context, [])).toMatchObject({ kind: 'retry' });
  });

  it.each(['record_discovery', 'publish_completion'])('%s fails with the refusal of its command', (name) => {
    const { settle } = acting(saga, name);
    expect(settle(context, [answered(accepted())])).toMatchObject({ kind: 'done' });
    expect(settle(context, [answered(rejected('no'))])).toMatchObject({
      kind: 'fail',
      failure: { code: 'no' },
    });
  });

  const link = (...outcomes: Parameters<typeof answered>[]) =>
    acting(saga, 'link_accounts').settle(
      context,
      outcomes.map((outcome) => answered(...outcome)),
    );

  it('one refused link fails the step', () => {
    expect(link([accepted(), id('a')], [rejected('account_mismatch'), id('b')])).toEqual({
      kind: 'fail',
      failure: { code: 'account_mismatch', detail: 'refused: account_mismatch' },
      failureKind: 'refused',
    });
  });
});

describe('the way back', () => {
  const undo = (results: Record<string, unknown>) =>
    acting(saga, 'link_accounts').compensate?.(contextOf(saga, established, { results })) ?? [];
  const deleted = (name: string) => ({
    kind: 'command',
    key: id(name),
    target: account(name),
    command: {
      type: 'DeleteBrokerAccountCommand',
      reason: 'connecting the broker failed',
      onlyIfLinkedBy: context.sagaId,
    },
  });

  it('deletes what this run linked, finished or not, and leaves to the account to keep what another run brought', () => {
    expect(undo({ discover_accounts: ACCOUNTS })).toEqual([deleted('a'), deleted('b')]);
    expect(undo({})).toEqual([]);
  });

  it.each([
    ['timeout', false],
    ['deadline', false],
    ['broker', true],
    ['refused', true],
  ] as const)(
    'BC-R4: reports a failure (%s) to the connection, and whether only the user can mend it: %s',
    (kind, byUser) => {
      expect(saga.onFailed(context, { code: 'no_accounts', detail: 'why', kind, uncertain: true })).toEqual([
        {
          kind: 'command',
          key: id('connection'),
          target: connection,
          command: {
            type: 'ReportConnectionFailureCommand',
            reason: 'no_accounts',
            details: 'why',
            requiresUserAction: byUser,
          },
        },
      ]);
    },
  );

  it('BC-R4: after a recovery that asked for it is for the user: the machine does not go round in circles', () => {
    const asked = contextOf(saga, { ...again, sagaId: id('recovery') });
    const failure = { code: 'no_answer', detail: 'why', kind: 'timeout', uncertain: true } as const;
    expect(saga.onFailed(asked, failure)).toMatchObject([{ command: { requiresUserAction: true } }]);
    expect(saga.onFailed(contextOf(saga, again), failure)).toMatchObject([
      { command: { requiresUserAction: false } },
    ]);
  });
});

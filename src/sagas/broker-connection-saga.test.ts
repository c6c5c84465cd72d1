import { describe, expect, it } from 'vitest';
import { brokerError, type DiscoveredAccount } from '../brokers/port.ts';
import { TEST_NOW, testEnv } from '../core/testing/decider-specification.ts';
import { brokerConnectionEvents } from '../domains/broker-connection/events.ts';
import { brokerConnectionSaga as saga } from './broker-connection-saga.ts';
import { accepted, acting, answered, called, contextOf, id, rejected, stored } from './testing/contexts.ts';

const established = stored(
  brokerConnectionEvents.BrokerConnectionEstablished({
    brokerConnectionId: id('connection'),
    userId: testEnv().userId,
    brokerId: 'virtual',
    environment: 'paper',
    establishedAt: TEST_NOW,
    statusMessage: null,
  }),
  { aggregateId: id('connection') },
);

const discovered = (name: string): DiscoveredAccount => ({
  accountId: id(name),
  brokerAccountId: `virtual-${name}`,
  name: `Paper ${name}`,
  environment: 'paper',
  assetType: 'stock',
  currency: 'USD',
  status: 'active',
  figures: { balance: '1', equity: '2', buyingPower: '3', asOf: TEST_NOW },
});
const ACCOUNTS = [discovered('a'), discovered('b')];

const context = contextOf(saga, established, { results: { discover_accounts: ACCOUNTS } });
const connection = { type: 'broker_connection', key: id('connection') };
const account = (name: string) => ({ type: 'broker_account', key: id(name) });

describe('the trigger', () => {
  it('is the established connection, once per connection', () => {
    expect(saga.trigger.eventType).toBe('BrokerConnectionEstablished');
    expect(saga.trigger.when(established)).toBe(true);
    expect(saga.trigger.dedupeKey(established)).toBe(id('connection'));
  });

  const keys = Object.keys(brokerConnectionEvents.BrokerConnectionEstablished.schema.shape);

  it('reaches the context with every key of the event', () => {
    expect(Object.keys(context.trigger.data).toSorted()).toEqual(keys.toSorted());
    expect(context.trigger.data).toEqual(established.data);
  });

  it.each(keys)('N-R4: without %s the saga does not start', (key) => {
    const { [key]: _, ...rest } = established.data;
    expect(() => saga.parse(rest)).toThrow();
  });
});

describe('the way forward', () => {
  it('takes these steps, and each can be undone until the end', () => {
    expect(saga.steps.map(({ name }) => name)).toEqual([
      'discover_accounts',
      'record_discovery',
      'link_accounts',
      'publish_completion',
    ]);
    expect(saga.steps.some(({ pivot }) => pivot)).toBe(false);
  });

  it('asks the broker through the connection', () => {
    expect(acting(saga, 'discover_accounts').execute(context)).toEqual([
      {
        kind: 'call',
        key: 'list',
        port: 'broker',
        request: { connectionId: id('connection'), call: { op: 'listAccounts' } },
      },
    ]);
  });

  it('has the connection know its accounts before any is linked (DESIGN 4)', () => {
    expect(acting(saga, 'record_discovery').execute(context)).toEqual([
      {
        kind: 'command',
        key: 'record',
        target: connection,
        command: { type: 'RecordDiscoveredAccountsCommand', accountIds: [id('a'), id('b')] },
      },
    ]);
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
      },
    });
    expect(effects.map(({ key }) => key)).toEqual([id('a'), id('b')]);
  });

  it('completes the connection', () => {
    expect(acting(saga, 'publish_completion').execute(context)).toEqual([
      {
        kind: 'command',
        key: 'finalize',
        target: connection,
        command: { type: 'FinalizeBrokerConnectionCommand' },
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
    ['ambiguous', 'fail'],
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

  it('reports the failure to the connection, as one that may be tried again', () => {
    expect(saga.onFailed(context, { code: 'no_answer', detail: 'silence' })).toEqual([
      {
        kind: 'command',
        key: 'failed',
        target: connection,
        command: {
          type: 'ReportConnectionFailureCommand',
          reason: 'no_answer',
          details: 'silence',
          requiresUserAction: false,
        },
      },
    ]);
  });
});

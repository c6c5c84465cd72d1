import { describe, expect, it } from 'vitest';
import { anyAggregate } from '../../core/aggregate.ts';
import type { CommandEnvelope, CommandResult } from '../../core/command.ts';
import { type KnownCommand, type LogHead, takeTurn } from '../../core/command-turn.ts';
import { canonicalJson, deterministicId } from '../../core/ids.ts';
import { TEST_NOW, testHash } from '../../core/testing/decider-specification.ts';
import type { Quote } from '../../domains/shared/quote.ts';
import type { VirtualBrokerState } from '../../domains/virtual-broker/state.ts';
import { id, later, order, QUOTE, quote } from '../../domains/virtual-broker/testing/fixtures.ts';
import { virtualBrokerAggregate } from '../../domains/virtual-broker/virtual-broker.ts';
import { callAdapter } from '../port.ts';
import { type VirtualBrokerPorts, virtualBrokerAdapter } from './adapter.ts';

const idOf: VirtualBrokerPorts['idOf'] = (...parts) => deterministicId(testHash, ...parts);

/** The virtual account's log in memory: known commands answer as they did, with the state of that time. */
const memory = () => {
  const known = new Map<string, KnownCommand>();
  const states = new Map<string, unknown>();
  let head: LogHead | null = null;
  const send: VirtualBrokerPorts['send'] = async (virtualAccountId, { dedupeKey, asked }, command) => {
    const commandId = idOf(virtualAccountId, dedupeKey);
    const envelope: CommandEnvelope = {
      commandId,
      commandHash: testHash(canonicalJson(asked)),
      command,
      userId: id('user'),
      region: 'weur',
      correlationId: id('correlation'),
      causationId: null,
      sagaId: null,
      actor: { kind: 'policy', id: 'test' },
      remember: true,
      returnState: true,
    };
    const mint = () => ({ epoch: 'epoch-0', aggregateId: virtualAccountId });
    const turn = takeTurn(anyAggregate(virtualBrokerAggregate), head, [envelope], known, {
      now: TEST_NOW,
      hash: testHash,
      mint,
    });
    head = turn.head;
    const result = turn.results[0];
    if (!result || result.kind === 'bug') throw new Error('the decision broke');
    if (result.kind === 'duplicate')
      return { ...result, state: states.get(commandId) } as CommandResult<VirtualBrokerState>;
    if (result.kind === 'accepted') {
      states.set(commandId, result.state);
      known.set(commandId, { hash: envelope.commandHash, result: { ...result, state: null } });
    }
    return result as CommandResult<VirtualBrokerState>;
  };
  return { send, version: () => head?.version ?? 0 };
};

const wired = (changes: Partial<VirtualBrokerPorts> = {}, seen: Quote | null = QUOTE) => {
  const log = memory();
  const adapter = virtualBrokerAdapter({
    userId: id('user'),
    brokerConnectionId: id('connection'),
    startingCash: '100000',
    partialFillProbability: '0',
    idOf,
    send: log.send,
    quote: async () => seen,
    ...changes,
  });
  return { adapter, version: log.version };
};

const opened = async (...wiring: Parameters<typeof wired>) => {
  const { adapter, version } = wired(...wiring);
  const listed = await adapter.listAccounts();
  if (!listed.ok) throw new Error(listed.error.detail);
  const [account, ...more] = listed.value;
  if (!account || more.length > 0) throw new Error('expected one account');
  return { adapter, account, version };
};

const cancelOf = (name: string) => ({ orderId: id(name), clientOrderId: name, reason: 'user' });

describe('listing accounts', () => {
  it('VB-R2: opens one default account with the starting cash, under ids that never change', async () => {
    const { account, adapter, version } = await opened();
    expect(account).toEqual({
      accountId: idOf('broker_account', id('user'), 'virtual', account.brokerAccountId),
      brokerAccountId: idOf('virtual_account', id('connection'), 'default'),
      name: 'Virtual paper account',
      environment: 'paper',
      assetType: 'stock',
      currency: 'USD',
      status: 'active',
      figures: { balance: '100000', equity: '100000', buyingPower: '100000', asOf: TEST_NOW },
    });
    expect(await adapter.listAccounts()).toEqual({ ok: true, value: [account] });
    expect(version()).toBe(1);
  });
});

describe('placing an order', () => {
  it('is acknowledged with figures that contain it (DESIGN 7)', async () => {
    const { adapter, account } = await opened();
    const placed = await adapter.placeOrder(account.brokerAccountId, order('a', { limitPrice: '99' }));
    expect(placed).toEqual({
      ok: true,
      value: {
        brokerOrderId: idOf('virtual_order', account.brokerAccountId, 'a'),
        acknowledgedAt: later(1),
        figures: { balance: '100000', equity: '100000', buyingPower: '99010', asOf: later(1) },
      },
    });
  });

  it('that fills at once is acknowledged as of its fill', async () => {
    const { adapter, account } = await opened();
    const placed = await adapter.placeOrder(account.brokerAccountId, order('a'));
    expect(placed).toMatchObject({ ok: true, value: { figures: { balance: '99000', asOf: later(2) } } });
  });

  it('OR-R2: again answers what the first one did, whatever the market does meanwhile', async () => {
    const quotes = [QUOTE, quote('149', '150', { at: later(9) })];
    const { adapter, account, version } = await opened({ quote: async () => quotes.shift() ?? null });
    const place = () => adapter.placeOrder(account.brokerAccountId, order('a'));
    const first = await place();
    const before = version();
    expect([await place(), await place()]).toEqual([first, first]);
    expect(version()).toBe(before);
  });

  it('under a known id with other terms is ambiguous, never a second order', async () => {
    const { adapter, account, version } = await opened();
    await adapter.placeOrder(account.brokerAccountId, order('a'));
    const before = version();
    const other = await adapter.placeOrder(account.brokerAccountId, order('a', { quantity: '11' }));
    expect(other).toMatchObject({ ok: false, error: { kind: 'ambiguous', code: 'mismatch' } });
    expect(version()).toBe(before);
  });

  it.each([
    ['insufficient_buying_power', order('a', { quantity: '1000' })],
    ['insufficient_quantity', order('a', { side: 'sell' })],
  ])('is rejected by the broker: %s, and so is its repeat', async (code, asked) => {
    const { adapter, account } = await opened();
    const place = () => adapter.placeOrder(account.brokerAccountId, asked);
    const refused = { ok: false, error: { kind: 'rejected', code } };
    expect(await place()).toMatchObject(refused);
    expect(await place()).toMatchObject(refused);
  });

  it('without a quote is rejected at the market and works at a limit', async () => {
    const { adapter, account } = await opened({}, null);
    const market = await adapter.placeOrder(account.brokerAccountId, order('a'));
    expect(market).toMatchObject({ ok: false, error: { kind: 'rejected', code: 'no_market_data' } });
    const limit = await adapter.placeOrder(account.brokerAccountId, order('b', { limitPrice: '1' }));
    expect(limit.ok).toBe(true);
  });

  it('on an account nobody opened is rejected', async () => {
    const placed = await wired().adapter.placeOrder(id('nowhere'), order('a'));
    expect(placed).toMatchObject({
      ok: false,
      error: { kind: 'rejected', code: 'virtual_account_not_found' },
    });
  });
});

describe('cancelling an order', () => {
  it('that works is done, and a repeat is too', async () => {
    const { adapter, account } = await opened();
    await adapter.placeOrder(account.brokerAccountId, order('a', { limitPrice: '1' }));
    const cancel = () => adapter.cancelOrder(account.brokerAccountId, cancelOf('a'));
    expect([await cancel(), await cancel()]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
  });

  it('that is filled is too late: not open', async () => {
    const { adapter, account } = await opened();
    await adapter.placeOrder(account.brokerAccountId, order('a'));
    const late = await adapter.cancelOrder(account.brokerAccountId, cancelOf('a'));
    expect(late).toMatchObject({ ok: false, error: { kind: 'not_open', code: 'order_not_open' } });
  });

  it('before it arrives has it rejected when it does', async () => {
    const { adapter, account } = await opened();
    expect((await adapter.cancelOrder(account.brokerAccountId, cancelOf('a'))).ok).toBe(true);
    const placed = await adapter.placeOrder(account.brokerAccountId, order('a'));
    expect(placed).toMatchObject({
      ok: false,
      error: { kind: 'rejected', code: 'cancelled_before_arrival' },
    });
  });
});

it('a call is routed to the method of its name', async () => {
  const { adapter, account } = await opened();
  const { brokerAccountId } = account;
  const limit = order('a', { limitPrice: '1' });
  expect(await callAdapter(adapter, { op: 'listAccounts' })).toEqual({ ok: true, value: [account] });
  expect(await callAdapter(adapter, { op: 'placeOrder', brokerAccountId, order: limit })).toMatchObject({
    ok: true,
  });
  expect(await callAdapter(adapter, { op: 'cancelOrder', brokerAccountId, ...cancelOf('a') })).toMatchObject({
    ok: true,
  });
});

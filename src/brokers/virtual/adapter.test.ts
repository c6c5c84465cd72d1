import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { faults, id, order, remove } from '../../domains/virtual-broker/testing/fixtures.ts';
import { NO_FAULTS } from '../../domains/virtual-broker/values.ts';
import { callAdapter } from '../port.ts';
import { describeBrokerAdapter } from '../testing/adapter-contract.ts';
import { virtualBrokerAdapter } from './adapter.ts';
import { idOf, VirtualBrokerInMemory } from './testing/memory.ts';
import { CHANGES, nameOf, opened } from './testing/opened.ts';

describeBrokerAdapter('the virtual broker', async () => {
  const { adapter, give } = await opened();
  return {
    adapter,
    filling: (name) => order(name),
    resting: (name) => order(name, { limitPrice: '1' }),
    refused: (name) => order(name, { quantity: '1000' }),
    changes: CHANGES,
    whileAnswersAreLost: async (work) => {
      give(faults({ ambiguousSubmit: '1' }));
      try {
        return await work();
      } finally {
        give({ type: 'SetFaultProfileCommand', faults: NO_FAULTS });
      }
    },
    settled: async () => {},
  };
});

describe('listing accounts', () => {
  it('VB-R2: opens one default account with the starting cash, under ids that the domains derive alike', async () => {
    const { account, adapter, version } = await opened();
    expect(account).toEqual({
      accountId: idOf('broker_account', id('user'), 'virtual', account.brokerAccountId),
      brokerAccountId: idOf('virtual_account', id('connection'), 'default'),
      name: 'Virtual paper account',
      environment: 'paper',
      assetType: 'stock',
      currency: 'USD',
      accountType: 'cash',
      status: 'active',
      figures: { balance: '100000', equity: '100000', buyingPower: '100000', asOf: TEST_NOW },
    });
    expect(await adapter.listAccounts()).toEqual({ ok: true, value: [account] });
    expect(version()).toBe(1);
  });

  it('VB-U1, VB-U2: sets the account up as it was told', async () => {
    const setup = {
      accountType: 'margin',
      profile: 'conservative',
      session: 'exchange',
      allowFlip: true,
      slippageBps: 5,
      latencyMs: 100,
    } as const;
    const { account, broker, brokerAccountId } = await opened({ setup, startingCash: '50000' });
    expect(account.accountType).toBe('margin');
    expect(account.figures).toMatchObject({ balance: '50000', buyingPower: '100000' });
    expect(broker.state(brokerAccountId)).toMatchObject({ ...setup, startingCash: '50000' });
  });

  it('answers why an account cannot be opened', async () => {
    const adapter = virtualBrokerAdapter(
      new VirtualBrokerInMemory().ports({ send: async () => ({ kind: 'mismatch' }) }),
    );
    expect(await adapter.listAccounts()).toMatchObject({
      ok: false,
      error: { kind: 'ambiguous', code: 'mismatch' },
    });
  });

  it('changes nothing in another flow, and tells how the account is now', async () => {
    const { broker, account, place, version } = await opened();
    await place('a');
    const before = version();
    const again = await virtualBrokerAdapter(broker.ports({ flow: 'second flow' })).listAccounts();
    expect(again).toMatchObject({
      ok: true,
      value: [{ accountId: account.accountId, figures: { balance: '99000' } }],
    });
    expect(version()).toBe(before);
  });

  it('opens an account that was deleted anew by the next flow, not by the one that had opened it', async () => {
    const { broker, adapter, account, place, give, brokerAccountId } = await opened();
    await place('a');
    give(remove());
    const gone = broker.version(brokerAccountId);
    expect(await adapter.listAccounts()).toEqual({ ok: true, value: [account] });
    expect(broker.version(brokerAccountId)).toBe(gone);
    expect(await adapter.getAccount(brokerAccountId)).toMatchObject({
      ok: false,
      error: { kind: 'rejected', code: 'virtual_account_not_found' },
    });

    const next = virtualBrokerAdapter(broker.ports({ flow: 'second flow' }));
    expect(await next.listAccounts()).toEqual({ ok: true, value: [account] });
    expect(await next.getAccount(brokerAccountId)).toMatchObject({
      ok: true,
      value: { positions: [], openOrders: [], figures: { balance: '100000' } },
    });
    // The order of the earlier account is not in the new one, and is not sent again either.
    expect(await next.getOrder(nameOf(brokerAccountId, 'a'))).toEqual({ ok: true, value: null });
    expect(await next.placeOrder(brokerAccountId, order('a'))).toMatchObject({ ok: true });
    expect(broker.state(brokerAccountId)?.holdings).toEqual({});
    expect((await next.placeOrder(brokerAccountId, order('b'))).ok).toBe(true);
  });
});

describe('a broker that was told not to answer (VB-P5)', () => {
  const unreachable = { ok: false, error: { kind: 'transient', code: 'broker_unreachable' } };

  it('VB-P5: is neither healthy nor tells its accounts, and does both again once it may', async () => {
    const { adapter, account, give } = await opened();
    give(faults({ unreachable: true }));
    expect(await adapter.health()).toMatchObject(unreachable);
    expect(await adapter.listAccounts()).toMatchObject(unreachable);
    expect(await adapter.getAccount(account.brokerAccountId)).toMatchObject(unreachable);
    give({ type: 'SetFaultProfileCommand', faults: NO_FAULTS });
    expect(await adapter.health()).toEqual({ ok: true, value: null });
    expect(await adapter.listAccounts()).toEqual({ ok: true, value: [account] });
  });

  it('VB-P5: answers in the flow that it left without an answer, and not only in the next one', async () => {
    const { broker, account, give } = await opened();
    const { listAccounts } = virtualBrokerAdapter(broker.ports({ flow: 'second flow' }));
    give(faults({ unreachable: true }));
    expect(await listAccounts()).toMatchObject(unreachable);
    give({ type: 'SetFaultProfileCommand', faults: NO_FAULTS });
    expect(await listAccounts()).toEqual({ ok: true, value: [account] });
  });

  it('VB-P5: is forgotten with its account: the next connection finds a broker that answers', async () => {
    const { broker, account, give } = await opened();
    give(faults({ unreachable: true }));
    give(remove());
    const next = virtualBrokerAdapter(broker.ports({ flow: 'second flow' }));
    expect(await next.health()).toEqual({ ok: true, value: null });
    expect(await next.listAccounts()).toEqual({ ok: true, value: [account] });
  });
});

it('a call is routed to the method of its name', async () => {
  const { adapter, account, brokerAccountId } = await opened();
  const limit = order('a', { limitPrice: '1' });
  const name = nameOf(brokerAccountId, 'a');
  const call = (asked: Parameters<typeof callAdapter>[1]) => callAdapter(adapter, asked);
  expect(await call({ op: 'health' })).toEqual({ ok: true, value: null });
  expect(await call({ op: 'listAccounts' })).toEqual({ ok: true, value: [account] });
  expect(await call({ op: 'placeOrder', brokerAccountId, order: limit })).toMatchObject({ ok: true });
  expect(await call({ op: 'getOrder', ...name })).toMatchObject({ ok: true, value: { status: 'working' } });
  expect(await call({ op: 'replaceOrder', ...name, requestId: 'r', changes: CHANGES })).toMatchObject({
    ok: true,
  });
  expect(await call({ op: 'getAccount', brokerAccountId })).toMatchObject({
    ok: true,
    value: { openOrders: [{ clientOrderId: 'a' }] },
  });
  expect(await call({ op: 'cancelOrder', ...name, reason: 'user' })).toMatchObject({ ok: true });
});

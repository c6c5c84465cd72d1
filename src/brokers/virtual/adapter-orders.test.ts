import { describe, expect, it } from 'vitest';
import { workingOrder } from '../../domains/virtual-broker/state.ts';
import {
  apply,
  faults,
  id,
  later,
  order,
  QUOTE,
  quote,
} from '../../domains/virtual-broker/testing/fixtures.ts';
import { NO_FAULTS } from '../../domains/virtual-broker/values.ts';
import { virtualBrokerAdapter } from './adapter.ts';
import { idOf, VirtualBrokerInMemory } from './testing/memory.ts';
import { CHANGES, nameOf, opened, SETUP } from './testing/opened.ts';

describe('placing an order', () => {
  it('is acknowledged with figures that contain it (DESIGN 7)', async () => {
    const { place, brokerAccountId } = await opened();
    expect(await place('a', { limitPrice: '99' })).toEqual({
      ok: true,
      value: {
        brokerOrderId: idOf('virtual_order', brokerAccountId, 'a'),
        acknowledgedAt: later(1),
        figures: { balance: '100000', equity: '100000', buyingPower: '99010', asOf: later(1) },
      },
    });
  });

  it('that fills at once is acknowledged as of its fill', async () => {
    const { place } = await opened();
    expect(await place('a')).toMatchObject({
      ok: true,
      value: { figures: { balance: '99000', asOf: later(2) } },
    });
  });

  it('OR-R2: again answers what the first one did, whatever the market does meanwhile', async () => {
    const { broker, place, version } = await opened();
    const first = await place('a');
    const before = version();
    broker.quote = quote('149', '150', { at: later(9) });
    expect([await place('a'), await place('a')]).toEqual([first, first]);
    expect(version()).toBe(before);
  });

  it('under a known id with other terms is ambiguous, never a second order', async () => {
    const { place, version } = await opened();
    await place('a');
    const before = version();
    expect(await place('a', { quantity: '11' })).toMatchObject({
      ok: false,
      error: { kind: 'ambiguous', code: 'mismatch' },
    });
    expect(version()).toBe(before);
  });

  it.each([
    ['insufficient_buying_power', { quantity: '1000' }],
    ['insufficient_quantity', { side: 'sell' }],
  ] as const)('is rejected by the broker with its code: %s, and so is its repeat', async (code, terms) => {
    const { place } = await opened();
    const refused = { ok: false, error: { kind: 'rejected', code } };
    expect(await place('a', terms)).toMatchObject(refused);
    expect(await place('a', terms)).toMatchObject(refused);
  });

  it('without a quote is rejected at the market and works at a limit', async () => {
    const { broker, place } = await opened();
    broker.quote = null;
    expect(await place('a')).toMatchObject({
      ok: false,
      error: { kind: 'rejected', code: 'no_market_data' },
    });
    expect((await place('b', { limitPrice: '1' })).ok).toBe(true);
  });

  it('of something else than the quote is of has no market data', async () => {
    const { broker, place, version } = await opened();
    broker.quote = { ...QUOTE, symbol: 'MSFT' };
    expect(await place('a')).toMatchObject({ ok: false, error: { code: 'no_market_data' } });
    expect(version()).toBe(2);
  });

  it('of something nobody knows may borrow nothing', async () => {
    const setup = { ...SETUP, accountType: 'margin' as const };
    const short = { side: 'sell', positionEffect: 'open' } as const;
    const unknown = await opened({ setup, instrument: () => null });
    expect((await unknown.place('a', short)).ok).toBe(false);
    const known = await opened({ setup });
    expect((await known.place('a', short)).ok).toBe(true);
  });

  it('on an account nobody opened is rejected', async () => {
    const adapter = virtualBrokerAdapter(new VirtualBrokerInMemory().ports());
    const refused = { ok: false, error: { kind: 'rejected', code: 'virtual_account_not_found' } };
    expect(await adapter.placeOrder(id('nowhere'), order('a'))).toMatchObject(refused);
    expect(await adapter.getOrder(nameOf(id('nowhere'), 'a'))).toMatchObject(refused);
    expect(await adapter.getAccount(id('nowhere'))).toMatchObject(refused);
  });
});

describe('looking an order up', () => {
  it('finds its parts as they were filled, and what they cost on average', async () => {
    const setup = { ...SETUP, profile: 'conservative' as const };
    const { adapter, place, give, brokerAccountId } = await opened({ setup });
    await place('a', { limitPrice: '99' });
    give(apply(quote('97.99', '98', { at: later(5), askSize: '4' })));
    give(apply(quote('98.99', '99', { at: later(6), askSize: '4' })));
    expect(await adapter.getOrder(nameOf(brokerAccountId, 'a'))).toMatchObject({
      ok: true,
      value: {
        status: 'partially_filled',
        filledQuantity: '8',
        averageFillPrice: '98.5',
        fills: [
          { price: '98', quantity: '4' },
          { price: '99', quantity: '4' },
        ],
      },
    });
  });

  it('tells why it was rejected', async () => {
    const { adapter, place, brokerAccountId } = await opened();
    await place('a', { quantity: '1000' });
    const found = await adapter.getOrder(nameOf(brokerAccountId, 'a'));
    expect(found).toMatchObject({
      ok: true,
      value: { status: 'rejected', filledQuantity: '0', averageFillPrice: null },
    });
    expect(found.ok && found.value?.reason).toBeTruthy();
  });
});

describe('changing an order', () => {
  const working = async () => {
    const begun = await opened();
    await begun.place('a', { limitPrice: '1' });
    const request = (requestId: string, limitPrice: string) =>
      begun.adapter.replaceOrder({
        ...nameOf(begun.brokerAccountId, 'a'),
        requestId,
        changes: { ...CHANGES, quantity: null, limitPrice },
      });
    return { ...begun, request };
  };

  it('to a price that fills it is answered, and its repeat as well although the order is at its end', async () => {
    const { request, version } = await working();
    const first = await request('request-1', '101');
    expect(first).toMatchObject({ ok: true });
    const before = version();
    expect(await request('request-1', '101')).toEqual(first);
    expect(version()).toBe(before);
    expect(await request('request-2', '102')).toMatchObject({ ok: false, error: { kind: 'not_open' } });
  });

  it('to terms that the account cannot carry is rejected, and the old terms stand', async () => {
    const { adapter, broker, brokerAccountId } = await working();
    const asked = await adapter.replaceOrder({
      ...nameOf(brokerAccountId, 'a'),
      requestId: 'request-1',
      changes: { ...CHANGES, quantity: '1000000', limitPrice: null },
    });
    expect(asked).toMatchObject({ ok: false, error: { kind: 'rejected' } });
    const state = broker.state(brokerAccountId);
    expect(state && workingOrder(state, id('a'))).toMatchObject({ quantity: '10', limitPrice: '1' });
  });
});

describe('faults that were ordered (VB-P5)', () => {
  it('VB-P5: a hanging broker keeps its callers waiting, and does what it was asked', async () => {
    const { adapter, broker, place, give, brokerAccountId } = await opened();
    give(faults({ hangMs: 20_000 }));
    expect((await place('a', { limitPrice: '1' })).ok).toBe(true);
    const name = nameOf(brokerAccountId, 'a');
    expect((await adapter.replaceOrder({ ...name, requestId: 'request-1', changes: CHANGES })).ok).toBe(true);
    expect((await adapter.cancelOrder({ ...name, reason: 'user' })).ok).toBe(true);
    expect(broker.waited).toEqual([20_000, 20_000, 20_000]);
    give({ type: 'SetFaultProfileCommand', faults: NO_FAULTS });
    await place('b', { limitPrice: '1' });
    expect(broker.waited).toHaveLength(3);
  });

  it('VB-P5: an answer that is lost leaves one order, whose fill is not lost', async () => {
    const { place, broker, give, brokerAccountId } = await opened();
    give(faults({ ambiguousSubmit: '1' }));
    expect(await place('a')).toMatchObject({ ok: false, error: { kind: 'ambiguous', code: 'no_answer' } });
    expect(await place('a')).toMatchObject({ ok: true, value: { figures: { balance: '99000' } } });
    expect(Object.values(broker.state(brokerAccountId)?.holdings ?? {})).toMatchObject([{ quantity: '10' }]);
  });

  it('VB-P5: a refusal is told even when answers are lost: the order is certainly not there', async () => {
    const { place, give } = await opened();
    give(faults({ ambiguousSubmit: '1' }));
    expect(await place('a', { quantity: '1000' })).toMatchObject({ ok: false, error: { kind: 'rejected' } });
  });
});

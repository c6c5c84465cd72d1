import { describe, expect, it } from 'vitest';
import { decimal, sum, text } from '../../core/decimal.ts';
import {
  accountFiguresSchema,
  type BrokerOrder,
  fillSchema,
  type OrderChanges,
} from '../../domains/shared/trading.ts';
import { BROKER_ORDER_STATUSES, type BrokerAdapter, type BrokerResult } from '../port.ts';

/** A broker with an account of its own, flat and without orders, and orders whose fate there is known. */
export interface BrokerUnderTest {
  readonly adapter: BrokerAdapter;
  /** A buy that the broker fills, named by its client order id. */
  readonly filling: (clientOrderId: string) => BrokerOrder;
  /** A buy that it takes and does not fill. */
  readonly resting: (clientOrderId: string) => BrokerOrder;
  /** An order that it refuses. */
  readonly refused: (clientOrderId: string) => BrokerOrder;
  /** Other terms, under which the resting order rests as well. */
  readonly changes: OrderChanges;
  /** Does something while the broker does what it is asked and its answers to submits are lost. */
  readonly whileAnswersAreLost: <T>(work: () => Promise<T>) => Promise<T>;
  /** Waits until the broker has done what it does by itself. */
  readonly settled: () => Promise<void>;
}

/** The value of an answer; fails when the broker did not do it. */
const granted = <Value>(result: BrokerResult<Value>): Value => {
  if (!result.ok) throw new Error(`${result.error.kind} ${result.error.code}: ${result.error.detail}`);
  return result.value;
};

const nameOf = (brokerAccountId: string, { orderId, clientOrderId }: BrokerOrder) => ({
  brokerAccountId,
  orderId,
  clientOrderId,
});

const NOT_OPEN = { ok: false, error: { kind: 'not_open' } };

/**
 * What every adapter promises (brokers 3), of the fake broker and of the real ones alike. `make` answers a broker that nobody has
 * used yet.
 */
export const describeBrokerAdapter = (name: string, make: () => Promise<BrokerUnderTest>): void => {
  const begin = async () => {
    const broker = await make();
    const { adapter } = broker;
    const [account] = granted(await adapter.listAccounts());
    if (!account) throw new Error('the broker has no account');
    const { brokerAccountId } = account;
    return {
      ...broker,
      account,
      place: (order: BrokerOrder) => adapter.placeOrder(brokerAccountId, order),
      cancel: (order: BrokerOrder) =>
        adapter.cancelOrder({ ...nameOf(brokerAccountId, order), reason: 'user' }),
      replace: (order: BrokerOrder, requestId = 'request-1') =>
        adapter.replaceOrder({
          ...nameOf(brokerAccountId, order),
          requestId,
          changes: broker.changes,
        }),
      find: async (order: BrokerOrder) => granted(await adapter.getOrder(nameOf(brokerAccountId, order))),
      look: async () => granted(await adapter.getAccount(brokerAccountId)),
    };
  };

  const heldOf = async ({ look }: Awaited<ReturnType<typeof begin>>, { symbol }: BrokerOrder) =>
    (await look()).positions.find((position) => position.symbol === symbol)?.quantity ?? '0';

  describe(`${name} as a broker's adapter`, () => {
    it('says that it is well', async () => {
      const { adapter } = await begin();
      expect(await adapter.health()).toEqual({ ok: true, value: null });
    });

    it('lists accounts under ids that never change, each once, with figures', async () => {
      const { adapter, account } = await begin();
      const again = granted(await adapter.listAccounts());
      expect(again[0]).toEqual(account);
      expect(new Set(again.map(({ accountId }) => accountId)).size).toBe(again.length);
      for (const { figures, currency, accountType } of again) {
        expect(accountFiguresSchema.parse(figures)).toEqual(figures);
        expect(currency).toMatch(/^[A-Z]{3}$/);
        expect(['cash', 'margin', null]).toContain(accountType);
      }
    });

    it('tells the same figures of an account that it lists and shows', async () => {
      const { account, look } = await begin();
      expect(await look()).toMatchObject({ status: account.status, openOrders: [] });
      expect((await look()).figures).toEqual(account.figures);
    });

    it('has no account that it never listed', async () => {
      const { adapter } = await begin();
      expect(await adapter.getAccount('no-such-account')).toMatchObject({
        ok: false,
        error: { kind: 'rejected' },
      });
    });

    it('acknowledges an order under an id of its own, with figures that contain it (DESIGN 7)', async () => {
      const { account, place, resting, look } = await begin();
      const { brokerOrderId, figures, acknowledgedAt } = granted(await place(resting('a')));
      expect(brokerOrderId).not.toBe('');
      expect(acknowledgedAt >= account.figures.asOf).toBe(true);
      expect(figures.asOf > account.figures.asOf).toBe(true);
      expect(decimal(figures.buyingPower ?? '0').lt(account.figures.buyingPower ?? '0')).toBe(true);
      expect((await look()).figures).toEqual(figures);
    });

    it.each(['resting', 'filling'] as const)(
      'OR-R2: answers a %s order that comes again as the first time, and has it once',
      async (fate) => {
        const begun = await begin();
        const order = begun[fate]('a');
        const first = granted(await begun.place(order));
        await begun.settled();
        const then = await begun.look();
        for (let times = 0; times < 3; times++) expect(granted(await begun.place(order))).toEqual(first);
        await begun.settled();
        expect(await begun.look()).toEqual(then);
        expect(then.openOrders).toHaveLength(fate === 'resting' ? 1 : 0);
      },
    );

    it('rejects an order for good, also when it comes again, and never has it', async () => {
      const { place, refused, find, look } = await begin();
      const order = refused('a');
      const first = await place(order);
      expect(first).toMatchObject({ ok: false, error: { kind: 'rejected' } });
      expect(await place(order)).toEqual(first);
      expect([undefined, 'rejected']).toContain((await find(order))?.status);
      expect((await look()).openOrders).toEqual([]);
    });

    it('brokers 4.2: tells of an order as its fills make it, and of a position as they add up', async () => {
      const begun = await begin();
      const order = begun.filling('a');
      const { brokerOrderId } = granted(await begun.place(order));
      await begun.settled();
      const found = await begun.find(order);
      expect(found).toMatchObject({
        orderId: order.orderId,
        clientOrderId: order.clientOrderId,
        brokerOrderId,
        status: 'filled',
        filledQuantity: order.quantity,
      });
      const fills = found?.fills ?? [];
      for (const fill of fills) expect(fillSchema.parse(fill)).toEqual(fill);
      expect(new Set(fills.map(({ fillId }) => fillId)).size).toBe(fills.length);
      expect(sum(fills.map(({ quantity }) => quantity))).toBe(found?.filledQuantity);
      const value = sum(fills.map(({ price, quantity }) => text(decimal(price).times(quantity))));
      expect(found?.averageFillPrice).toBe(text(decimal(value).div(order.quantity)));
      expect(await heldOf(begun, order)).toBe(order.quantity);
    });

    it('lists what is open as a look-up of each tells it', async () => {
      const { place, resting, find, look } = await begin();
      const orders = [resting('a'), resting('b')];
      for (const order of orders) granted(await place(order));
      const { openOrders } = await look();
      expect(openOrders.map(({ clientOrderId }) => clientOrderId).toSorted()).toEqual(['a', 'b']);
      for (const open of openOrders) {
        expect(BROKER_ORDER_STATUSES).toContain(open.status);
        const order = orders.find(({ orderId }) => orderId === open.orderId);
        expect(order && (await find(order))).toEqual(open);
      }
    });

    it('knows nothing of an order that it never had', async () => {
      const { find, resting } = await begin();
      expect(await find(resting('never sent'))).toBeNull();
    });

    it('cancels an order once, and gives back what it held', async () => {
      const { account, place, cancel, resting, find, look, settled } = await begin();
      const order = resting('a');
      granted(await place(order));
      expect(await cancel(order)).toEqual({ ok: true, value: null });
      await settled();
      expect(await cancel(order)).toMatchObject({ ok: true });
      expect((await find(order))?.status).toBe('canceled');
      const { openOrders, figures } = await look();
      expect(openOrders).toEqual([]);
      expect(figures.buyingPower).toBe(account.figures.buyingPower);
    });

    it('OR-U8: is too late to cancel or to change an order that was filled', async () => {
      const begun = await begin();
      const order = begun.filling('a');
      granted(await begun.place(order));
      await begun.settled();
      expect(await begun.cancel(order)).toMatchObject(NOT_OPEN);
      expect(await begun.replace(order)).toMatchObject(NOT_OPEN);
      expect(await heldOf(begun, order)).toBe(order.quantity);
    });

    it('never works an order whose cancel came first, unless it said that there was none', async () => {
      const { place, cancel, resting, look, settled } = await begin();
      const order = resting('a');
      const early = await cancel(order);
      if (!early.ok) {
        expect(early).toMatchObject(NOT_OPEN);
        return;
      }
      expect(await place(order)).toMatchObject({ ok: false, error: { kind: 'rejected' } });
      await settled();
      expect((await look()).openOrders).toEqual([]);
    });

    it('OR-U7: changes a working order, which a look-up then finds under the id that was answered', async () => {
      const { place, replace, resting, find, look, settled } = await begin();
      const order = resting('a');
      granted(await place(order));
      const { brokerOrderId } = granted(await replace(order));
      await settled();
      expect(await find(order)).toMatchObject({ brokerOrderId, filledQuantity: '0' });
      expect((await look()).openOrders).toHaveLength(1);
    });

    it('changes nothing by the same request again, and answers what the first one did', async () => {
      const { place, replace, cancel, resting, look, settled } = await begin();
      const order = resting('a');
      granted(await place(order));
      const first = granted(await replace(order));
      await settled();
      const then = await look();
      expect(granted(await replace(order))).toEqual(first);
      expect(await look()).toEqual(then);
      granted(await cancel(order));
      await settled();
      expect(granted(await replace(order))).toEqual(first);
      expect(await replace(order, 'request-2')).toMatchObject(NOT_OPEN);
    });

    it('does not change an order that it never had', async () => {
      const { replace, resting, look } = await begin();
      expect((await replace(resting('never sent'))).ok).toBe(false);
      expect((await look()).openOrders).toEqual([]);
    });

    it.each(['resting', 'filling'] as const)(
      'OR-U10: is found to have a %s order whose submit got no answer, and has it once when it comes again',
      async (fate) => {
        const begun = await begin();
        const order = begun[fate]('a');
        const lost = await begun.whileAnswersAreLost(() => begun.place(order));
        expect(lost).toMatchObject({ ok: false, error: { kind: 'ambiguous' } });
        await begun.settled();
        const found = await begun.find(order);
        expect(found?.status).toBe(fate === 'filling' ? 'filled' : 'working');
        const then = await begun.look();
        expect(granted(await begun.place(order)).brokerOrderId).toBe(found?.brokerOrderId);
        expect(await begun.look()).toEqual(then);
      },
    );
  });
};

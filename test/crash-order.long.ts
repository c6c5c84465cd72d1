import { beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../src/core/instant.ts';
import { crashEverywhere } from './crash/matrix.ts';
import { Trader } from './crash/trader.ts';
import { setQuote } from './support/client.ts';

const faults = (trader: Trader, wish: object, key: string) =>
  trader.send('PUT', `/virtual-accounts/${trader.virtualAccountId}/faults`, wish, key);

describe('a crash anywhere in an order', () => {
  beforeAll(() => setQuote('AAPL', '189.99', '190.00', '190.00'));

  it('that its broker refuses ends rejected, with nothing reserved', async () => {
    const { undisturbed } = await crashEverywhere({
      begin: async () => {
        const trader = await Trader.connected();
        // Only the broker knows how little money there is.
        const asOf = instant(Date.now());
        const figures = { balance: '1000000', equity: '1000000', buyingPower: '1000000', asOf };
        const told = { type: 'RefreshAccountDataFromBrokerCommand', figures };
        await trader.tell('broker_account', trader.accountId, told, 'rich');
        return trader;
      },
      act: (trader) =>
        trader.order('too much', 'rejected', { side: 'buy', quantity: '1000' }).then(() => null),
    });
    expect(undisturbed.left.sagas).toContainEqual(
      expect.objectContaining({ sagaType: 'OrderExecutionSaga', status: 'compensated' }),
    );
    expect(undisturbed.left.money).toMatchObject({ mirrored: [{ reservations: [] }] });
  });

  it('whose broker takes it without an answer ends filled, once', async () => {
    const { undisturbed } = await crashEverywhere({
      begin: async () => {
        const trader = await Trader.connected();
        await faults(trader, { ambiguousSubmit: '1' }, 'silent');
        return trader;
      },
      act: async (trader) => {
        await trader.order('once', 'filled', { side: 'buy', quantity: '10' });
        await trader.holds('10');
      },
    });
    expect(undisturbed.left.sagas).toContainEqual(
      expect.objectContaining({ sagaType: 'OrderExecutionSaga', status: 'completed' }),
    );
  });

  it('with stop and target ends with both at the broker, and one of them cancelled when the other is filled', async () => {
    await crashEverywhere({
      begin: Trader.connected,
      act: async (trader) => {
        await trader.order('bracket', 'filled', {
          side: 'buy',
          quantity: '10',
          stopLoss: { orderType: 'stop', stopPrice: '170' },
          takeProfit: { orderType: 'limit', limitPrice: '250' },
        });
        await trader.holds('10');
        await trader.ordersAre(['filled', 'placed', 'placed']);
        await trader.quote('169.00');
        await trader.holds('0');
        await trader.ordersAre(['cancelled', 'filled', 'filled']);
      },
    });
  });

  it('that waits for approval ends released once, or declined', async () => {
    await crashEverywhere({
      begin: Trader.connected,
      act: async (trader) => {
        const terms = { side: 'buy', quantity: '1', requireApproval: true };
        const approved = await trader.order('yes', 'pending', terms);
        await trader.post(`/orders/${approved}/approve`, {}, 'approve');
        await trader.orderIs(approved, 'filled');
        const declined = await trader.order('no', 'pending', terms);
        await trader.post(`/orders/${declined}/decline`, {}, 'decline');
        await trader.orderIs(declined, 'rejected');
      },
    });
  });
});

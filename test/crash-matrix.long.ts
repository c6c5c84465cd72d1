import { beforeAll, describe, expect, it } from 'vitest';
import { crashEverywhere } from './crash/matrix.ts';
import { Trader } from './crash/trader.ts';
import { setQuote } from './support/client.ts';

describe('a crash anywhere in connecting and trading', () => {
  beforeAll(() => setQuote('AAPL', '189.99', '190.00', '190.00'));

  it('ends in the same logs, views and money, with nothing lost or doubled, at every fault point and in both ways', async () => {
    const { places } = await crashEverywhere(
      {
        begin: Trader.create,
        act: async (trader) => {
          await trader.connect();
          await trader.order('buy', 'filled', { side: 'buy', quantity: '10' });
          await trader.holds('10');
          await trader.order('sell', 'filled', { side: 'sell', quantity: '4' });
          const terms = { side: 'buy', orderType: 'limit', limitPrice: '100', quantity: '5' };
          await trader.cancel(await trader.order('rest', 'placed', terms));
        },
      },
      { passes: 2 },
    );
    expect(places.length).toBeGreaterThan(40);
  });
});

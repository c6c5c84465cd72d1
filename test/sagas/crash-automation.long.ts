import { beforeAll, describe, expect, it } from 'vitest';
import { plusMs, type UtcInstant } from '../../src/core/instant.ts';
import type { PositionBook } from '../../src/domains/position/state.ts';
import { activeAutomation, signal } from '../crash/automations.ts';
import { crashEverywhere } from '../crash/matrix.ts';
import { Trader } from '../crash/trader.ts';
import { stubAt } from '../crash/witness.ts';
import { setQuote } from '../support/client.ts';

interface Automated {
  readonly userId: string;
  readonly trader: Trader;
  readonly token: string;
}

const bookOf = ({ accountId }: Trader) => `${accountId}:AAPL`;

/** When the position was valued last, by its first quote. */
const valuedAt = async (trader: Trader): Promise<UtcInstant | null> => {
  const snapshot = await stubAt({ type: 'position', userId: trader.userId, key: bookOf(trader) }).read();
  return (snapshot?.state as PositionBook | undefined)?.open?.valuation?.at ?? null;
};

const automated = async (): Promise<Automated> => {
  const trader = await Trader.connected();
  const { token } = await activeAutomation(trader);
  return { userId: trader.userId, trader, token };
};

describe('a crash anywhere in what an automation does', () => {
  beforeAll(() => setQuote('AAPL', '189.99', '190.00', '190.00'));

  it('AU-U13: ends with each signal carried out once: in, and out', async () => {
    const { undisturbed } = await crashEverywhere({
      begin: automated,
      act: async ({ trader, token }) => {
        const codes = [await signal(token, 'in', { action: 'buy' })];
        await trader.holds('10');
        codes.push(await signal(token, 'out', { action: 'exit' }));
        await trader.holds('0');
        return codes;
      },
    });
    expect(undisturbed.answer).toEqual([null, null]);
    const types = undisturbed.left.sagas.map(({ sagaType, status }) => `${sagaType} ${status}`);
    expect(types.filter((type) => type === 'AutomationExecutionSaga completed')).toHaveLength(2);
  });
});

describe('a crash anywhere in leaving a position', () => {
  beforeAll(() => setQuote('AAPL', '189.99', '190.00', '190.00'));

  it('PO-U5: ends with the position closed once by its stop, and its resting exit out of the way', async () => {
    const { undisturbed } = await crashEverywhere({
      begin: async () => {
        const trader = await Trader.connected();
        await trader.order('buy', 'filled', { side: 'buy', quantity: '10' });
        const position = await trader.holds('10');
        const terms = { side: 'sell', orderType: 'limit', limitPrice: '250', quantity: '10' };
        await trader.order('rest', 'placed', { ...terms, positionEffect: 'close' });
        const stop = { stopLoss: { type: 'fixed', price: '180' } };
        await trader.send('PUT', `/positions/${position}/stop-loss`, stop, 'stop');
        await trader.until('a position that is watched', async () => (await valuedAt(trader)) !== null);
        return trader;
      },
      act: async (trader) => {
        const seen = {
          type: 'UpdatePositionValuationCommand',
          symbol: 'AAPL',
          marketPrice: '179',
          high: null,
          low: null,
          at: plusMs((await valuedAt(trader)) as UtcInstant, 1),
        };
        await trader.tell('position', bookOf(trader), seen, 'fall');
        await trader.holds('0');
      },
    });
    expect(undisturbed.left.sagas.map(({ sagaType, status }) => [sagaType, status])).toContainEqual([
      'PositionManagementSaga',
      'completed',
    ]);
  });
});

import { epochMs } from '../../src/core/instant.ts';
import type { OrderState } from '../../src/domains/order/state.ts';
import type { FillInFlight } from '../../src/domains/position/reconciliation.ts';
import type { PositionDoc } from '../../src/domains/position/state.ts';
import { type AssetFields, plainAsset } from '../../src/domains/shared/derivatives.ts';
import type { Owner } from '../../src/facts/owner.ts';
import { instrumentOf } from '../../src/market/instruments.ts';
import type { Env } from '../../src/platform/env.ts';
import { hubStub } from '../../src/platform/stubs.ts';
import type { AccountBooksRequest, BookFacts } from '../../src/sagas/account-books.ts';
import type { SagaPort } from '../saga/effects.ts';

/** How long a fill may be on its way to us or into the broker's figures. */
const IN_FLIGHT_MS = 30_000;

const rowsOf = async <Doc>(
  { env, userId, region }: Owner,
  kind: string,
  fields: Readonly<Record<string, readonly string[]>>,
): Promise<readonly Doc[]> =>
  (await hubStub(env, userId, region).find(kind, fields)).map(({ doc }) => doc as Doc);

const fillsInFlight = (orders: readonly OrderState[], symbol: string, nowMs: number): FillInFlight[] =>
  orders
    .filter((order) => order.symbol === symbol)
    .flatMap(({ side, fills }) =>
      fills
        .filter(({ filledAt }) => nowMs - epochMs(filledAt) < IN_FLIGHT_MS)
        .map(({ fillId, quantity, filledAt }) => ({ fillId, side, quantity, filledAt })),
    );

const openBook = ({ symbol, asset, multiplier, tickSize }: PositionDoc) => ({
  symbol,
  asset,
  multiplier,
  tickSize,
});

/** A book that nobody has opened yet, as the market lists the instrument; null for one that is not listed. */
const listedBook = (
  symbol: string,
): { symbol: string; asset: AssetFields; multiplier: string; tickSize: string } | null => {
  const instrument = instrumentOf(symbol);
  return (
    instrument && {
      symbol,
      asset: plainAsset(instrument.assetType),
      multiplier: instrument.multiplier,
      tickSize: instrument.tickSize,
    }
  );
};

/** Books of an account: whatever is open there, and the symbols that were asked for. */
export const accountBooksPort =
  (env: Env): SagaPort =>
  async ({ userId, region }, request): Promise<readonly BookFacts[]> => {
    const owner = { env, userId, region };
    const { accountId, symbols } = request as AccountBooksRequest;
    const [positions, orders] = await Promise.all([
      rowsOf<PositionDoc>(owner, 'positions', { accountId: [accountId], status: ['open'] }),
      rowsOf<OrderState>(owner, 'orders', { accountId: [accountId] }),
    ]);
    const open = new Map(positions.map((position) => [position.symbol, openBook(position)]));
    const nowMs = Date.now();
    return [...new Set([...open.keys(), ...symbols])].flatMap((symbol) => {
      const book = open.get(symbol) ?? listedBook(symbol);
      return book ? [{ ...book, fillsInFlight: fillsInFlight(orders, symbol, nowMs) }] : [];
    });
  };

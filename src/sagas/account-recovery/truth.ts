import type { z } from 'zod';
import type {
  BrokerAccountSnapshot,
  BrokerOrderSnapshot,
  BrokerPosition,
  DiscoveredAccount,
} from '../../brokers/port.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { SagaContext } from '../../core/saga.ts';
import type { brokerAccountEvents } from '../../domains/broker-account/events.ts';
import { type AssetFields, plainAsset } from '../../domains/shared/derivatives.ts';
import type { AccountFigures } from '../../domains/shared/trading.ts';
import type { BookFacts } from '../account-books.ts';
import type { LookedUp } from '../broker-truth.ts';
import type { KnownOrder } from '../order-states.ts';

/** An account that could not be read at its broker. */
export type Trigger = z.infer<typeof brokerAccountEvents.AccountSyncFailed.schema>;
export type Context = SagaContext<Trigger>;

/** How the broker lists the account: the id it has there, and whether it may borrow. */
export type Listed = Pick<DiscoveredAccount, 'brokerAccountId' | 'accountType'>;

/** The account as it is at the broker, as far as one event of the journal can hold it. */
export interface Truth {
  readonly figures: AccountFigures;
  /** Symbols of the positions. */
  readonly symbols: readonly string[];
  readonly openOrders: readonly BrokerOrderSnapshot[];
}

/** Our orders that work, and those that the broker still works although ours are over. */
export interface OurOrders {
  readonly known: readonly string[];
  /** Ours that the broker does not list as open, so that each is looked up. */
  readonly unlisted: readonly KnownOrder[];
}

/** A book without the asset fields that are null: most are, and many books must fit into one event of the journal. */
export interface CompactBook extends Omit<BookFacts, 'asset'> {
  readonly asset: Pick<AssetFields, 'assetType'> & Partial<AssetFields>;
}

/** Positions as they are at the broker right now, and our books of them. */
export interface Comparison {
  /** Which reading it is: a comparison that got no answer is made anew, with figures of then. */
  readonly round: number;
  readonly asOf: UtcInstant;
  readonly equity: AccountFigures['equity'];
  readonly positions: readonly BrokerPosition[];
  readonly books: readonly CompactBook[];
}

/** Leaves out what is null. */
export const compact = ({ asset, ...book }: BookFacts): CompactBook => ({
  ...book,
  asset: {
    ...Object.fromEntries(Object.entries(asset).filter(([, value]) => value !== null)),
    assetType: asset.assetType,
  },
});

/** The fields of the asset, those that are null too. */
export const assetOfBook = ({ asset }: CompactBook): AssetFields => ({
  ...plainAsset(asset.assetType),
  ...asset,
});

/** True when the broker answered. */
export const wasHealthy = ({ results }: Context): boolean => results['check_connection'] === true;

export const listedOf = ({ results }: Context): Listed => results['find_account'] as Listed;

export const truthOf = ({ results }: Context): Truth => results['fetch_truth'] as Truth;

export const ordersOf = ({ results }: Context): OurOrders => results['find_orders'] as OurOrders;

export const comparisonOf = ({ results }: Context): Comparison => results['read_books'] as Comparison;

/** What the broker says of our orders: those that it lists as open, and those that were looked up. */
export const snapshotsOf = (context: Context): readonly BrokerOrderSnapshot[] => {
  const { known } = ordersOf(context);
  const { found } = context.results['look_up_orders'] as LookedUp;
  return [...truthOf(context).openOrders.filter(({ orderId }) => known.includes(orderId)), ...found];
};

/** The broker was asked after the failure, though its figures may be of before: nothing changed since then. */
export const asOf = (context: Context): UtcInstant => {
  const { asOf: figures } = truthOf(context).figures;
  const { occurredAt } = context.trigger;
  return epochMs(figures) > epochMs(occurredAt) ? figures : occurredAt;
};

/** The part of a position that is needed. */
export const bare = ({ symbol, quantity, averagePrice }: BrokerPosition): BrokerPosition => ({
  symbol,
  quantity,
  averagePrice,
});

/** The part of the figures that is needed. */
export const figuresIn = ({ figures }: BrokerAccountSnapshot): AccountFigures => ({
  balance: figures.balance,
  equity: figures.equity,
  buyingPower: figures.buyingPower,
  asOf: figures.asOf,
});

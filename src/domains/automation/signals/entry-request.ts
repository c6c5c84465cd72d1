import type { Configuration } from '../configuration/configuration.ts';
import type { MarketSide } from '../values.ts';
import type { AccountContext } from './account-context.ts';
import type { Market } from './market.ts';
import type { EnterStep } from './plan.ts';
import type { Signal } from './signals.ts';

/** Everything an entry on one account is planned from. */
export interface EntryRequest {
  readonly signal: Signal;
  readonly configuration: Configuration;
  readonly account: AccountContext;
  readonly market: Market;
  readonly side: MarketSide;
  readonly entry: EnterStep['entry'];
}

import { hubViews, readEvent } from '../src/domains/catalog.ts';
import type { PositionDoc } from '../src/domains/position/state.ts';
import type { Quote } from '../src/domains/shared/quote.ts';
import type { Env } from '../src/platform/env.ts';
import { transientFrame } from '../src/realtime/frames.ts';
import { messageFor, positionUpdate } from '../src/realtime/messages.ts';
import { HubObject } from './hub/hub-object.ts';

/** TradeCore's hub of one user: connections, accounts, orders and positions, and the valuation of open positions. */
export class AccountHub extends HubObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, { views: hubViews, read: readEvent, publish: messageFor });
  }

  async applyQuotes(quotes: readonly Quote[]): Promise<readonly string[]> {
    const bySymbol = new Map(quotes.map((quote) => [quote.symbol, quote]));
    const wanted = new Set<string>();
    for (const row of this.store.list('positions')) {
      const { status, symbol } = row.doc as PositionDoc;
      if (status !== 'open') continue;
      wanted.add(symbol);
      const quote = bySymbol.get(symbol);
      if (quote) this.broadcast('position_events', transientFrame(positionUpdate(row, quote)));
    }
    return [...wanted];
  }
}

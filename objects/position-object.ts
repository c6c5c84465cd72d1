import { anyAggregate } from '../src/core/aggregate.ts';
import type { EventEnvelope } from '../src/core/envelope.ts';
import { readEvent } from '../src/domains/catalog.ts';
import type { UpdatePositionValuationCommand } from '../src/domains/position/care-commands.ts';
import { positionEvents } from '../src/domains/position/events.ts';
import { positionAggregate } from '../src/domains/position/position.ts';
import type { PositionBook } from '../src/domains/position/state.ts';
import { isWatched } from '../src/domains/position/watching.ts';
import { isSoundQuote, markPrice, type Quote } from '../src/domains/shared/quote.ts';
import { feedCommand } from '../src/platform/command-envelope.ts';
import type { Env } from '../src/platform/env.ts';
import { idOf } from '../src/platform/hash.ts';
import { positionManagementSaga } from '../src/sagas/position-management-saga.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { feedDestination, type Subscription } from './destinations/feed.ts';
import { hubDestination } from './destinations/hub.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';
import { sagaDestination } from './destinations/sagas.ts';

const {
  PositionOpenedEvent,
  PositionStopLossSetEvent,
  PositionTakeProfitSetEvent,
  PositionExitReArmedEvent,
} = positionEvents;

/** Events after which quotes are wanted. */
const FOLLOWED: ReadonlySet<string> = new Set([
  PositionOpenedEvent.type,
  PositionStopLossSetEvent.type,
  PositionTakeProfitSetEvent.type,
  PositionExitReArmedEvent.type,
]);

/**
 * Hosts the position book of one instrument on one account. An opened position makes the user's hub follow its quotes; one with a stop or
 * target that no broker holds follows them itself, and what they trigger starts the leaving of the position.
 */
export class PositionObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(positionAggregate));
  }

  async applyQuotes(quotes: readonly Quote[]): Promise<readonly string[]> {
    for (const quote of quotes) {
      const book = this.#book();
      if (book && isWatched(book) && book.open?.symbol === quote.symbol && isSoundQuote(quote))
        await this.#watch(quote);
    }
    const book = this.#book();
    return book && isWatched(book) ? quotes.map(({ symbol }) => symbol) : [];
  }

  async #watch(quote: Quote): Promise<void> {
    const { symbol, at } = quote;
    const command: UpdatePositionValuationCommand = {
      type: 'UpdatePositionValuationCommand',
      symbol,
      marketPrice: markPrice(quote),
      high: null,
      low: null,
      at,
    };
    const commandId = idOf('watch_quote', this.address.key, symbol, at);
    const { region } = this;
    await this.submit(feedCommand(commandId, command, { userId: this.address.userId, region }));
  }

  #book(): PositionBook | null {
    return this.currentState() as PositionBook | null;
  }

  #subscriptions({ eventType, userId, region, data }: EventEnvelope): readonly Subscription[] {
    const symbols = [String(data['symbol'])];
    const book = this.#book();
    const hub = { subscriber: { kind: 'hub' as const, userId, id: userId, region }, symbols };
    const id = this.address.key;
    const own = { subscriber: { kind: 'position' as const, userId, id, region }, symbols };
    return [
      ...(eventType === PositionOpenedEvent.type ? [hub] : []),
      ...(book && isWatched(book) ? [own] : []),
    ];
  }

  protected override destinations() {
    return [
      hubDestination(this.env),
      feedDestination(this.env, FOLLOWED, (event) => this.#subscriptions(event)),
      sagaDestination(this.env, { read: readEvent, triggers: positionManagementSaga.triggers }),
      projectionsQueueDestination(this.env),
    ];
  }
}

import { DurableObject } from 'cloudflare:workers';
import { epochMs, instant } from '../src/core/instant.ts';
import type { Quote } from '../src/domains/shared/quote.ts';
import { simulatedQuote, TICK_MS } from '../src/market/simulated.ts';
import type { Env } from '../src/platform/env.ts';
import { sha256 } from '../src/platform/hash.ts';
import type { FeedRpc, FeedSubscriber } from '../src/platform/rpc.ts';
import { hubStub, positionBookStub, virtualBrokerStub } from '../src/platform/stubs.ts';
import { Watchdog } from './aggregate/watchdog.ts';
import { FeedStore } from './feed/feed-store.ts';
import { QuoteSender } from './feed/quote-sender.ts';

const WATCHDOG_MS = 30_000;
const HUB_INTERVAL_MS = 250;
const BROKER_INTERVAL_MS = 100;

/** The market feed of one source: simulated prices, exact ones where an operator pinned them, sent to whoever still wants them. */
export class FeedObject extends DurableObject<Env> implements FeedRpc {
  readonly #store: FeedStore;
  readonly #watchdog: Watchdog;
  readonly #senders = new Map<string, QuoteSender>();
  /** When each symbol was last pinned: what follows a release must be younger. */
  readonly #pinnedAt = new Map<string, number>();
  #ticking = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new FeedStore(ctx.storage, env.SIMULATED_FEED !== 'frozen');
    this.#watchdog = new Watchdog(ctx.storage);
    void this.#tick();
  }

  async quotes(symbols: readonly string[]): Promise<readonly Quote[]> {
    return symbols.flatMap((symbol) => this.#quote(symbol) ?? []);
  }

  async subscribe(subscriber: FeedSubscriber, symbols: readonly string[]): Promise<void> {
    this.#store.subscribe(subscriber, symbols, Date.now());
    this.#watchdog.arm(Date.now() + WATCHDOG_MS);
    this.#senderOf(subscriber).offer(symbols);
    void this.#tick();
  }

  async pin(prices: Omit<Quote, 'at'>): Promise<Quote> {
    const previous = this.#quote(prices.symbol);
    const at = Math.max(Date.now(), previous ? epochMs(previous.at) + 1 : 0);
    const quote = { ...prices, at: instant(at) };
    this.#store.pin(quote);
    this.#pinnedAt.set(prices.symbol, at);
    this.#publish([quote.symbol]);
    return quote;
  }

  async release(symbol: string): Promise<void> {
    this.#store.release(symbol);
    this.#publish([symbol]);
  }

  async setRunning(running: boolean): Promise<void> {
    this.#store.setFrozenAt(running ? null : Date.now());
    void this.#tick();
  }

  override async alarm(): Promise<void> {
    this.#watchdog.fired();
    void this.#tick();
    const subscribers = this.#store.subscribers();
    // What was on its way when this object ended is sent again, and whoever wants nothing any more can say so.
    for (const { subscriber, wanted } of subscribers) this.#senderOf(subscriber).offer(wanted);
    if (subscribers.length > 0) this.#watchdog.arm(Date.now() + WATCHDOG_MS);
  }

  #quote(symbol: string): Quote | null {
    const pinned = this.#store.pinned(symbol);
    if (pinned) return pinned;
    const nowMs = this.#store.frozenAt ?? Date.now();
    const simulated = simulatedQuote(sha256, this.env.SIMULATED_FEED_SEED, symbol, nowMs);
    const pinnedAt = this.#pinnedAt.get(symbol) ?? 0;
    return simulated && epochMs(simulated.at) <= pinnedAt
      ? { ...simulated, at: instant(pinnedAt + 1) }
      : simulated;
  }

  #publish(symbols: readonly string[]): void {
    for (const { subscriber, wanted } of this.#store.subscribers()) {
      const concerned = symbols.filter((symbol) => wanted.includes(symbol));
      if (concerned.length > 0) this.#senderOf(subscriber).offer(concerned);
    }
  }

  #senderOf(subscriber: FeedSubscriber): QuoteSender {
    const key = `${subscriber.kind}:${subscriber.id}`;
    const known = this.#senders.get(key);
    if (known) return known;
    const sender = new QuoteSender({
      intervalMs: subscriber.kind === 'hub' ? HUB_INTERVAL_MS : BROKER_INTERVAL_MS,
      quote: (symbol) => this.#quote(symbol),
      send: (quotes) => this.#send(subscriber, quotes),
      wants: (symbols) => this.#store.keepOnly(subscriber, symbols, Date.now()),
      gone: () => this.#store.keepOnly(subscriber, [], Number.POSITIVE_INFINITY),
    });
    this.#senders.set(key, sender);
    return sender;
  }

  #send(subscriber: FeedSubscriber, quotes: readonly Quote[]): Promise<readonly string[]> {
    const { userId, id, region } = subscriber;
    switch (subscriber.kind) {
      case 'hub':
        return hubStub(this.env, userId, region).applyQuotes(quotes);
      case 'virtual_broker':
        return virtualBrokerStub(this.env, userId, id, region).applyQuotes(quotes);
      case 'position':
        return positionBookStub(this.env, userId, id, region).applyQuotes(quotes);
    }
  }

  /** Steps the simulated market for as long as somebody listens and it is not stopped; pinned symbols stand still. */
  async #tick(): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    while (this.#store.frozenAt === null && this.#store.subscribers().length > 0) {
      await scheduler.wait(TICK_MS);
      const wanted = this.#store.subscribers().flatMap((entry) => entry.wanted);
      this.#publish([...new Set(wanted)].filter((symbol) => !this.#store.pinned(symbol)));
    }
    this.#ticking = false;
  }
}

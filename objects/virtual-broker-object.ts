import { anyAggregate } from '../src/core/aggregate.ts';
import type { Quote } from '../src/domains/shared/quote.ts';
import type { VirtualBrokerCommand } from '../src/domains/virtual-broker/commands.ts';
import { virtualBrokerEvents } from '../src/domains/virtual-broker/events.ts';
import { isAwaited, wantedSymbols } from '../src/domains/virtual-broker/matching.ts';
import type { VirtualBrokerState } from '../src/domains/virtual-broker/state.ts';
import { virtualBrokerAggregate } from '../src/domains/virtual-broker/virtual-broker.ts';
import { feedCommand } from '../src/platform/command-envelope.ts';
import type { Env } from '../src/platform/env.ts';
import { idOf } from '../src/platform/hash.ts';
import { virtualBrokerReports } from '../src/policies/virtual-broker-reports.ts';
import { AggregateObject } from './aggregate/aggregate-object.ts';
import { feedDestination } from './destinations/feed.ts';
import { policyDestination } from './destinations/policy.ts';
import { projectionsQueueDestination } from './destinations/projections-queue.ts';

const { VirtualOrderAccepted, TradeSimulatedEvent } = virtualBrokerEvents;

/** Hosts a virtual account: the other side of our virtual broker. It follows the quotes that can still change something. */
export class VirtualBrokerObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(virtualBrokerAggregate));
  }

  async applyQuotes(quotes: readonly Quote[]): Promise<readonly string[]> {
    const before = this.#state();
    const awaited = before ? quotes.filter((quote) => isAwaited(before, quote)) : [];
    if (awaited.length > 0) {
      const commandId = idOf(
        'apply_quote',
        this.address.key,
        ...awaited.map(({ symbol, at }) => `${symbol}@${at}`),
      );
      const command: VirtualBrokerCommand = { type: 'ApplyQuoteCommand', quotes: awaited };
      const { region } = this;
      await this.submit(feedCommand(commandId, command, { userId: this.address.userId, region }));
    }
    const state = this.#state();
    return state ? wantedSymbols(state) : [];
  }

  #state(): VirtualBrokerState | null {
    return this.currentState() as VirtualBrokerState | null;
  }

  protected override readonly projection = 'reports';

  protected override destinations() {
    const follow = feedDestination(
      this.env,
      new Set([VirtualOrderAccepted.type, TradeSimulatedEvent.type]),
      ({ aggregateId, userId, region }) => {
        const state = this.#state();
        const symbols = state ? wantedSymbols(state) : [];
        const subscriber = { kind: 'virtual_broker' as const, userId, id: aggregateId, region };
        return symbols.length > 0 ? [{ subscriber, symbols }] : [];
      },
    );
    return [policyDestination(this.env, virtualBrokerReports), follow, projectionsQueueDestination(this.env)];
  }
}

import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { plusMs, type UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type { Quote } from '../../shared/quote.ts';
import type { BrokerOrder } from '../../shared/trading.ts';
import type {
  CancelVirtualOrderCommand,
  OpenVirtualAccountCommand,
  SubmitVirtualOrderCommand,
  VirtualBrokerCommand,
} from '../commands.ts';
import type { VirtualBrokerEvent } from '../events.ts';
import type { VirtualBrokerState } from '../state.ts';
import { virtualBrokerAggregate } from '../virtual-broker.ts';

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

/** An instant so many milliseconds after the specified commands are decided. */
export const later = (ms: number): UtcInstant => plusMs(TEST_NOW, ms);

/** A quote of AAPL, last traded at its bid. */
export const quote = (bid: string, ask: string, changes: Partial<Quote> = {}): Quote => ({
  symbol: 'AAPL',
  bid,
  ask,
  last: bid,
  at: TEST_NOW,
  ...changes,
});

/** AAPL at 99.99 / 100. */
export const QUOTE = quote('99.99', '100');

/** Opens an account of 100,000 that fills every order whole, with these differences. */
export const open = (changes: Partial<OpenVirtualAccountCommand> = {}): OpenVirtualAccountCommand => ({
  type: 'OpenVirtualAccountCommand',
  brokerConnectionId: id('connection'),
  accountId: id('account'),
  name: 'Paper',
  startingCash: '100000',
  partialFillProbability: '0',
  ...changes,
});

/** An order of 10 AAPL at the market, named by its client order id. */
export const order = (name: string, changes: Partial<BrokerOrder> = {}): BrokerOrder => ({
  orderId: id(name),
  clientOrderId: name,
  symbol: 'AAPL',
  assetType: 'stock',
  multiplier: '1',
  side: 'buy',
  orderType: changes.limitPrice ? 'limit' : 'market',
  quantity: '10',
  limitPrice: null,
  timeInForce: 'day',
  ...changes,
});

/** Submits an order while AAPL is at 99.99 / 100, unless told another quote. */
export const submit = (
  name: string,
  changes: Partial<BrokerOrder> = {},
  seen: Quote | null = QUOTE,
): SubmitVirtualOrderCommand => ({
  type: 'SubmitVirtualOrderCommand',
  order: order(name, changes),
  quote: seen,
});

export const cancel = (name: string): CancelVirtualOrderCommand => ({
  type: 'CancelVirtualOrderCommand',
  orderId: id(name),
  clientOrderId: name,
  reason: 'user',
});

export const apply = (...quotes: readonly Quote[]): VirtualBrokerCommand => ({
  type: 'ApplyQuoteCommand',
  quotes,
});

/** What commands led to; a refused one writes nothing. */
export interface Played {
  readonly state: VirtualBrokerState;
  readonly events: readonly VirtualBrokerEvent[];
}

/** Decides commands one after the other. */
export const play = (
  commands: readonly VirtualBrokerCommand[],
  start: Played = { state: virtualBrokerAggregate.decider.initial, events: [] },
  env: Partial<DecisionEnv> = {},
): Played => {
  const { decide, evolve } = virtualBrokerAggregate.decider;
  let { state } = start;
  const events = [...start.events];
  for (const command of commands) {
    const decision = decide(command, state, testEnv(env));
    if (decision.kind === 'reject') continue;
    events.push(...decision.events);
    state = decision.events.reduce(evolve, state);
  }
  return { state, events };
};

/** The events of these commands. */
export const eventsAfter = (...commands: readonly VirtualBrokerCommand[]) => play(commands).events;

const { events: registry } = virtualBrokerAggregate;

/** The event as it comes back from the log. */
export const stored = (event: VirtualBrokerEvent): VirtualBrokerEvent => {
  const { schemaVersion, data } = registry.parse(event);
  return registry.read({ eventType: event.type, schemaVersion, data: JSON.parse(JSON.stringify(data)) });
};

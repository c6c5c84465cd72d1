import type { DomainCommand, DomainEvent } from '../../../src/core/decider.ts';
import { Decimal, text } from '../../../src/core/decimal.ts';
import { plainAsset } from '../../../src/domains/shared/derivatives.ts';
import type { Instrument } from '../../../src/domains/shared/instrument.ts';
import type { Quote } from '../../../src/domains/shared/quote.ts';
import type {
  ApplyQuoteCommand,
  OpenVirtualAccountCommand,
  SubmitVirtualOrderCommand,
  VirtualBrokerCommand,
} from '../../../src/domains/virtual-broker/commands.ts';
import type { VirtualBrokerState } from '../../../src/domains/virtual-broker/state.ts';
import { virtualBrokerAggregate } from '../../../src/domains/virtual-broker/virtual-broker.ts';
import { atMost, type BenchResult, figure } from '../../suite.ts';
import { envAt } from './lives.ts';
import { millisecondsOf } from './measure.ts';

const ORDERS = 1_000;
const TARGET_MS = 10;
const SYMBOL = 'AAPL';
const HIGHEST_LIMIT_CENTS = 14_999;

const { decide, evolve, initial } = virtualBrokerAggregate.decider;

const price = (cents: number): string => text(new Decimal(cents).div(100));

const instrument: Instrument = {
  symbol: SYMBOL,
  assetType: 'stock',
  name: 'Apple Inc.',
  currency: 'USD',
  tickSize: '0.01',
  lotSize: '1',
  multiplier: '1',
  marginable: true,
  shortable: true,
  fractionable: false,
  option: null,
  future: null,
};

const quoteAt = (step: number, askCents: number): Quote => ({
  symbol: SYMBOL,
  bid: price(askCents - 1),
  ask: price(askCents),
  last: price(askCents),
  at: envAt(step).now,
});

const open: OpenVirtualAccountCommand = {
  type: 'OpenVirtualAccountCommand',
  brokerConnectionId: envAt(1).commandId,
  accountId: envAt(2).commandId,
  name: 'bench',
  startingCash: '10000000',
  accountType: 'cash',
  profile: 'alpaca_paper',
  session: 'always_open',
  allowFlip: false,
  partialFillProbability: '0',
  slippageBps: 0,
  latencyMs: 0,
};

/** A limit order to buy one share, each a cent below the one before. */
const resting = (n: number): SubmitVirtualOrderCommand => ({
  type: 'SubmitVirtualOrderCommand',
  order: {
    orderId: envAt(10_000 + n).commandId,
    clientOrderId: `order-${n}`,
    symbol: SYMBOL,
    ...plainAsset('stock'),
    multiplier: '1',
    side: 'buy',
    positionEffect: null,
    orderType: 'limit',
    quantity: '1',
    limitPrice: price(HIGHEST_LIMIT_CENTS - n),
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: 'gtc',
    extendedHours: false,
    ocoGroupId: null,
  },
  instrument,
  quote: quoteAt(n, HIGHEST_LIMIT_CENTS + 1),
});

const decided = (command: VirtualBrokerCommand & DomainCommand, state: VirtualBrokerState, step: number) => {
  const decision = decide(command, state, envAt(step));
  if (decision.kind === 'reject') throw new Error(`${command.type}: ${decision.rejection.code}`);
  return decision.events;
};

const account = (): VirtualBrokerState => {
  let state = decided(open, initial, 0).reduce(evolve, initial);
  for (let n = 0; n < ORDERS; n++) state = decided(resting(n), state, n).reduce(evolve, state);
  return state;
};

const ordersIn = (events: readonly DomainEvent[]): ReadonlySet<unknown> =>
  new Set(events.map(({ data }) => (data as Record<string, unknown>)['orderId']).filter(Boolean));

/** One quote against a thousand working orders; a quote that reaches `reached` of them touches exactly those. */
const against = (state: VirtualBrokerState, reached: number): number => {
  const step = ORDERS + 1;
  const command: ApplyQuoteCommand = {
    type: 'ApplyQuoteCommand',
    quotes: [quoteAt(step, HIGHEST_LIMIT_CENTS + 1 - reached)],
  };
  const touched = ordersIn(decided(command, state, step)).size;
  if (touched !== reached) throw new Error(`a quote that reaches ${reached} orders touched ${touched}`);
  return millisecondsOf(() => decided(command, state, step).reduce(evolve, state));
};

/** Matching: what one quote costs an account with a thousand working orders. */
export const matching = (): readonly BenchResult[] => {
  const state = account();
  const name = `one quote against ${ORDERS} orders, of which it reaches`;
  return [
    atMost(`${name} none`, against(state, 0), TARGET_MS, 'ms'),
    atMost(`${name} 10`, against(state, 10), TARGET_MS, 'ms'),
    figure(`${name} all`, against(state, ORDERS), 'ms'),
  ];
};

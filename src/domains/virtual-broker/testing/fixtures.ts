import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { plusMs, type UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import { plainAsset } from '../../shared/derivatives.ts';
import type { Instrument } from '../../shared/instrument.ts';
import type { Quote } from '../../shared/quote.ts';
import type { BrokerOrder, OrderChanges } from '../../shared/trading.ts';
import type {
  ApplyQuoteCommand,
  CancelVirtualOrderCommand,
  OpenVirtualAccountCommand,
  ReplaceVirtualOrderCommand,
  SetFaultProfileCommand,
  SetFeeScheduleCommand,
  SimulateTradeCommand,
  SubmitVirtualOrderCommand,
  VirtualBrokerCommand,
} from '../commands.ts';
import type { VirtualBrokerEvent } from '../events.ts';
import { NO_CHANGES } from '../groups.ts';
import type { VirtualBrokerState } from '../state.ts';
import { type FaultProfile, type FeeSchedule, NO_FAULTS, NO_FEES } from '../values.ts';
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

/** AAPL last traded at this price, one cent between bid and ask, so many milliseconds later. */
export const tick = (last: string, ms: number, changes: Partial<Quote> = {}): Quote =>
  quote(last, (Number(last) + 0.01).toFixed(2), { at: later(ms), ...changes });

/** Opens a cash account of 100,000 that is always open and fills every order whole, with these differences. */
export const open = (changes: Partial<OpenVirtualAccountCommand> = {}): OpenVirtualAccountCommand => ({
  type: 'OpenVirtualAccountCommand',
  brokerConnectionId: id('connection'),
  accountId: id('account'),
  name: 'Paper',
  startingCash: '100000',
  accountType: 'cash',
  profile: 'alpaca_paper',
  session: 'always_open',
  allowFlip: false,
  partialFillProbability: '0',
  slippageBps: 0,
  latencyMs: 0,
  ...changes,
});

/** Opens a margin account, with these differences. */
export const openMargin = (changes: Partial<OpenVirtualAccountCommand> = {}): OpenVirtualAccountCommand =>
  open({ accountType: 'margin', ...changes });

/** The terms of an order that may be wrong, its orderType told by its prices. */
const orderTypeOf = ({ limitPrice, stopPrice, trailAmount, trailPercent }: Partial<BrokerOrder>) => {
  if (trailAmount || trailPercent) return 'trailing_stop';
  if (stopPrice) return limitPrice ? 'stop_limit' : 'stop';
  return limitPrice ? 'limit' : 'market';
};

/** An order of 10 AAPL, at the market unless it has prices, named by its client order id. */
export const order = (name: string, changes: Partial<BrokerOrder> = {}): BrokerOrder => ({
  orderId: id(name),
  clientOrderId: name,
  symbol: 'AAPL',
  ...plainAsset('stock'),
  multiplier: '1',
  side: 'buy',
  positionEffect: null,
  orderType: orderTypeOf(changes),
  quantity: '10',
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: 'day',
  extendedHours: false,
  ocoGroupId: null,
  ...changes,
});

/** A stock that may be bought on credit and sold short. */
export const stock = (symbol = 'AAPL', changes: Partial<Instrument> = {}): Instrument => ({
  symbol,
  assetType: 'stock',
  name: symbol,
  currency: 'USD',
  tickSize: '0.01',
  lotSize: '1',
  multiplier: '1',
  marginable: true,
  shortable: true,
  fractionable: true,
  option: null,
  future: null,
  ...changes,
});

/** Submits an order while AAPL is at 99.99 / 100, unless told another quote; nothing may be borrowed for it. */
export const submit = (
  name: string,
  changes: Partial<BrokerOrder> = {},
  seen: Quote | null = QUOTE,
): SubmitVirtualOrderCommand => ({
  type: 'SubmitVirtualOrderCommand',
  order: order(name, changes),
  instrument: null,
  quote: seen,
});

/** Submits an order for a stock that may be borrowed. */
export const submitStock = (
  name: string,
  changes: Partial<BrokerOrder> = {},
  seen: Quote | null = QUOTE,
): SubmitVirtualOrderCommand => ({
  ...submit(name, changes, seen),
  instrument: stock(changes.symbol ?? 'AAPL'),
});

/** Cancels the order of this name. */
export const cancel = (name: string): CancelVirtualOrderCommand => ({
  type: 'CancelVirtualOrderCommand',
  orderId: id(name),
  clientOrderId: name,
  reason: 'user',
});

/** Changes these terms of the order of this name. */
export const replace = (
  name: string,
  changes: Partial<OrderChanges>,
  seen: Quote | null = null,
): ReplaceVirtualOrderCommand => ({
  type: 'ReplaceVirtualOrderCommand',
  orderId: id(name),
  clientOrderId: name,
  changes: { ...NO_CHANGES, ...changes },
  quote: seen,
});

/** Applies quotes. */
export const apply = (...quotes: readonly Quote[]): ApplyQuoteCommand => ({
  type: 'ApplyQuoteCommand',
  quotes,
});

/** Books a trade of AAPL without an order. */
export const simulate = (
  side: 'buy' | 'sell',
  quantity: string,
  price: string,
  changes: Partial<SimulateTradeCommand> = {},
): SimulateTradeCommand => ({
  type: 'SimulateTradeCommand',
  symbol: 'AAPL',
  ...plainAsset('stock'),
  side,
  quantity,
  price,
  ...changes,
});

/** Lets the clock run. */
export const CLOCK = { type: 'RunVirtualClockCommand' } as const;

/** Adds funds. */
export const deposit = (amount: string): VirtualBrokerCommand => ({
  type: 'DepositVirtualFundsCommand',
  amount,
  reference: 'transfer',
});

/** Takes funds out. */
export const withdraw = (amount: string): VirtualBrokerCommand => ({
  type: 'WithdrawVirtualFundsCommand',
  amount,
  reference: 'transfer',
});

/** Starts the account anew. */
export const reset = (startingCash: string | null = null): VirtualBrokerCommand => ({
  type: 'ResetVirtualAccountCommand',
  startingCash,
});

/** Deletes the account for a connection. */
export const remove = (connection = 'connection'): VirtualBrokerCommand => ({
  type: 'DeleteVirtualBrokerAccounts',
  brokerConnectionId: id(connection),
  reason: 'disconnected',
});

/** Deletes the account whatever its connection. */
export const PURGE: VirtualBrokerCommand = { type: 'PurgeVirtualAccountsCommand', reason: 'user deleted' };

/** Gives the account these fees and no others, or with null those of its profile. */
export const fees = (changes: Partial<FeeSchedule> | null): SetFeeScheduleCommand => ({
  type: 'SetFeeScheduleCommand',
  fees: changes && { ...NO_FEES, ...changes },
});

/** Orders these faults and no others. */
export const faults = (changes: Partial<FaultProfile>): SetFaultProfileCommand => ({
  type: 'SetFaultProfileCommand',
  faults: { ...NO_FAULTS, ...changes },
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
  { decider } = virtualBrokerAggregate,
): Played => {
  let { state } = start;
  const events = [...start.events];
  for (const command of commands) {
    const decision = decider.decide(command, state, testEnv(env));
    if (decision.kind === 'reject') continue;
    events.push(...decision.events);
    state = decision.events.reduce(decider.evolve, state);
  }
  return { state, events };
};

/** The events of these commands. */
export const eventsAfter = (...commands: readonly VirtualBrokerCommand[]) => play(commands).events;

/** The trades among events. */
export const trades = (happened: readonly VirtualBrokerEvent[]) =>
  happened.flatMap((event) => (event.type === 'TradeSimulatedEvent' ? [event.data] : []));

const { events: registry } = virtualBrokerAggregate;

/** The event as it comes back from the log. */
export const stored = (event: VirtualBrokerEvent): VirtualBrokerEvent => {
  const { schemaVersion, data } = registry.parse(event);
  const read = registry.read({
    eventType: event.type,
    schemaVersion,
    data: JSON.parse(JSON.stringify(data)),
  });
  if (!read) throw new Error(`${event.type} is ignored when it is read`);
  return read;
};

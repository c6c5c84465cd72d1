import fc from 'fast-check';
import { plusDays } from '../../../core/local-date.ts';
import type { CommandSequences } from '../../../core/testing/command-sequences.ts';
import type { OpenVirtualAccountCommand, VirtualBrokerCommand } from '../commands.ts';
import type { VirtualBrokerEvent } from '../events.ts';
import type { VirtualBrokerState } from '../state.ts';
import { crypto, EXPIRY, future, option, orderFor } from './contracts.ts';
import {
  apply,
  CLOCK,
  cancel,
  deposit,
  faults,
  fees,
  id,
  later,
  open,
  openMargin,
  order,
  PURGE,
  quote,
  remove,
  replace,
  reset,
  simulate,
  stock,
  withdraw,
} from './fixtures.ts';
import { expectSound } from './invariants.ts';

const CALL = option('call');
const PUT = option('put');
const CONTRACTS = [CALL, PUT, future, crypto];
const SYMBOLS = ['AAPL', CALL.symbol, PUT.symbol, 'ESZ26', 'BTCUSD'] as const;

const anySymbol = fc.oneof(
  { weight: 4, arbitrary: fc.constant('AAPL') },
  { weight: 3, arbitrary: fc.constantFrom(...SYMBOLS) },
);
const anyPrice = fc.integer({ min: 9_000, max: 11_000 }).map((cents) => (cents / 100).toFixed(2));
const anyQuantity = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1', '2', '5', '10', '25', '100') },
  { weight: 1, arbitrary: fc.constantFrom('0.5', '0.125') },
);
const anySide = fc.constantFrom('buy' as const, 'sell' as const);
const anyName = fc.integer({ min: 1, max: 9 }).map((n) => `order-${n}`);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Options cost a fiftieth of the stock, so that an account can carry some. */
const priced = (symbol: string, price: string) =>
  symbol.length > 6 ? (Number(price) / 50).toFixed(2) : price;

const anyQuote = fc
  .record({
    symbol: anySymbol,
    bid: anyPrice,
    spread: fc.constantFrom(0, 0.01, 0.01, 0.05, 0.05, -1),
    last: anyPrice,
    minutes: fc.integer({ min: 0, max: 20 }),
    size: fc.constantFrom(null, null, '0', '2', '1000'),
  })
  .map(({ symbol, bid, spread, last, minutes, size }) =>
    quote(priced(symbol, bid), (Number(priced(symbol, bid)) + spread).toFixed(2), {
      symbol,
      last: priced(symbol, last),
      at: later(minutes * 60_000),
      ...(size === null ? {} : { bidSize: size, askSize: size }),
    }),
  );

const seenQuote = (symbol: string, [bid, spread]: readonly [string, string | null]) =>
  spread === null
    ? null
    : quote(priced(symbol, bid), (Number(priced(symbol, bid)) + Number(spread)).toFixed(2), { symbol });

const anyTerms = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: anyPrice.map((limitPrice) => ({ limitPrice })) },
  anyPrice.map((stopPrice) => ({ stopPrice })),
  fc.tuple(anyPrice, anyPrice).map(([stopPrice, limitPrice]) => ({ stopPrice, limitPrice })),
  fc.constant({ trailAmount: '1' }),
  fc.constant({ trailPercent: '2' }),
);

const anySubmit = fc
  .record({
    name: anyName,
    symbol: anySymbol,
    side: anySide,
    quantity: anyQuantity,
    terms: anyTerms,
    timeInForce: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('day' as const, 'gtc' as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('ioc' as const, 'fok' as const, 'opg' as const, 'cls' as const),
      },
    ),
    effect: rarely(fc.constantFrom('open' as const, 'close' as const)),
    group: rarely(fc.constantFrom('group-1', 'group-2')),
    shortable: fc.constantFrom(true, true, false),
    seen: fc.tuple(anyPrice, fc.constantFrom('0.00', '0.02', '0.10', null)),
  })
  .map(({ name, symbol, terms, effect, group, shortable, seen, ...rest }): VirtualBrokerCommand => {
    const contract = CONTRACTS.find((candidate) => candidate.symbol === symbol);
    const asset = contract ? orderFor(contract) : {};
    const ocoGroupId = group && id(group);
    return {
      type: 'SubmitVirtualOrderCommand',
      order: order(name, { symbol, ...asset, ...terms, ...rest, positionEffect: effect, ocoGroupId }),
      instrument: symbol === 'AAPL' ? stock(symbol, { shortable }) : null,
      quote: seenQuote(symbol, seen),
    };
  });

const anyReplace = fc
  .record({
    name: anyName,
    changes: fc.record({
      quantity: orNull(anyQuantity),
      limitPrice: orNull(anyPrice),
      timeInForce: orNull(fc.constantFrom('day' as const, 'gtc' as const)),
    }),
    seen: orNull(anyQuote),
  })
  .map(({ name, changes, seen }) => replace(name, changes, seen));

const anyAction = fc
  .record({
    actionId: fc.constantFrom('a', 'b', 'c'),
    action: fc.constantFrom(
      { kind: 'split' as const, symbol: 'AAPL', from: 1, to: 2, exDate: EXPIRY },
      { kind: 'split' as const, symbol: 'AAPL', from: 3, to: 1, exDate: EXPIRY },
      { kind: 'cash_dividend' as const, symbol: 'AAPL', perShare: '0.24', exDate: EXPIRY },
      { kind: 'symbol_change' as const, symbol: 'BTCUSD', newSymbol: 'XBTUSD', exDate: EXPIRY },
    ),
  })
  .map(
    ({ actionId, action }): VirtualBrokerCommand => ({
      type: 'ApplyCorporateActionCommand',
      actionId,
      action,
    }),
  );

const anyExpiry = fc
  .record({
    symbol: fc.constantFrom(CALL.symbol, PUT.symbol, 'ESZ26', 'AAPL'),
    days: fc.constantFrom(-1, 0, 400),
    underlyingPrice: anyPrice,
  })
  .map(
    ({ symbol, days, underlyingPrice }): VirtualBrokerCommand => ({
      type: 'SettleExpiryCommand',
      symbol,
      date: plusDays(EXPIRY, days),
      underlyingPrice,
    }),
  );

const anySimulation = fc
  .record({ side: anySide, quantity: anyQuantity, price: anyPrice })
  .map(({ side, quantity, price }) => simulate(side, quantity, price));

const anyFaults = fc
  .record({
    forcePartialFills: fc.boolean(),
    lateFillAfterCancel: fc.boolean(),
    dropReports: fc.constantFrom('0', '0.5'),
    ambiguousSubmit: fc.constantFrom('0', '0.5'),
  })
  .map(faults);

const anyFees = fc.constantFrom(
  fees(null),
  fees({ perShare: '1', perOptionContract: '100', perFutureContract: '100', cryptoShare: '0.05' }),
  fees({ perShare: '0.005', cryptoShare: '0.0001' }),
);

const anyCommand: fc.Arbitrary<VirtualBrokerCommand> = fc.oneof(
  { weight: 30, arbitrary: anySubmit },
  { weight: 24, arbitrary: fc.array(anyQuote, { minLength: 1, maxLength: 4 }).map((list) => apply(...list)) },
  { weight: 5, arbitrary: anyName.map(cancel) },
  { weight: 4, arbitrary: anyReplace },
  { weight: 4, arbitrary: anySimulation },
  { weight: 3, arbitrary: anyExpiry },
  { weight: 3, arbitrary: anyAction },
  { weight: 3, arbitrary: fc.constant(CLOCK) },
  { weight: 2, arbitrary: fc.constantFrom(deposit('500'), withdraw('900'), withdraw('1000000')) },
  { weight: 2, arbitrary: anyFaults },
  { weight: 2, arbitrary: anyFees },
  { weight: 1, arbitrary: fc.constantFrom(reset(), reset('5000'), open({ startingCash: '7' })) },
  { weight: 1, arbitrary: fc.constantFrom(remove('other'), remove('other'), remove(), PURGE) },
);

type Sequences = CommandSequences<VirtualBrokerState, VirtualBrokerCommand, VirtualBrokerEvent>;

/** Random lives of an account that was opened like this. */
export const virtualBrokerSequencesOf = (opening: OpenVirtualAccountCommand): Sequences => ({
  command: anyCommand,
  opening: [opening],
  check: expectSound,
});

/** Random lives of a margin account with random partial fills. */
export const virtualBrokerSequences: Sequences = virtualBrokerSequencesOf(
  openMargin({ startingCash: '20000', partialFillProbability: '0.4' }),
);

import type { z } from 'zod';
import { type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { assetFieldsOf, plainAsset } from '../shared/derivatives.ts';
import type { AccountFigures } from '../shared/trading.ts';
import type { PositionMark } from './event-fields.ts';
import type { virtualBrokerEvents as events } from './events.ts';
import { type HoldingTrade, tradeHolding } from './holdings.ts';
import { cashAfter } from './ledger.ts';
import { type Holding, initialVirtualBroker, symbolKey, type VirtualBrokerState } from './state.ts';
import { money, moneyText } from './values.ts';
import { dropLate } from './working-orders.ts';

type Data<Type extends keyof typeof events> = z.infer<(typeof events)[Type]['schema']>;

/** A new account. */
export const onOpened = (
  _state: VirtualBrokerState,
  opened: Data<'VirtualAccountOpened'>,
): VirtualBrokerState => ({
  ...initialVirtualBroker,
  status: 'active',
  virtualAccountId: opened.virtualAccountId,
  userId: opened.userId,
  accountId: opened.accountId,
  brokerConnectionId: opened.brokerConnectionId,
  name: opened.name,
  currency: opened.currency,
  seed: opened.seed,
  accountType: opened.accountType,
  profile: opened.profile,
  session: opened.session,
  allowFlip: opened.allowFlip,
  partialFillProbability: opened.partialFillProbability,
  slippageBps: opened.slippageBps,
  latencyMs: opened.latencyMs,
  startingCash: opened.startingCash,
  cash: cashAfter('0', opened.ledger),
  netDeposits: opened.startingCash,
  asOf: opened.figures.asOf,
});

/** The account as it started, with what is remembered of closed orders. */
export const onReset = (
  state: VirtualBrokerState,
  reset: Data<'VirtualAccountReset'>,
): VirtualBrokerState => ({
  ...state,
  status: 'active',
  startingCash: reset.startingCash,
  cash: cashAfter(state.cash, reset.ledger),
  netDeposits: reset.startingCash,
  netRealizedPnl: '0',
  reserved: initialVirtualBroker.reserved,
  holdings: {},
  books: {},
  late: {},
  marginCall: null,
  markedAt: null,
  asOf: reset.figures.asOf,
});

/** The state with its holdings valued at these prices. */
export const withMarks = (state: VirtualBrokerState, marks: readonly PositionMark[]): VirtualBrokerState => {
  const holdings: Record<string, Holding> = { ...state.holdings };
  for (const { symbol, price } of marks) {
    const held = holdings[symbolKey(symbol)];
    if (held) holdings[symbolKey(symbol)] = { ...held, mark: price };
  }
  return { ...state, holdings };
};

/** Holdings valued anew, and the figures that were told of it. */
export const onMarks = (
  state: VirtualBrokerState,
  { marks, figures }: { readonly marks: readonly PositionMark[]; readonly figures: AccountFigures },
): VirtualBrokerState => ({ ...withMarks(state, marks), asOf: figures.asOf });

/** Holdings after a trade of one of them, valued at this price, and what it realized. */
export const traded = (
  holdings: VirtualBrokerState['holdings'],
  trade: HoldingTrade,
  mark: DecimalString,
): { readonly holdings: VirtualBrokerState['holdings']; readonly netRealizedPnl: DecimalString } => {
  const key = symbolKey(trade.symbol);
  const { [key]: held, ...others } = holdings;
  const { holding, netRealizedPnl } = tradeHolding(held, trade);
  return { holdings: holding ? { ...others, [key]: { ...holding, mark } } : others, netRealizedPnl };
};

/** A contract is gone; shares may have come or gone instead. */
export const onSettled = (
  state: VirtualBrokerState,
  settled: Data<'VirtualPositionSettled'>,
): VirtualBrokerState => {
  const { symbol, stockTrade, underlyingPrice, settlementPrice } = settled;
  const ended = traded(
    state.holdings,
    {
      ...settled,
      asset: assetFieldsOf(settled),
      marginable: false,
      side: settled.side === 'long' ? 'sell' : 'buy',
      price: settlementPrice,
      commission: '0',
    },
    settlementPrice,
  );
  const stock = stockTrade
    ? traded(
        ended.holdings,
        { ...stockTrade, asset: plainAsset('stock'), multiplier: '1', commission: '0' },
        underlyingPrice,
      )
    : { holdings: ended.holdings, netRealizedPnl: '0' };
  return {
    ...dropLate(state, symbol),
    holdings: stock.holdings,
    cash: cashAfter(state.cash, settled.ledger),
    netRealizedPnl: sum([state.netRealizedPnl, ended.netRealizedPnl, stock.netRealizedPnl]),
    asOf: settled.figures.asOf,
  };
};

type Split = Extract<Data<'VirtualCorporateActionApplied'>['action'], { kind: 'split' }>;

const scaled = (amount: DecimalString, by: number, per: number): DecimalString =>
  moneyText(decimal(amount).times(by).div(per));

/** Shares multiply and their price shrinks; a contract on them is for more shares at a lower strike (domains 4.4). */
const splitHolding = (held: Holding, { symbol, from, to }: Split, quantityAfter: DecimalString): Holding => {
  const mark = scaled(held.mark, from, to);
  if (held.symbol === symbol) return { ...held, quantity: quantityAfter, mark };
  const { optionContractSize: size, optionStrikePrice: strike } = held.asset;
  if (held.asset.optionUnderlyingSymbol !== symbol || size === null || strike === null) return held;
  const asset = {
    ...held.asset,
    optionContractSize: scaled(size, to, from),
    optionStrikePrice: scaled(strike, from, to),
  };
  return { ...held, asset, multiplier: scaled(held.multiplier, to, from), mark };
};

const renamedHolding = (held: Holding, symbol: string, newSymbol: string): Holding => {
  if (held.symbol === symbol) return { ...held, symbol: newSymbol };
  return held.asset.optionUnderlyingSymbol === symbol
    ? { ...held, asset: { ...held.asset, optionUnderlyingSymbol: newSymbol } }
    : held;
};

const afterAction = (
  held: Holding,
  { action, quantityAfter }: Data<'VirtualCorporateActionApplied'>,
): Holding => {
  if (action.kind === 'cash_dividend') return held;
  return action.kind === 'split'
    ? splitHolding(held, action, quantityAfter)
    : renamedHolding(held, action.symbol, action.newSymbol);
};

const holdingsAfter = (
  holdings: VirtualBrokerState['holdings'],
  applied: Data<'VirtualCorporateActionApplied'>,
): VirtualBrokerState['holdings'] =>
  Object.fromEntries(
    Object.values(holdings).map((held) => {
      const after = afterAction(held, applied);
      return [symbolKey(after.symbol), after];
    }),
  );

const REMEMBERED_ACTIONS = 100;

/** What is held after a corporate action; what it paid is realized. */
export const onCorporateAction = (
  state: VirtualBrokerState,
  applied: Data<'VirtualCorporateActionApplied'>,
): VirtualBrokerState => ({
  ...dropLate(state, applied.action.symbol),
  holdings: holdingsAfter(state.holdings, applied),
  cash: cashAfter(state.cash, applied.ledger),
  netRealizedPnl: text(money(decimal(state.netRealizedPnl).plus(sum(applied.ledger.map((e) => e.amount))))),
  actionIds: [...state.actionIds, applied.actionId].slice(-REMEMBERED_ACTIONS),
  asOf: applied.figures.asOf,
});

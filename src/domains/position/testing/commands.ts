import { plusMs, type UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW } from '../../../core/testing/decider-specification.ts';
import { plainAsset } from '../../shared/derivatives.ts';
import type { Adjustment } from '../adjustments.ts';
import type {
  AdjustPositionCommand,
  CompletePositionManagementCommand,
  ReArmExitCommand,
  ReconcilePositionCommand,
  SetStopLossCommand,
  SetTakeProfitCommand,
  SettleExpiredPositionCommand,
  UpdatePositionValuationCommand,
} from '../care-commands.ts';
import type {
  AddToPositionCommand,
  ClosePositionCommand,
  OpenPositionCommand,
  ReducePositionCommand,
} from '../commands.ts';
import type { StopLossConfig, TakeProfitConfig } from '../configs.ts';
import { NO_PLAN } from '../opening.ts';
import type { BrokerPositionData } from '../reconciliation.ts';
import type { PositionSide } from '../values.ts';
import { FILLED_AT, id } from './fixtures.ts';

type Changes<Command> = Partial<Omit<Command, 'type'>>;

/** The id of the position that a fill of this id opens in the book of AAPL. */
export const positionIdOf = (fillId: string): string => id('position', id('account'), 'AAPL', fillId);

/** Opens a position under the fill id `open`; its id is `OPENED`. */
export const open = (
  side: PositionSide,
  quantity: string,
  entryPrice: string,
  changes: Changes<OpenPositionCommand> = {},
): OpenPositionCommand => ({
  type: 'OpenPositionCommand',
  fillId: 'open',
  orderId: id('order', 'open'),
  accountId: id('account'),
  accountActive: true,
  strategyId: null,
  automationId: null,
  signalId: null,
  symbol: 'AAPL',
  ...plainAsset('stock'),
  multiplier: '1',
  side,
  quantity,
  entryPrice,
  commission: '0',
  filledAt: FILLED_AT,
  accountEquityAtEntry: '100000',
  marketCondition: null,
  ...NO_PLAN,
  ...changes,
});

/** The id of the position that `open` opens. */
export const OPENED = positionIdOf('open');

/** Adds to the position that `open` opened, with an order and buying power of its own. */
export const add = (
  quantity: string,
  price: string,
  changes: Changes<AddToPositionCommand> = {},
): AddToPositionCommand => ({
  type: 'AddToPositionCommand',
  positionId: OPENED,
  fillId: `add-${quantity}@${price}`,
  orderId: id('order', `add-${quantity}@${price}`),
  quantity,
  price,
  commission: '0',
  filledAt: FILLED_AT,
  forcePyramid: false,
  buyingPower: '1000000',
  requiredCapital: null,
  accountEquity: '100000',
  riskLimitPct: null,
  trendIsValid: null,
  automationId: null,
  signalId: null,
  marketCondition: null,
  ...changes,
});

const exit = (fillId: string, exitPrice: string) => ({
  positionId: OPENED,
  fillId,
  orderId: id('order', fillId),
  commission: '0',
  exitPrice,
  exitReason: 'manual' as const,
  triggeredBy: null,
  filledAt: FILLED_AT,
});

/** Takes a part of the position that `open` opened. */
export const reduce = (
  quantity: string,
  exitPrice: string,
  changes: Changes<ReducePositionCommand> = {},
): ReducePositionCommand => ({
  type: 'ReducePositionCommand',
  ...exit(`reduce-${quantity}@${exitPrice}`, exitPrice),
  quantity,
  ...changes,
});

/** Closes the position that `open` opened. */
export const close = (
  exitPrice: string,
  changes: Changes<ClosePositionCommand> = {},
): ClosePositionCommand => ({
  type: 'ClosePositionCommand',
  ...exit(`close@${exitPrice}`, exitPrice),
  ...changes,
});

/** The market, so many milliseconds after the fills. */
export const market = (
  marketPrice: string,
  afterMs = 0,
  changes: Changes<UpdatePositionValuationCommand> = {},
): UpdatePositionValuationCommand => ({
  type: 'UpdatePositionValuationCommand',
  symbol: 'AAPL',
  marketPrice,
  high: null,
  low: null,
  at: plusMs(FILLED_AT, afterMs),
  ...changes,
});

/** Sets the stop of the position that `open` opened. */
export const setStop = (
  stopLoss: StopLossConfig | null,
  changes: Changes<SetStopLossCommand> = {},
): SetStopLossCommand => ({
  type: 'SetStopLossCommand',
  positionId: OPENED,
  stopLoss,
  heldAtBroker: false,
  marketPrice: null,
  atr: null,
  confirmed: false,
  ...changes,
});

/** Sets the target of the position that `open` opened. */
export const setTarget = (
  takeProfit: TakeProfitConfig | null,
  changes: Changes<SetTakeProfitCommand> = {},
): SetTakeProfitCommand => ({
  type: 'SetTakeProfitCommand',
  positionId: OPENED,
  takeProfit,
  heldAtBroker: false,
  marketPrice: null,
  ...changes,
});

/** A stop at a price. */
export const fixed = (price: string): StopLossConfig => ({ type: 'fixed', price, moveWithPyramids: true });
/** A stop that many percent from the entry. */
export const percentage = (percent: string): StopLossConfig => ({
  type: 'percentage',
  percentage: percent,
  moveWithPyramids: true,
});
/** A stop that trails by an amount or a percentage. */
export const trailing = (
  trailAmount: string | null,
  trailPercentage: string | null = null,
): StopLossConfig => ({
  type: 'trailing',
  trailAmount,
  trailPercentage,
  moveWithPyramids: true,
});

/** Watches stop and target of the position that `open` opened again. */
export const reArm = (triggerId: string | null): ReArmExitCommand => ({
  type: 'ReArmExitCommand',
  positionId: OPENED,
  triggerId,
  reason: 'the closing order expired',
});

/** A position at the broker; a negative quantity is short. */
export const atBroker = (
  quantity: string,
  averagePrice: string,
  lastUpdated: UtcInstant = TEST_NOW,
): BrokerPositionData => ({
  broker: 'virtual',
  brokerPositionId: null,
  symbol: 'AAPL',
  quantity,
  averagePrice,
  currentPrice: null,
  marketValue: null,
  unrealizedPnl: null,
  unrealizedPnlPct: null,
  costBasis: null,
  lastUpdated,
  rawData: {},
});

/** Compares the book with what the broker has. */
export const reconcileWith = (
  broker: BrokerPositionData | null,
  changes: Changes<ReconcilePositionCommand> = {},
): ReconcilePositionCommand => ({
  type: 'ReconcilePositionCommand',
  accountId: id('account'),
  symbol: 'AAPL',
  ...plainAsset('stock'),
  multiplier: '1',
  tickSize: null,
  accountEquity: null,
  broker,
  fillsInFlight: [],
  ...changes,
});

/** Adjusts the position that `open` opened. */
export const adjust = (
  adjustment: Adjustment,
  changes: Changes<AdjustPositionCommand> = {},
): AdjustPositionCommand => ({
  type: 'AdjustPositionCommand',
  positionId: OPENED,
  adjustmentId: 'adjustment',
  adjustment,
  reason: null,
  effectiveAt: TEST_NOW,
  ...changes,
});

/** Settles the position that `open` opened. */
export const settle = (
  outcome: SettleExpiredPositionCommand['outcome'],
  changes: Changes<SettleExpiredPositionCommand> = {},
): SettleExpiredPositionCommand => ({
  type: 'SettleExpiredPositionCommand',
  positionId: OPENED,
  settlementId: 'settlement',
  outcome,
  quantity: null,
  commission: '0',
  settlementPrice: null,
  underlyingPrice: null,
  settledAt: TEST_NOW,
  ...changes,
});

/** Ends the care for the position that `open` opened. */
export const complete = (): CompletePositionManagementCommand => ({
  type: 'CompletePositionManagementCommand',
  positionId: OPENED,
  outcome: 'closed',
});

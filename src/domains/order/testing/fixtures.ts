import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { isUtcInstant, plusMs, type UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type { Instrument } from '../../shared/instrument.ts';
import type { Quote } from '../../shared/quote.ts';
import type { Fill } from '../../shared/trading.ts';
import type { OrderCommand } from '../commands.ts';
import type { CreateOrderCommand, OrderChecks } from '../commands-create.ts';
import type { OrderEvent } from '../events.ts';
import { orderAggregate } from '../order.ts';

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

/** An instant, written out. */
export const at = (text: string): UtcInstant => {
  if (!isUtcInstant(text)) throw new Error(`not an instant: ${text}`);
  return text;
};

export const SAGA = id('execution saga');
export const BROKER_TIME = plusMs(TEST_NOW, -250);

export const INSTRUMENT: Instrument = {
  symbol: 'AAPL',
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

export const QUOTE: Quote = { symbol: 'AAPL', bid: '149.99', ask: '150', last: '150', at: BROKER_TIME };

/** An account that may trade, with 100,000 to spend. */
export const ACCOUNT: NonNullable<OrderChecks['account']> = {
  status: 'active',
  trading: 'allowed',
  margin: true,
  availableBuyingPower: '100000',
};

/** Facts that speak for every order on AAPL, with these differences; nobody knows what the account holds. */
export const checks = (changes: Partial<OrderChecks> = {}): OrderChecks => ({
  kind: 'checks',
  account: ACCOUNT,
  connected: true,
  instrument: INSTRUMENT,
  symbolTradable: true,
  quote: QUOTE,
  hours: 'exchange',
  heldQuantity: null,
  crossZero: false,
  initialMargin: null,
  maxQuantity: '10000',
  confirmed: false,
  risk: { maxOrderValue: null, entriesBlocked: false, limits: [] },
  duplicateOf: null,
  workingOrders: [],
  ...changes,
});

/** A market order to buy 100 AAPL that passes every check, with these differences in the wish and in the facts. */
export const create = (
  changes: Partial<Omit<CreateOrderCommand, 'type'>> = {},
  facts: Partial<OrderChecks> = {},
): CreateOrderCommand => ({
  type: 'CreateOrderCommand',
  orderId: id('order'),
  accountId: id('account'),
  connectionId: id('connection'),
  brokerId: 'virtual',
  brokerAccountId: 'virtual-account',
  automationId: null,
  signalId: null,
  clientOrderId: 'client-1',
  symbol: 'AAPL',
  side: 'buy',
  positionEffect: null,
  orderType: 'market',
  quantity: '100',
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: 'day',
  extendedHours: false,
  submission: 'immediate',
  approvalExpiresAt: null,
  attached: null,
  createdBy: 'user',
  basis: checks(facts),
  ...changes,
});

/** A limit order. */
export const limit = (
  limitPrice: string,
  changes: Partial<Omit<CreateOrderCommand, 'type'>> = {},
  facts: Partial<OrderChecks> = {},
): CreateOrderCommand => create({ orderType: 'limit', limitPrice, ...changes }, facts);

export const SUBMIT: OrderCommand = { type: 'SubmitOrderCommand' };
export const UNCONFIRMED: OrderCommand = {
  type: 'RecordUnconfirmedSubmissionCommand',
  code: 'timeout',
  detail: 'no answer in 15 s',
};
export const PLACE: OrderCommand = {
  type: 'PlaceOrderCommand',
  brokerOrderId: 'broker-1',
  placedAt: BROKER_TIME,
};
export const REJECT: OrderCommand = {
  type: 'RejectOrderCommand',
  code: 'no_shares',
  detail: 'not borrowable',
};
export const CANCEL: OrderCommand = { type: 'CancelOrderCommand', reason: 'user' };
export const CONFIRM: OrderCommand = {
  type: 'ConfirmCancelCommand',
  reason: 'broker',
  cancelledAt: BROKER_TIME,
};
export const REJECT_CANCEL: OrderCommand = {
  type: 'RejectCancelCommand',
  code: 'too_late',
  detail: 'routed',
};
export const EXPIRE: OrderCommand = {
  type: 'ExpireOrderCommand',
  reason: 'end of day',
  expiredAt: BROKER_TIME,
};
export const REJECT_UPDATE: OrderCommand = {
  type: 'RejectUpdateCommand',
  code: 'not_open',
  detail: 'filled already',
};
export const APPROVE: OrderCommand = { type: 'ApproveOrderCommand' };
export const DECLINE: OrderCommand = { type: 'DeclineOrderCommand', reason: 'not today' };
export const UNTRACK: OrderCommand = { type: 'MarkUntrackedCommand', reason: 'disconnected' };
export const ADOPT: OrderCommand = { type: 'AdoptOrderCommand', brokerOrderId: 'broker-1' };
export const COMPLETE: OrderCommand = { type: 'CompleteOrderExecutionCommand' };
export const DELETE: OrderCommand = { type: 'DeleteOrderCommand' };

/** Records a fill; without a name of its own it is named by its quantity. */
export const fill = (quantity: string, changes: Partial<Fill> = {}): OrderCommand => ({
  type: 'RecordFillCommand',
  fill: {
    fillId: `fill-${quantity}`,
    price: '150',
    quantity,
    commission: '0',
    filledAt: BROKER_TIME,
    ...changes,
  },
});

/** The events of these commands, given in order by a saga; a refused one writes nothing. */
export const eventsAfter = (...commands: readonly OrderCommand[]): readonly OrderEvent[] =>
  eventsAt({}, ...commands);

/** The events of these commands under an environment of their own. */
export const eventsAt = (
  env: Partial<DecisionEnv>,
  ...commands: readonly OrderCommand[]
): readonly OrderEvent[] => {
  const { initial, decide, evolve } = orderAggregate.decider;
  const events: OrderEvent[] = [];
  let state = initial;
  for (const command of commands) {
    const decision = decide(command, state, testEnv({ sagaId: SAGA, ...env }));
    if (decision.kind === 'reject') continue;
    events.push(...decision.events);
    state = decision.events.reduce(evolve, state);
  }
  return events;
};

import { deterministicId } from '../../../core/ids.ts';
import { plusMs } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type { Instrument } from '../../shared/instrument.ts';
import type { Quote } from '../../shared/quote.ts';
import type { Fill } from '../../shared/trading.ts';
import type { CreateOrderCommand, OrderCommand } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import { orderAggregate } from '../order.ts';

/** A UUID for tests, the same for the same name. */
export const id = (name: string): string => deterministicId(testHash, name);

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
};

export const QUOTE: Quote = { symbol: 'AAPL', bid: '149.99', ask: '150', last: '150', at: BROKER_TIME };

/** A market order to buy 100 AAPL that passes every check, with these differences. */
export const create = (changes: Partial<Omit<CreateOrderCommand, 'type'>> = {}): CreateOrderCommand => ({
  type: 'CreateOrderCommand',
  orderId: id('order'),
  accountId: id('account'),
  connectionId: id('connection'),
  brokerId: 'virtual',
  brokerAccountId: 'virtual-account',
  clientOrderId: 'client-1',
  symbol: 'AAPL',
  side: 'buy',
  orderType: 'market',
  quantity: '100',
  limitPrice: null,
  timeInForce: 'day',
  instrument: INSTRUMENT,
  quote: QUOTE,
  account: { status: 'active', availableBuyingPower: '100000' },
  maxQuantity: '10000',
  ...changes,
});

export const SUBMIT: OrderCommand = { type: 'SubmitOrderCommand' };
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
export const COMPLETE: OrderCommand = { type: 'CompleteOrderExecutionCommand' };

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
export const eventsAfter = (...commands: readonly OrderCommand[]): readonly OrderEvent[] => {
  const { initial, decide, evolve } = orderAggregate.decider;
  const events: OrderEvent[] = [];
  for (const command of commands) {
    const decision = decide(command, events.reduce(evolve, initial), testEnv({ sagaId: SAGA }));
    if (decision.kind === 'accept') events.push(...decision.events);
  }
  return events;
};

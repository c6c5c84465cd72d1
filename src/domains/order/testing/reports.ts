import type { OrderChanges } from '../../shared/trading.ts';
import type { OrderCommand, SyncOrderFromBrokerCommand } from '../commands.ts';
import type { UpdateChecks } from '../commands-create.ts';
import { BROKER_TIME, INSTRUMENT, QUOTE } from './fixtures.ts';

/** Corrects the fill of that name. */
export const correct = (
  fillId: string,
  quantity: string,
  changes: { readonly price?: string; readonly commission?: string } = {},
): OrderCommand => ({
  type: 'CorrectFillCommand',
  fillId,
  price: '150',
  quantity,
  commission: '0',
  reason: 'exchange correction',
  correctedAt: BROKER_TIME,
  ...changes,
});

/** Changes of terms; what is not named stays. */
export const changesOf = (changes: Partial<OrderChanges>): OrderChanges => ({
  quantity: null,
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: null,
  ...changes,
});

/** Someone wants other terms, with facts that speak for them but for these differences. */
export const update = (changes: Partial<OrderChanges>, facts: Partial<UpdateChecks> = {}): OrderCommand => ({
  type: 'UpdateOrderCommand',
  changes: changesOf(changes),
  basis: {
    kind: 'checks',
    instrument: INSTRUMENT,
    quote: QUOTE,
    hours: 'exchange',
    initialMargin: null,
    maxQuantity: '10000',
    confirmed: false,
    availableBuyingPower: '100000',
    ...facts,
  },
});

/** The broker works the order on these terms now. */
export const confirmUpdate = (changes: Partial<OrderChanges>, brokerOrderId = 'broker-2'): OrderCommand => ({
  type: 'ConfirmUpdateCommand',
  changes: changesOf(changes),
  brokerOrderId,
  updatedAt: BROKER_TIME,
});

/** What the broker's list says of the order. */
export const sync = (
  status: string,
  changes: Partial<Omit<SyncOrderFromBrokerCommand, 'type' | 'status'>> = {},
): OrderCommand => ({
  type: 'SyncOrderFromBrokerCommand',
  status,
  brokerOrderId: 'broker-1',
  filledQuantity: '0',
  averageFillPrice: null,
  reason: null,
  brokerUpdatedAt: BROKER_TIME,
  ...changes,
});

import { Decimal, text } from '../../core/decimal.ts';
import type { Upcaster } from '../../core/event-registry.ts';
import { plainAsset } from '../shared/derivatives.ts';

type Old = Record<string, unknown>;

const lift = (type: string, added: (data: Old) => Old): Upcaster => ({
  from: { type, schemaVersion: 1 },
  to: { type, schemaVersion: 2 },
  upcast: (data) => ({ ...data, ...added(data) }),
});

/** Fields that were the same for every order while there were stocks, market and limit orders, day and gtc. */
const PLAIN_ORDER = {
  ...plainAsset('stock'),
  positionEffect: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  extendedHours: false,
  ocoGroupId: null,
};

/** A first order reserved one amount, the same for each unit: a limit price, or the ask and 3 %. */
const accepted = ({ order, reservedCash, brokerOrderId }: Old): Old => {
  const { orderId, clientOrderId, quantity, side, ...terms } = order as Record<string, string>;
  const unit = new Decimal(String(reservedCash)).div(String(quantity));
  return {
    orderId,
    clientOrderId,
    brokerOrderId,
    reportFault: 'none',
    order: { ...PLAIN_ORDER, ...terms, orderId, clientOrderId, quantity, side },
    marginable: false,
    openingQuantity: side === 'buy' ? quantity : '0',
    reserveUnit: text(unit),
    expiresAt: null,
    notBefore: null,
    dataDueAt: null,
    waterMark: null,
    ambiguous: false,
  };
};

/** Until version 2 there were cash accounts that were always open, stocks, and no faults; then none that keep the broker from answering. */
export const virtualBrokerUpcasters: readonly Upcaster[] = [
  lift('VirtualAccountOpened', () => ({
    session: 'always_open',
    allowFlip: false,
    slippageBps: 0,
    latencyMs: 0,
  })),
  lift('VirtualOrderAccepted', accepted),
  lift('VirtualOrderRejected', () => ({ reportFault: 'none', figures: null })),
  lift('VirtualOrderCancelled', () => ({ reportFault: 'none', lateFill: false })),
  lift('TradeSimulatedEvent', (data) => ({
    ...plainAsset('stock'),
    assetType: data['assetType'],
    reportFault: 'none',
    cause: 'order',
    late: false,
    marginable: false,
    netRealizedPnl: null,
    draws: null,
  })),
  lift('VirtualFaultProfileSet', ({ faults }) => ({ faults: { ...(faults as Old), unreachable: false } })),
];

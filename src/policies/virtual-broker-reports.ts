import type { z } from 'zod';
import type { EventEnvelope } from '../core/envelope.ts';
import type { AddressedCommand, Policy } from '../core/policy.ts';
import { assetFieldsOf } from '../domains/shared/derivatives.ts';
import type { virtualBrokerEvents as events } from '../domains/virtual-broker/events.ts';
import { toAccount, toOrder } from './report-addresses.ts';
import { withFault } from './report-faults.ts';
import { booked, corporateAction, settled } from './virtual-broker-positions.ts';

type Data<Type extends keyof typeof events> = z.infer<(typeof events)[Type]['schema']>;
type Reports = { readonly [Type in keyof typeof events]?: (data: Data<Type>) => readonly AddressedCommand[] };

const reports: Reports = {
  TradeSimulatedEvent: (trade) => {
    const fill = {
      fillId: trade.tradeId,
      price: trade.price,
      quantity: trade.quantity,
      commission: trade.commission,
      filledAt: trade.tradedAt,
    };
    const { accountId, orderId, tradeId, tradedAt, figures } = trade;
    const { symbol, multiplier, side, quantity, price, commission } = trade;
    const told =
      orderId === null
        ? booked({
            accountId,
            tradeId,
            symbol,
            asset: assetFieldsOf(trade),
            multiplier,
            side,
            quantity,
            price,
            commission,
            equity: figures.equity,
            tradedAt,
          })
        : toOrder(orderId, { type: 'RecordFillCommand', fill });
    return [told, toAccount(accountId, figures)];
  },
  VirtualOrderCancelled: ({ orderId, accountId, reason, cancelledAt, figures }) => [
    toOrder(orderId, { type: 'ConfirmCancelCommand', reason, cancelledAt }),
    toAccount(accountId, figures),
  ],
  VirtualOrderExpired: ({ orderId, accountId, reason, expiredAt, figures }) => [
    toOrder(orderId, { type: 'ExpireOrderCommand', reason, expiredAt }),
    toAccount(accountId, figures),
  ],
  VirtualOrderReplaced: ({ orderId, accountId, changes, brokerOrderId, replacedAt, figures }) => [
    toOrder(orderId, { type: 'ConfirmUpdateCommand', changes, brokerOrderId, updatedAt: replacedAt }),
    toAccount(accountId, figures),
  ],
  // Without figures it was refused when it came, and the answer has told; with them it had been accepted before.
  VirtualOrderRejected: ({ orderId, accountId, code, detail, figures }) =>
    figures
      ? [toOrder(orderId, { type: 'RejectOrderCommand', code, detail }), toAccount(accountId, figures)]
      : [],
  VirtualPositionSettled: settled,
  VirtualCorporateActionApplied: corporateAction,
  VirtualAccountReset: ({ accountId, figures }) => [toAccount(accountId, figures)],
  VirtualFundsDeposited: ({ accountId, figures }) => [toAccount(accountId, figures)],
  VirtualFundsWithdrawn: ({ accountId, figures }) => [toAccount(accountId, figures)],
  VirtualMarginCallRaised: ({ accountId, figures }) => [toAccount(accountId, figures)],
  VirtualMarginCallCured: ({ accountId, figures }) => [toAccount(accountId, figures)],
  VirtualPositionsMarked: ({ accountId, figures }) => [toAccount(accountId, figures)],
};

/** Whatever the virtual broker did, the order, the position and the mirrored account hear of it, as any broker's stream would tell. */
export const virtualBrokerReports: Policy = {
  name: 'reports',
  eventTypes: new Set(Object.keys(reports)),
  commandsFor: ({ eventId, eventType, data }: EventEnvelope) => {
    const report = reports[eventType as keyof typeof events] as
      | ((data: unknown) => readonly AddressedCommand[])
      | undefined;
    const fault =
      (data as { reportFault?: Data<'TradeSimulatedEvent'>['reportFault'] }).reportFault ?? 'none';
    return withFault(fault, eventId, report?.(data) ?? []);
  },
};

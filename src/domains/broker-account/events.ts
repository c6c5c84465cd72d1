import { z } from 'zod';
import { decimalString } from '../../core/decimal.ts';
import { defineEvent, type EventOf } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';

const identity = { accountAggregateId: z.uuid(), userId: z.uuid() };

/** Facts of a broker account (domains 4.3). Money is mirrored from the broker; only reservations are our own. */
export const brokerAccountEvents = {
  BrokerAccountLinked: defineEvent(
    'BrokerAccountLinked',
    1,
    z.object({
      ...identity,
      brokerConnectionId: z.uuid(),
      brokerId: z.string(),
      brokerAccountId: z.string(),
      accountName: z.string().nullable(),
      environment: z.string(),
      assetType: z.string(),
      initialBalance: decimalString(),
      currency: z.string().length(3),
      initialEquity: decimalString().nullable(),
      initialBuyingPower: decimalString().nullable(),
      initialStatusFromBroker: z.string().nullable(),
      /** The connecting saga that brought it; what that saga undoes is this and nothing else. */
      linkedBySagaId: z.uuid().nullable(),
      asOf: utcInstant(),
      linkedAt: utcInstant(),
    }),
  ),
  AccountDataFromBrokerUpdated: defineEvent(
    'AccountDataFromBrokerUpdated',
    1,
    z.object({
      ...identity,
      balance: decimalString(),
      equity: decimalString().nullable(),
      buyingPower: decimalString().nullable(),
      statusFromBroker: z.string().nullable(),
      asOf: utcInstant(),
      refreshedAt: utcInstant(),
    }),
  ),
  BuyingPowerReserved: defineEvent(
    'BuyingPowerReserved',
    1,
    z.object({ ...identity, orderId: z.uuid(), amount: decimalString(), reservedAt: utcInstant() }),
  ),
  BuyingPowerReleased: defineEvent(
    'BuyingPowerReleased',
    1,
    z.object({
      ...identity,
      orderId: z.uuid(),
      amount: decimalString(),
      reason: z.string(),
      releasedAt: utcInstant(),
    }),
  ),
  BrokerAccountDeleted: defineEvent(
    'BrokerAccountDeleted',
    1,
    z.object({ ...identity, brokerConnectionId: z.uuid(), reason: z.string(), deletedAt: utcInstant() }),
  ),
};

export type BrokerAccountEvent = EventOf<typeof brokerAccountEvents>;

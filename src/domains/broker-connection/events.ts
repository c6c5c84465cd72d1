import { z } from 'zod';
import { defineEvent, type EventOf } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';

export const BROKERS = ['virtual'] as const;
export const ENVIRONMENTS = ['paper'] as const;

const identity = { brokerConnectionId: z.uuid(), userId: z.uuid() };
const broker = { brokerId: z.enum(BROKERS), environment: z.enum(ENVIRONMENTS) };

/** Facts of a broker connection (domains 4.2). */
export const brokerConnectionEvents = {
  BrokerConnectionInitiated: defineEvent(
    'BrokerConnectionInitiated',
    1,
    z.object({
      ...identity,
      ...broker,
      apiEndpointOverride: z.string().nullable(),
      initiatedAt: utcInstant(),
    }),
  ),
  BrokerConnectionEstablished: defineEvent(
    'BrokerConnectionEstablished',
    1,
    z.object({ ...identity, ...broker, establishedAt: utcInstant(), statusMessage: z.string().nullable() }),
  ),
  BrokerConnectionFailed: defineEvent(
    'BrokerConnectionFailed',
    1,
    z.object({
      ...identity,
      reason: z.string(),
      details: z.string(),
      requiresUserAction: z.boolean(),
      failedAt: utcInstant(),
    }),
  ),
  AccountsDiscovered: defineEvent(
    'AccountsDiscovered',
    1,
    z.object({ ...identity, accountIds: z.array(z.uuid()), discoveredAt: utcInstant() }),
  ),
  BrokerConnectionEstablishedSagaCompleted: defineEvent(
    'BrokerConnectionEstablishedSagaCompleted',
    1,
    z.object({ ...identity, sagaId: z.uuid(), accountIds: z.array(z.uuid()), completedAt: utcInstant() }),
  ),
};

export type BrokerConnectionEvent = EventOf<typeof brokerConnectionEvents>;

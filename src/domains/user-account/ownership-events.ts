import { z } from 'zod';
import { defineEvent } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { TRADING_ENVIRONMENTS } from './values.ts';

/** Facts about what a user owns. A thing is registered before it is created, so an id may stand for nothing. */
export const ownershipEvents = {
  UserConnectionRegisteredEvent: defineEvent(
    'UserConnectionRegisteredEvent',
    1,
    z.object({
      userId: z.uuid(),
      connectionId: z.uuid(),
      brokerId: z.string().min(1),
      environment: z.enum(TRADING_ENVIRONMENTS),
      registeredAt: utcInstant(),
    }),
  ),
  UserConnectionReleasedEvent: defineEvent(
    'UserConnectionReleasedEvent',
    1,
    z.object({ userId: z.uuid(), connectionId: z.uuid(), releasedAt: utcInstant() }),
  ),
  UserBrokerAccountRegisteredEvent: defineEvent(
    'UserBrokerAccountRegisteredEvent',
    1,
    z.object({
      userId: z.uuid(),
      accountId: z.uuid(),
      connectionId: z.uuid(),
      isVirtual: z.boolean(),
      registeredAt: utcInstant(),
    }),
  ),
  UserBrokerAccountReleasedEvent: defineEvent(
    'UserBrokerAccountReleasedEvent',
    1,
    z.object({ userId: z.uuid(), accountId: z.uuid(), releasedAt: utcInstant() }),
  ),
  UserAutomationRegisteredEvent: defineEvent(
    'UserAutomationRegisteredEvent',
    1,
    z.object({ userId: z.uuid(), automationId: z.uuid(), registeredAt: utcInstant() }),
  ),
  UserAutomationReleasedEvent: defineEvent(
    'UserAutomationReleasedEvent',
    1,
    z.object({ userId: z.uuid(), automationId: z.uuid(), releasedAt: utcInstant() }),
  ),
  UserDefaultAccountChosenEvent: defineEvent(
    'UserDefaultAccountChosenEvent',
    1,
    z.object({
      userId: z.uuid(),
      /** Null when the last account is gone. */
      accountId: z.uuid().nullable(),
      previousDefaultAccountId: z.uuid().nullable(),
      chosenAt: utcInstant(),
    }),
  ),
};

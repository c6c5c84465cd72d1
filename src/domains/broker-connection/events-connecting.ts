import { z } from 'zod';
import { defineEvent } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { broker, credentialsRef, identity, ids, lastFour } from './event-fields.ts';
import { AUTH_METHODS } from './values.ts';

/** Facts of coming to be connected. */
export const connectingEvents = {
  BrokerConnectionInitiated: defineEvent(
    'BrokerConnectionInitiated',
    2,
    z.object({
      ...identity,
      ...broker,
      authMethod: z.enum(AUTH_METHODS),
      apiEndpointOverride: z.string().nullable(),
      initiatedAt: utcInstant(),
    }),
  ),
  BrokerOAuthStarted: defineEvent(
    'BrokerOAuthStarted',
    1,
    z.object({
      ...identity,
      /** Hash of the state that the broker sends back. */
      stateHash: z.string(),
      sessionId: z.string(),
      expiresAt: utcInstant(),
      startedAt: utcInstant(),
    }),
  ),
  BrokerApiCredentialsStored: defineEvent(
    'BrokerApiCredentialsStored',
    1,
    z.object({ ...identity, credentialsRef, lastFour, storedAt: utcInstant() }),
  ),
  BrokerTokensSuccessfullyStored: defineEvent(
    'BrokerTokensSuccessfullyStored',
    1,
    z.object({
      ...identity,
      credentialsRef,
      lastFour,
      accessTokenExpiresAt: utcInstant().nullable(),
      refreshTokenWasProvided: z.boolean(),
      scopesGranted: z.array(z.string()),
      storedAt: utcInstant(),
    }),
  ),
  BrokerConnectionEstablished: defineEvent(
    'BrokerConnectionEstablished',
    1,
    z.object({ ...identity, ...broker, establishedAt: utcInstant(), statusMessage: z.string().nullable() }),
  ),
  BrokerConnectionReset: defineEvent(
    'BrokerConnectionReset',
    1,
    z.object({
      ...identity,
      ...broker,
      authMethod: z.enum(AUTH_METHODS),
      apiEndpointOverride: z.string().nullable(),
      resetAt: utcInstant(),
    }),
  ),
  BrokerConnectionEstablishedSagaCompleted: defineEvent(
    'BrokerConnectionEstablishedSagaCompleted',
    1,
    z.object({ ...identity, sagaId: z.uuid(), accountIds: ids, completedAt: utcInstant() }),
  ),
};

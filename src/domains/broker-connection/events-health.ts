import { z } from 'zod';
import { defineEvent } from '../../core/event.ts';
import { utcInstant } from '../shared/quote.ts';
import { broker, credentialsRef, identity, lastFour } from './event-fields.ts';

const attempt = z.int().min(1);

/** Facts of how well a connection does. */
export const healthEvents = {
  BrokerConnectionFailed: defineEvent(
    'BrokerConnectionFailed',
    2,
    z.object({
      ...identity,
      ...broker,
      reason: z.string(),
      details: z.string(),
      requiresUserAction: z.boolean(),
      /** When the broker last answered well; null when it never did. */
      lastHealthyAt: utcInstant().nullable(),
      attemptsSoFar: z.int().min(0),
      failedAt: utcInstant(),
    }),
  ),
  BrokerConnectionHealthUpdated: defineEvent(
    'BrokerConnectionHealthUpdated',
    1,
    z.object({
      ...identity,
      ...broker,
      isHealthy: z.boolean(),
      /** Our word, or the broker's own kept as it came. */
      newStatus: z.string(),
      reason: z.string().nullable(),
      checkedAt: utcInstant(),
    }),
  ),
  BrokerConnectionReauthRequired: defineEvent(
    'BrokerConnectionReauthRequired',
    1,
    z.object({ ...identity, reason: z.string(), requiredAt: utcInstant() }),
  ),
  BrokerTokenRefreshRequested: defineEvent(
    'BrokerTokenRefreshRequested',
    1,
    z.object({
      ...identity,
      ...broker,
      credentialsRef,
      accessTokenExpiresAt: utcInstant().nullable(),
      requestedAt: utcInstant(),
    }),
  ),
  BrokerTokensRefreshed: defineEvent(
    'BrokerTokensRefreshed',
    1,
    z.object({
      ...identity,
      credentialsRef,
      lastFour,
      accessTokenExpiresAt: utcInstant().nullable(),
      /** The broker sent a new refresh token, which replaced the old one. */
      refreshTokenWasProvided: z.boolean(),
      refreshedAt: utcInstant(),
    }),
  ),
  BrokerStreamingDisconnected: defineEvent(
    'BrokerStreamingDisconnected',
    1,
    z.object({
      ...identity,
      ...broker,
      attempt: z.int().min(0),
      reason: z.string().nullable(),
      lastHealthyAt: utcInstant().nullable(),
      disconnectedAt: utcInstant(),
    }),
  ),
  BrokerConnectionRecovered: defineEvent(
    'BrokerConnectionRecovered',
    1,
    z.object({
      ...identity,
      attempt: z.int().min(0),
      reason: z.string().nullable(),
      recoveredAt: utcInstant(),
    }),
  ),
  BrokerConnectionRecoveryFailed: defineEvent(
    'BrokerConnectionRecoveryFailed',
    1,
    z.object({
      ...identity,
      attempt,
      reason: z.string(),
      requiresUserAction: z.boolean(),
      /** No further attempt will be made by itself. */
      exhausted: z.boolean(),
      failedAt: utcInstant(),
    }),
  ),
};

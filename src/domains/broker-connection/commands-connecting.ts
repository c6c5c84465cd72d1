import { z } from 'zod';
import { credentialsRef, lastFour } from './event-fields.ts';
import { AUTH_METHODS, BROKERS, ENVIRONMENTS } from './values.ts';

/** Tokens as the vault has them, never the tokens; `expiresInSeconds` as the broker told it (BC-R2). */
export const storedTokens = {
  credentialsRef,
  lastFour,
  expiresInSeconds: z.int().min(1).nullable(),
  refreshTokenWasProvided: z.boolean(),
};

/** Begins a connection; the virtual broker's is established at once (BC-R3). */
export const initiateBrokerConnectionCommand = z.object({
  type: z.literal('InitiateBrokerConnectionCommand'),
  brokerId: z.enum(BROKERS),
  environment: z.enum(ENVIRONMENTS),
  authMethod: z.enum(AUTH_METHODS),
  apiEndpointOverride: z.string().max(200).nullable(),
  /** The sentence that a user writes before real money is traded; null for paper. */
  liveConfirmation: z.string().max(200).nullable(),
});
export type InitiateBrokerConnectionCommand = z.infer<typeof initiateBrokerConnectionCommand>;

/** Sends the user to the broker to sign in; the state comes back once, within ten minutes (BC-U3). */
export const startOAuthCommand = z.object({
  type: z.literal('StartOAuthCommand'),
  stateHash: z.string().min(16).max(128),
  sessionId: z.string().min(1).max(128),
});
export type StartOAuthCommand = z.infer<typeof startOAuthCommand>;

/** The vault has the user's API keys. */
export const storeApiCredentialsCommand = z.object({
  type: z.literal('StoreApiCredentialsCommand'),
  credentialsRef,
  lastFour,
});
export type StoreApiCredentialsCommand = z.infer<typeof storeApiCredentialsCommand>;

/** The vault has the tokens of the sign-in that was started with this state in this session. */
export const confirmOAuthTokensStoredCommand = z.object({
  type: z.literal('ConfirmOAuthTokensStoredCommand'),
  stateHash: z.string(),
  sessionId: z.string(),
  ...storedTokens,
  scopesGranted: z.array(z.string().max(100)).max(50),
});
export type ConfirmOAuthTokensStoredCommand = z.infer<typeof confirmOAuthTokensStoredCommand>;

/** What the broker said to the credentials; it was asked before. */
export const validateBrokerCredentialsCommand = z.object({
  type: z.literal('ValidateBrokerCredentialsCommand'),
  valid: z.boolean(),
  reason: z.string().max(200),
  details: z.string().max(2_000),
});
export type ValidateBrokerCredentialsCommand = z.infer<typeof validateBrokerCredentialsCommand>;

/** The credentials work: connected. */
export const establishBrokerConnectionCommand = z.object({
  type: z.literal('EstablishBrokerConnectionCommand'),
  statusMessage: z.string().max(500).nullable(),
});
export type EstablishBrokerConnectionCommand = z.infer<typeof establishBrokerConnectionCommand>;

/** Begins a disconnected connection anew, without credentials. */
export const resetConnectionCommand = z.object({ type: z.literal('ResetConnectionCommand') });
export type ResetConnectionCommand = z.infer<typeof resetConnectionCommand>;

/** Ends the connecting (saga only). */
export const finalizeBrokerConnectionCommand = z.object({
  type: z.literal('FinalizeBrokerConnectionCommand'),
});
export type FinalizeBrokerConnectionCommand = z.infer<typeof finalizeBrokerConnectionCommand>;

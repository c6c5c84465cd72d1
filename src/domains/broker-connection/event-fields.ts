import { z } from 'zod';
import { BROKERS, ENVIRONMENTS } from './values.ts';

/** Whose connection an event is of. */
export const identity = { brokerConnectionId: z.uuid(), userId: z.uuid() };

/** Which broker, and whether real money. */
export const broker = { brokerId: z.enum(BROKERS), environment: z.enum(ENVIRONMENTS) };

/** Ids of accounts or automations: the list is always there, and an empty one means none (N-R4). */
export const ids = z.array(z.uuid());

/** Where credentials lie in the user's vault: never the secret itself. */
export const credentialsRef = z
  .string()
  .regex(/^vault:[a-z0-9][a-z0-9:_-]{0,99}$/, 'must be a reference like vault:broker_credentials:1');

/** The end of a secret, for people to tell one key from another (BC-U5). */
export const lastFour = z.string().max(4);

/** An item of a batch that failed, and why (C-R9). */
export const itemError = z.object({ accountId: z.uuid(), code: z.string().min(1), detail: z.string() });

import type { z } from 'zod';
import type * as accounts from './commands-accounts.ts';
import type * as connecting from './commands-connecting.ts';
import type * as disconnecting from './commands-disconnecting.ts';
import type * as health from './commands-health.ts';

type Schemas = typeof connecting & typeof health & typeof disconnecting & typeof accounts;
type CommandSchema = Extract<Schemas[keyof Schemas], z.ZodType<{ readonly type: string }>>;

/** Everything a broker connection can be told (domains 4.2). */
export type BrokerConnectionCommand = z.infer<CommandSchema>;

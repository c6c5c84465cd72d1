import type { z } from 'zod';
import type * as money from './commands-money.ts';
import type * as standing from './commands-standing.ts';

export type { LinkDiscoveredBrokerAccountCommand } from './commands-standing.ts';

type Schemas = typeof standing & typeof money;

/** Everything a broker account can be told (domains 4.3). */
export type BrokerAccountCommand = z.infer<Schemas[keyof Schemas]>;

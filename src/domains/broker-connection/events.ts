import type { EventOf } from '../../core/event.ts';
import { accountsEvents } from './events-accounts.ts';
import { connectingEvents } from './events-connecting.ts';
import { disconnectingEvents } from './events-disconnecting.ts';
import { healthEvents } from './events-health.ts';

export { BROKERS, ENVIRONMENTS } from './values.ts';

/** Facts of a broker connection (domains 4.2). */
export const brokerConnectionEvents = {
  ...connectingEvents,
  ...healthEvents,
  ...disconnectingEvents,
  ...accountsEvents,
};

export type BrokerConnectionEvent = EventOf<typeof brokerConnectionEvents>;

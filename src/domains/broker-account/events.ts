import type { EventOf } from '../../core/event.ts';
import { moneyEvents } from './events-money.ts';
import { standingEvents } from './events-standing.ts';

/** Facts of a broker account (domains 4.3). What concerns all accounts of a connection is in the log of that connection. */
export const brokerAccountEvents = { ...standingEvents, ...moneyEvents };

export type BrokerAccountEvent = EventOf<typeof brokerAccountEvents>;

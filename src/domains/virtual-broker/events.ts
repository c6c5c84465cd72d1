import type { EventOf } from '../../core/event.ts';
import { virtualAccountEvents } from './events-account.ts';
import { virtualOrderEvents } from './events-orders.ts';

export { type LedgerEntry, ledgerEntrySchema } from './event-fields.ts';

/** Facts of a virtual trading account (domains 4.4). */
export const virtualBrokerEvents = { ...virtualAccountEvents, ...virtualOrderEvents };

/** Any fact of a virtual account. */
export type VirtualBrokerEvent = EventOf<typeof virtualBrokerEvents>;

import type { Upcaster } from '../../core/event-registry.ts';

const lift = (type: string, added: Readonly<Record<string, unknown>>): Upcaster => ({
  from: { type, schemaVersion: 1 },
  to: { type, schemaVersion: 2 },
  upcast: (data) => ({ ...data, ...added }),
});

/** Until version 2 there was only the virtual broker: no credentials, paper, and a discovery that told no virtual accounts. */
export const brokerConnectionUpcasters: readonly Upcaster[] = [
  lift('BrokerConnectionInitiated', { authMethod: 'none' }),
  lift('BrokerConnectionFailed', {
    brokerId: 'virtual',
    environment: 'paper',
    lastHealthyAt: null,
    attemptsSoFar: 0,
  }),
  lift('AccountsDiscovered', { virtualAccountIds: null }),
];

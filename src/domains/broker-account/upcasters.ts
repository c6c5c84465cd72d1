import type { Upcaster } from '../../core/event-registry.ts';

const lift = (type: string, added: Readonly<Record<string, unknown>>): Upcaster => ({
  from: { type, schemaVersion: 1 },
  to: { type, schemaVersion: 2 },
  upcast: (data) => ({ ...data, ...added }),
});

/** Until version 2 a broker told nothing but figures, there was only the virtual one, and there were no automations. */
export const brokerAccountUpcasters: readonly Upcaster[] = [
  lift('BrokerAccountLinked', {
    accountType: null,
    initialDetails: null,
    initialRestrictions: null,
    initialMetadataFromBroker: null,
    isDefault: false,
  }),
  lift('AccountDataFromBrokerUpdated', {
    details: null,
    accountType: null,
    restrictions: null,
    metadataFromBroker: null,
  }),
  lift('BrokerAccountDeleted', {
    brokerId: 'virtual',
    environment: 'paper',
    brokerAccountId: null,
    wasDefault: false,
    boundAutomationIds: [],
  }),
];

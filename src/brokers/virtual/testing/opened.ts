import { id, order, replace } from '../../../domains/virtual-broker/testing/fixtures.ts';
import { type VirtualBrokerPorts, virtualBrokerAdapter } from '../adapter.ts';
import { VirtualBrokerInMemory } from './memory.ts';

/** An adapter wired to a virtual broker in memory, and the account that it opened. */
export const opened = async (wiring: Partial<VirtualBrokerPorts> = {}) => {
  const broker = new VirtualBrokerInMemory();
  const adapter = virtualBrokerAdapter(broker.ports(wiring));
  const listed = await adapter.listAccounts();
  if (!listed.ok) throw new Error(listed.error.detail);
  const [account, ...more] = listed.value;
  if (!account || more.length > 0) throw new Error('expected one account');
  const { brokerAccountId } = account;
  return {
    broker,
    adapter,
    account,
    brokerAccountId,
    place: (...terms: Parameters<typeof order>) => adapter.placeOrder(brokerAccountId, order(...terms)),
    give: (command: Parameters<VirtualBrokerInMemory['give']>[1]) => broker.give(brokerAccountId, command),
    version: () => broker.version(brokerAccountId),
  };
};

/** How a broker is asked about the order of that name. */
export const nameOf = (brokerAccountId: string, name: string) => ({
  brokerAccountId,
  orderId: id(name),
  clientOrderId: name,
});

/** How an account is set up unless a test says otherwise. */
export const { setup: SETUP } = new VirtualBrokerInMemory().ports();

/** Half the quantity, and a price at which nothing fills. */
export const { changes: CHANGES } = replace('any', { quantity: '5', limitPrice: '2' });

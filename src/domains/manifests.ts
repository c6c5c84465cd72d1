import { type AnyDomain, anyDomain } from '../core/domain.ts';
import { automationDomain } from './automation/domain.ts';
import { brokerAccountDomain } from './broker-account/domain.ts';
import { brokerConnectionDomain } from './broker-connection/domain.ts';
import { orderDomain } from './order/domain.ts';
import { portfolioDomain } from './portfolio/domain.ts';
import { positionDomain } from './position/domain.ts';
import { userAccountDomain } from './user-account/domain.ts';
import { virtualBrokerDomain } from './virtual-broker/domain.ts';

/** The manifest of every domain, in the order of the specification; registries, pages and tests walk over it. */
export const domains: readonly AnyDomain[] = [
  anyDomain(userAccountDomain),
  anyDomain(brokerConnectionDomain),
  anyDomain(brokerAccountDomain),
  anyDomain(virtualBrokerDomain),
  anyDomain(automationDomain),
  anyDomain(orderDomain),
  anyDomain(positionDomain),
  anyDomain(portfolioDomain),
];

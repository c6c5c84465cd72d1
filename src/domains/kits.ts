import { automationDomain } from './automation/domain.ts';
import automationGolden from './automation/testing/golden-events.json' with { type: 'json' };
import { automationSequences } from './automation/testing/sequences.ts';
import { brokerAccountDomain } from './broker-account/domain.ts';
import brokerAccountGolden from './broker-account/testing/golden-events.json' with { type: 'json' };
import { brokerAccountSequences } from './broker-account/testing/sequences.ts';
import { brokerConnectionDomain } from './broker-connection/domain.ts';
import brokerConnectionGolden from './broker-connection/testing/golden-events.json' with { type: 'json' };
import { brokerConnectionSequences } from './broker-connection/testing/sequences.ts';
import { orderDomain } from './order/domain.ts';
import orderGolden from './order/testing/golden-events.json' with { type: 'json' };
import { orderSequences } from './order/testing/sequences.ts';
import { portfolioDomain } from './portfolio/domain.ts';
import portfolioGolden from './portfolio/testing/golden-events.json' with { type: 'json' };
import { portfolioSequences } from './portfolio/testing/sequences.ts';
import { positionDomain } from './position/domain.ts';
import positionGolden from './position/testing/golden-events.json' with { type: 'json' };
import { positionSequences } from './position/testing/sequences.ts';
import { type DomainKit, kit } from './testing/kit.ts';
import { userAccountDomain } from './user-account/domain.ts';
import userAccountGolden from './user-account/testing/golden-events.json' with { type: 'json' };
import { userAccountSequences } from './user-account/testing/sequences.ts';
import { virtualBrokerDomain } from './virtual-broker/domain.ts';
import virtualBrokerGolden from './virtual-broker/testing/golden-events.json' with { type: 'json' };
import { virtualBrokerSequences } from './virtual-broker/testing/sequences.ts';

/** The kits of all domains; only tests and measurements use them. */
export const kits: readonly DomainKit[] = [
  kit(userAccountDomain, userAccountSequences, userAccountGolden),
  kit(brokerConnectionDomain, brokerConnectionSequences, brokerConnectionGolden),
  kit(brokerAccountDomain, brokerAccountSequences, brokerAccountGolden),
  kit(virtualBrokerDomain, virtualBrokerSequences, virtualBrokerGolden),
  kit(automationDomain, automationSequences, automationGolden),
  kit(orderDomain, orderSequences, orderGolden),
  kit(positionDomain, positionSequences, positionGolden),
  kit(portfolioDomain, portfolioSequences, portfolioGolden),
];

import { handleQueue } from './bus/queue-handler.ts';
import { app } from './http/app.ts';
import type { Env } from './platform/env.ts';

export { AccountHub } from '../objects/account-hub.ts';
export { ArchiveBacklogObject } from '../objects/archive-backlog-object.ts';
export { AutomationObject } from '../objects/automation-object.ts';
export { BrokerAccountObject } from '../objects/broker-account-object.ts';
export { BrokerConnectionObject } from '../objects/broker-connection-object.ts';
export { FeedObject } from '../objects/feed-object.ts';
export { KeyObject } from '../objects/key-object.ts';
export { OrderObject } from '../objects/order-object.ts';
export { PortfolioObject } from '../objects/portfolio-object.ts';
export { PositionObject } from '../objects/position-object.ts';
export { SagaGateObject } from '../objects/saga-gate-object.ts';
export { TradeCoreSaga } from '../objects/saga-host.ts';
export { UserAccountObject } from '../objects/user-account-object.ts';
export { VaultObject } from '../objects/vault-object.ts';
export { VirtualBrokerObject } from '../objects/virtual-broker-object.ts';

export default { fetch: app.fetch, queue: handleQueue } satisfies ExportedHandler<Env>;

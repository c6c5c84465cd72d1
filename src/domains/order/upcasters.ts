import type { Upcaster } from '../../core/event-registry.ts';
import { ASSET_TYPES } from '../shared/asset-type.ts';
import { plainAsset } from '../shared/derivatives.ts';

type Data = Readonly<Record<string, unknown>>;

/** One step up for a type; `defaults` are what the older shape meant where it says nothing, and fields that are there stay (rule V-R1). */
const step = (type: string, from: number, defaults: (data: Data) => Data): Upcaster => ({
  from: { type, schemaVersion: from },
  to: { type, schemaVersion: from + 1 },
  upcast: (data) => ({ ...defaults(data), ...data }),
});

/** The first build traded plain assets only. */
const plainAssetOf = ({ assetType }: Data): Data =>
  plainAsset(ASSET_TYPES.find((known) => known === assetType) ?? 'stock');

const intent = (data: Data): Data => ({
  ...plainAssetOf(data),
  positionEffect: null,
  trailAmount: null,
  trailPercent: null,
  approvalExpiresAt: null,
  group: null,
  legs: [],
  expiresAt: null,
  createdBy: 'user',
});

const fill = (data: Data): Data => ({
  ...plainAssetOf(data),
  signalId: null,
  positionEffect: null,
  group: null,
  late: false,
});

/**
 * How older events of an order are read. `OrderPlacedEvent` has three versions in the guides (2 adds the time in force, 3 extended hours
 * and client order id); the first build stored the whole shape as version 1, so a field that is there is never replaced.
 */
export const orderUpcasters: readonly Upcaster[] = [
  step('OrderCreatedEvent', 1, intent),
  step('OrderPlacedEvent', 1, () => ({ timeInForce: 'day' })),
  step('OrderPlacedEvent', 2, ({ orderId }) => ({ extendedHours: false, clientOrderId: orderId })),
  step('OrderPartiallyFilledEvent', 1, fill),
  step('OrderFilledEvent', 1, fill),
  step('OrderCancelRequestedEvent', 1, () => ({ brokerOrderId: null })),
  step('OrderCancelled', 1, () => ({ group: null })),
  step('OrderRejected', 1, () => ({ group: null, filledQuantity: '0' })),
];

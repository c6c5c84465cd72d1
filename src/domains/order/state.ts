import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { AssetType } from '../shared/instrument.ts';
import type { Fill, OrderSide, OrderType, TimeInForce } from '../shared/trading.ts';
import type { OrderStatus } from './values.ts';

/** An order as its events tell it (domains 4.6); the decider's state is null before the order is created. */
export interface OrderState {
  readonly orderId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly connectionId: string;
  readonly brokerId: string;
  /** The broker's own id of the account. */
  readonly brokerAccountId: string;
  readonly automationId: string | null;
  readonly clientOrderId: string;
  /** Null until the broker acknowledged. */
  readonly brokerOrderId: string | null;
  /** The saga that sent it; null as long as nothing was sent. */
  readonly executionSagaId: string | null;
  readonly symbol: string;
  readonly assetType: AssetType;
  readonly multiplier: DecimalString;
  readonly side: OrderSide;
  readonly orderType: OrderType;
  readonly quantity: DecimalString;
  readonly limitPrice: DecimalString | null;
  readonly timeInForce: TimeInForce;
  readonly extendedHours: boolean;
  /** Buying power held at creation, in account currency. */
  readonly reservedBuyingPower: DecimalString;
  readonly status: OrderStatus;
  readonly fills: readonly Fill[];
  readonly filledQuantity: DecimalString;
  /** Null without fills (OR-R3). */
  readonly averageFillPrice: DecimalString | null;
  /** Sum over the fills, in account currency. */
  readonly commission: DecimalString;
  readonly rejectReason: { readonly code: string; readonly detail: string } | null;
  readonly createdAt: UtcInstant;
  readonly submittedAt: UtcInstant | null;
  readonly placedAt: UtcInstant | null;
  readonly filledAt: UtcInstant | null;
  readonly cancelledAt: UtcInstant | null;
  readonly rejectedAt: UtcInstant | null;
  readonly executionCompletedAt: UtcInstant | null;
}

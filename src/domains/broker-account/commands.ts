import type { DecimalString } from '../../core/decimal.ts';
import type { AccountFigures } from '../shared/trading.ts';

/** Links an account the broker told of; a known one only gets its figures refreshed. */
export interface LinkDiscoveredBrokerAccountCommand {
  readonly type: 'LinkDiscoveredBrokerAccountCommand';
  readonly brokerConnectionId: string;
  readonly brokerId: string;
  readonly brokerAccountId: string;
  readonly accountName: string | null;
  readonly environment: string;
  readonly assetType: string;
  readonly currency: string;
  readonly statusFromBroker: string | null;
  readonly figures: AccountFigures;
}

/** Mirrors figures of the broker; older ones than stored change nothing. */
export interface RefreshAccountDataFromBrokerCommand {
  readonly type: 'RefreshAccountDataFromBrokerCommand';
  readonly figures: AccountFigures;
}

/** Sets buying power aside while an order is on its way to the broker. */
export interface ReserveBuyingPowerCommand {
  readonly type: 'ReserveBuyingPowerCommand';
  readonly orderId: string;
  readonly amount: DecimalString;
}

/** Gives a reservation back; of an order never seen it is recorded, and a later reserve for it is refused. */
export interface ReleaseBuyingPowerCommand {
  readonly type: 'ReleaseBuyingPowerCommand';
  readonly orderId: string;
  readonly reason: string;
}

/** The broker has the order in its own figures now: mirrors them and ends the reservation. */
export interface SettleReservationCommand {
  readonly type: 'SettleReservationCommand';
  readonly orderId: string;
  readonly figures: AccountFigures;
}

/** Removes the account from the system; a repeat changes nothing. */
export interface DeleteBrokerAccountCommand {
  readonly type: 'DeleteBrokerAccountCommand';
  readonly reason: string;
  /** Leaves an account alone that another saga linked; null removes it whoever did. */
  readonly onlyIfLinkedBy: string | null;
}

export type BrokerAccountCommand =
  | LinkDiscoveredBrokerAccountCommand
  | RefreshAccountDataFromBrokerCommand
  | ReserveBuyingPowerCommand
  | ReleaseBuyingPowerCommand
  | SettleReservationCommand
  | DeleteBrokerAccountCommand;

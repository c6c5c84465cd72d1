import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import { type DecimalString, decimal, text, ZERO } from '../../core/decimal.ts';
import type { AccountFigures } from '../shared/trading.ts';
import type {
  RefreshAccountDataFromBrokerCommand,
  ReleaseBuyingPowerCommand,
  ReserveBuyingPowerCommand,
  SettleReservationCommand,
  UpdateAccountBalanceCommand,
  UpdateAccountBuyingPowerCommand,
  UpdateAccountEquityCommand,
} from './commands-money.ts';
import { type BrokerAccountEvent, brokerAccountEvents as events } from './events.ts';
import { isNewer } from './figures.ts';
import { identityOf } from './identity.ts';
import { type AccountProfile, NO_PROFILE } from './profile.ts';
import { wasReleasedUnseen } from './released-unseen.ts';
import { reservedFor } from './reservations.ts';
import { availableAmount, type BrokerAccountState } from './state.ts';
import { tradability } from './tradability.ts';

type Decided = Decision<BrokerAccountEvent>;
type State = BrokerAccountState;

/** What a broker told at one time. */
interface Told {
  readonly figures: AccountFigures;
  readonly statusFromBroker?: string | null | undefined;
  readonly profile?: AccountProfile | null | undefined;
}

/** The broker's news as facts: none unless a figure of it is newer than ours (BA-R4). */
export const mirrored = (
  { figures, statusFromBroker, profile }: Told,
  state: State,
  env: DecisionEnv,
): readonly BrokerAccountEvent[] => {
  const { balance, equity, buyingPower, asOf } = figures;
  const isNews =
    isNewer(asOf, state.balanceAsOf) ||
    isNewer(asOf, state.equityAsOf) ||
    isNewer(asOf, state.buyingPowerAsOf);
  if (!isNews) return [];
  const { accountType, restrictions, details, metadata } = profile ?? NO_PROFILE;
  return [
    events.AccountDataFromBrokerUpdated({
      ...identityOf(state, env),
      balance,
      equity,
      buyingPower,
      details,
      statusFromBroker: statusFromBroker ?? null,
      accountType,
      restrictions,
      metadataFromBroker: metadata,
      asOf,
      refreshedAt: env.now,
    }),
  ];
};

/** Mirrors what the broker told. */
export const refresh = (
  command: RefreshAccountDataFromBrokerCommand,
  state: State,
  env: DecisionEnv,
): Decided => accept(...mirrored(command, state, env));

/** Mirrors the balance. */
export const updateBalance = (
  { balance, asOf }: UpdateAccountBalanceCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  isNewer(asOf, state.balanceAsOf)
    ? accept(events.AccountBalanceUpdated({ ...identityOf(state, env), balance, asOf }))
    : accept();

/** Mirrors the equity. */
export const updateEquity = (
  { equity, asOf }: UpdateAccountEquityCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  isNewer(asOf, state.equityAsOf)
    ? accept(events.AccountEquityUpdated({ ...identityOf(state, env), equity, asOf }))
    : accept();

/** Mirrors the buying power. */
export const updateBuyingPower = (
  { buyingPower, asOf }: UpdateAccountBuyingPowerCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  isNewer(asOf, state.buyingPowerAsOf)
    ? accept(events.AccountBuyingPowerUpdated({ ...identityOf(state, env), buyingPower, asOf }))
    : accept();

/** Sets buying power aside, once per order and never more than there is (BA-U3). */
export const reserve = (
  { orderId, amount }: ReserveBuyingPowerCommand,
  state: State,
  env: DecisionEnv,
): Decided => {
  if (reservedFor(state.reservations, orderId) !== null) return accept();
  if (wasReleasedUnseen(state.releasedUnseen, orderId))
    return reject('reservation_released', 'this order was released before it was reserved');
  const needed = decimal(amount);
  if (needed.isNegative() && !needed.isZero())
    return reject('invalid_amount', 'less than nothing cannot be reserved', 'amount');
  const opens = !needed.isZero();
  const { tradable, closingOnly, reason } = tradability(state);
  if (!tradable && (opens || !closingOnly))
    return reject('account_not_tradable', reason ?? 'the account takes no orders');
  // An order that closes reserves nothing: it may go out while the buying power is unknown or overdrawn.
  if (opens) {
    const available = availableAmount(state);
    if (available === null)
      return reject('buying_power_unknown', 'the broker has not told the buying power yet');
    if (needed.gt(available))
      return reject('insufficient_buying_power', `needs ${amount}, ${text(available)} is available`);
  }
  return accept(
    events.BuyingPowerReserved({ ...identityOf(state, env), orderId, amount, reservedAt: env.now }),
  );
};

const released = (orderId: string, amount: DecimalString, reason: string, state: State, env: DecisionEnv) =>
  events.BuyingPowerReleased({ ...identityOf(state, env), orderId, amount, reason, releasedAt: env.now });

/** Gives back what was reserved; of an order never seen it is remembered. */
export const release = (
  { orderId, reason }: ReleaseBuyingPowerCommand,
  state: State,
  env: DecisionEnv,
): Decided =>
  wasReleasedUnseen(state.releasedUnseen, orderId)
    ? accept()
    : accept(released(orderId, reservedFor(state.reservations, orderId) ?? ZERO, reason, state, env));

/** The broker's figures contain the order: they hold, and its reservation ends (BA-U3). */
export const settle = (
  { orderId, figures }: SettleReservationCommand,
  state: State,
  env: DecisionEnv,
): Decided => {
  const amount = reservedFor(state.reservations, orderId);
  const news = mirrored({ figures }, state, env);
  return amount === null
    ? accept(...news)
    : accept<BrokerAccountEvent>(...news, released(orderId, amount, 'acknowledged', state, env));
};

import type { AggregateDefinition } from '../../core/aggregate.ts';
import { accept, type DecisionEnv, decideBy, evolveBy, reject } from '../../core/decider.ts';
import { type DecimalString, decimal, sum, text } from '../../core/decimal.ts';
import { eventRegistry } from '../../core/event-registry.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import type { AccountFigures } from '../shared/trading.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { type BrokerAccountEvent, brokerAccountEvents as events } from './events.ts';

/** An account at a broker: the broker's figures as of an instant, and what our orders on their way reserve. */
export interface BrokerAccountState {
  readonly status: 'absent' | 'active' | 'deleted';
  readonly brokerConnectionId: string;
  readonly brokerId: string;
  readonly brokerAccountId: string;
  readonly accountName: string | null;
  readonly environment: string;
  readonly assetType: string;
  readonly currency: string;
  readonly balance: DecimalString;
  readonly equity: DecimalString | null;
  readonly buyingPower: DecimalString | null;
  readonly asOf: UtcInstant | null;
  /** Amounts of orders the broker's figures do not contain yet, by order. */
  readonly reservations: Readonly<Record<string, DecimalString>>;
  /** Orders released before they were reserved: a reserve that comes late is refused. */
  readonly releasedUnseen: readonly string[];
  readonly linkedBySagaId: string | null;
  readonly linkedAt: UtcInstant | null;
}

const initial: BrokerAccountState = {
  status: 'absent',
  brokerConnectionId: '',
  brokerId: '',
  brokerAccountId: '',
  accountName: null,
  environment: '',
  assetType: '',
  currency: '',
  balance: '0',
  equity: null,
  buyingPower: null,
  asOf: null,
  reservations: {},
  releasedUnseen: [],
  linkedBySagaId: null,
  linkedAt: null,
};

/** Buying power of the broker less what is reserved; null while the broker has told none (rule BA-R3). */
export const availableBuyingPower = (state: BrokerAccountState): DecimalString | null =>
  state.buyingPower === null
    ? null
    : text(decimal(state.buyingPower).minus(sum(Object.values(state.reservations))));

const identity = ({ aggregateId, userId }: DecisionEnv) => ({ accountAggregateId: aggregateId, userId });

const notActive = (state: BrokerAccountState) =>
  state.status === 'absent'
    ? reject('account_not_found', 'there is no such account')
    : reject('account_not_tradable', `the account is ${state.status}`);

const isNewer = (figures: AccountFigures, state: BrokerAccountState) =>
  state.asOf === null || epochMs(figures.asOf) > epochMs(state.asOf);

const mirrored = (figures: AccountFigures, status: string | null, env: DecisionEnv) =>
  events.AccountDataFromBrokerUpdated({
    ...identity(env),
    ...figures,
    statusFromBroker: status,
    refreshedAt: env.now,
  });

const released = (orderId: string, amount: DecimalString, reason: string, env: DecisionEnv) =>
  events.BuyingPowerReleased({ ...identity(env), orderId, amount, reason, releasedAt: env.now });

const decide = decideBy<BrokerAccountState, BrokerAccountCommand, BrokerAccountEvent>({
  LinkDiscoveredBrokerAccountCommand: (command, state, env) => {
    const { figures, statusFromBroker, ...account } = command;
    if (state.status === 'active') {
      if (state.brokerId !== command.brokerId || state.brokerAccountId !== command.brokerAccountId)
        return reject('account_mismatch', 'this account is linked to another account of the broker');
      return isNewer(figures, state)
        ? accept<BrokerAccountEvent>(mirrored(figures, statusFromBroker, env))
        : accept<BrokerAccountEvent>();
    }
    return accept<BrokerAccountEvent>(
      events.BrokerAccountLinked({
        ...identity(env),
        brokerConnectionId: account.brokerConnectionId,
        brokerId: account.brokerId,
        brokerAccountId: account.brokerAccountId,
        accountName: account.accountName,
        environment: account.environment,
        assetType: account.assetType,
        currency: account.currency,
        initialBalance: figures.balance,
        initialEquity: figures.equity,
        initialBuyingPower: figures.buyingPower,
        initialStatusFromBroker: statusFromBroker,
        linkedBySagaId: env.sagaId,
        asOf: figures.asOf,
        linkedAt: env.now,
      }),
    );
  },
  RefreshAccountDataFromBrokerCommand: ({ figures }, state, env) => {
    if (state.status !== 'active') return notActive(state);
    return isNewer(figures, state) ? accept<BrokerAccountEvent>(mirrored(figures, null, env)) : accept();
  },
  ReserveBuyingPowerCommand: ({ orderId, amount }, state, env) => {
    if (state.status !== 'active') return notActive(state);
    if (state.reservations[orderId] !== undefined) return accept();
    if (state.releasedUnseen.includes(orderId))
      return reject('reservation_released', 'this order was released before it was reserved');
    const available = availableBuyingPower(state);
    // A sell reserves nothing: it may go out while the buying power is unknown or overdrawn.
    const needed = decimal(amount).gt(0);
    if (needed && available === null)
      return reject('buying_power_unknown', 'the broker has not told the buying power yet');
    if (needed && decimal(amount).gt(available ?? '0'))
      return reject('insufficient_buying_power', `needs ${amount}, ${available} is available`);
    return accept<BrokerAccountEvent>(
      events.BuyingPowerReserved({ ...identity(env), orderId, amount, reservedAt: env.now }),
    );
  },
  ReleaseBuyingPowerCommand: ({ orderId, reason }, state, env) => {
    if (state.status === 'absent') return notActive(state);
    if (state.releasedUnseen.includes(orderId)) return accept();
    return accept<BrokerAccountEvent>(released(orderId, state.reservations[orderId] ?? '0', reason, env));
  },
  SettleReservationCommand: ({ orderId, figures }, state, env) => {
    if (state.status === 'absent') return notActive(state);
    const amount = state.reservations[orderId];
    const update = isNewer(figures, state) ? [mirrored(figures, null, env)] : [];
    const release = amount === undefined ? [] : [released(orderId, amount, 'acknowledged', env)];
    return accept<BrokerAccountEvent>(...update, ...release);
  },
  DeleteBrokerAccountCommand: ({ reason, onlyIfLinkedBy }, state, env) => {
    if (state.status !== 'active') return accept();
    if (onlyIfLinkedBy !== null && state.linkedBySagaId !== onlyIfLinkedBy) return accept();
    const { brokerConnectionId } = state;
    return accept<BrokerAccountEvent>(
      events.BrokerAccountDeleted({ ...identity(env), brokerConnectionId, reason, deletedAt: env.now }),
    );
  },
});

/** How a fact changes an account. */
export const evolveBrokerAccount = evolveBy<BrokerAccountState, BrokerAccountEvent>({
  BrokerAccountLinked: (_state, linked) => ({
    ...initial,
    status: 'active',
    brokerConnectionId: linked.brokerConnectionId,
    brokerId: linked.brokerId,
    brokerAccountId: linked.brokerAccountId,
    accountName: linked.accountName,
    environment: linked.environment,
    assetType: linked.assetType,
    currency: linked.currency,
    balance: linked.initialBalance,
    equity: linked.initialEquity,
    buyingPower: linked.initialBuyingPower,
    asOf: linked.asOf,
    linkedBySagaId: linked.linkedBySagaId,
    linkedAt: linked.linkedAt,
  }),
  AccountDataFromBrokerUpdated: (state, { balance, equity, buyingPower, asOf }) => ({
    ...state,
    balance,
    equity,
    buyingPower,
    asOf,
  }),
  BuyingPowerReserved: (state, { orderId, amount }) => ({
    ...state,
    reservations: { ...state.reservations, [orderId]: amount },
  }),
  BuyingPowerReleased: (state, { orderId }) => {
    const { [orderId]: known, ...reservations } = state.reservations;
    return known === undefined
      ? { ...state, releasedUnseen: [...state.releasedUnseen, orderId] }
      : { ...state, reservations };
  },
  BrokerAccountDeleted: (state) => ({ ...state, status: 'deleted' }),
});

/** One account at a broker (domains 4.3). Once deleted its log is closed: linking it again begins a new incarnation. */
export const brokerAccountAggregate: AggregateDefinition<
  BrokerAccountState,
  BrokerAccountCommand,
  BrokerAccountEvent
> = {
  type: 'broker_account',
  decider: {
    initial,
    decide,
    evolve: evolveBrokerAccount,
    isTerminal: (state) => state.status === 'deleted',
  },
  events: eventRegistry<BrokerAccountEvent>(events),
  stateSchema: 1,
};

/** State of an account nobody linked. */
export const initialBrokerAccount = initial;

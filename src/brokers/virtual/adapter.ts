import type { CommandResult } from '../../core/command.ts';
import { tookEffect } from '../../core/command.ts';
import type { DecimalString } from '../../core/decimal.ts';
import { accountIdOf } from '../../domains/broker-account/identity.ts';
import { virtualAccountIdOf } from '../../domains/broker-connection/values.ts';
import type { Instrument } from '../../domains/shared/instrument.ts';
import type { Quote } from '../../domains/shared/quote.ts';
import { figuresOf } from '../../domains/virtual-broker/buying-power.ts';
import type {
  OpenVirtualAccountCommand,
  VirtualBrokerCommand,
} from '../../domains/virtual-broker/commands.ts';
import { closedOrder, type VirtualBrokerState, workingOrder } from '../../domains/virtual-broker/state.ts';
import { type BrokerAdapter, type BrokerResult, brokerError } from '../port.ts';
import { asOf, openOrderSnapshots, orderSnapshot, positionSnapshots } from './snapshots.ts';

/** How a new virtual account is set up. */
export type VirtualAccountSetup = Pick<
  OpenVirtualAccountCommand,
  'accountType' | 'profile' | 'session' | 'allowFlip' | 'slippageBps' | 'latencyMs'
>;

/** What the virtual broker's adapter is wired to. */
export interface VirtualBrokerPorts {
  readonly userId: string;
  readonly brokerConnectionId: string;
  readonly startingCash: DecimalString;
  readonly partialFillProbability: DecimalString;
  readonly setup: VirtualAccountSetup;
  /** Names the flow that calls: an account that was deleted is opened anew by the next one. */
  readonly flow: string;
  readonly idOf: (...parts: readonly (string | number)[]) => string;
  /** Gives a command to the virtual account's aggregate; `dedupeKey` makes a repeat the same command, `asked` what it must equal. */
  readonly send: (
    virtualAccountId: string,
    identity: { readonly dedupeKey: string; readonly asked: unknown },
    command: VirtualBrokerCommand,
  ) => Promise<CommandResult<VirtualBrokerState>>;
  /** State of a virtual account, or null when there is none. */
  readonly read: (virtualAccountId: string) => Promise<VirtualBrokerState | null>;
  readonly quote: (symbol: string) => Promise<Quote | null>;
  readonly instrument: (symbol: string) => Instrument | null;
  /** Waits; only an account that was told to hang makes its callers wait. */
  readonly wait: (ms: number) => Promise<void>;
}

const ACCOUNT_NAME = 'Virtual paper account';

const refused = (result: CommandResult<VirtualBrokerState>): BrokerResult<never> =>
  result.kind === 'rejected'
    ? brokerError(
        result.rejection.code === 'order_not_open' ? 'not_open' : 'rejected',
        result.rejection.code,
        result.rejection.detail,
      )
    : brokerError('ambiguous', result.kind, `the virtual broker answered ${result.kind}`);

const NO_ACCOUNT = brokerError(
  'rejected',
  'virtual_account_not_found',
  'the virtual broker has no such account',
);

const UNREACHABLE = brokerError(
  'transient',
  'broker_unreachable',
  'the virtual broker was told not to answer',
);

const isGone = ({ status }: VirtualBrokerState): boolean => status === 'absent' || status === 'deleted';

const figuresAsOf = (state: VirtualBrokerState) => ({
  ...figuresOf(state, asOf(state)),
  asOf: asOf(state),
});

/** The virtual broker behind the port of every broker: an aggregate of our own plays the other side, faults included. */
export const virtualBrokerAdapter = (ports: VirtualBrokerPorts): BrokerAdapter => {
  /** What the account is told to do to its callers: to keep them waiting. */
  const hang = async (state: VirtualBrokerState): Promise<void> => {
    if (state.faults.hangMs > 0) await ports.wait(state.faults.hangMs);
  };

  const defaultAccountId = virtualAccountIdOf(ports.idOf, ports.brokerConnectionId);
  /** Whether the connection's account is told to act as if its broker were down. */
  const isUnreachable = async (): Promise<boolean> => {
    const state = await ports.read(defaultAccountId);
    return state !== null && !isGone(state) && state.faults.unreachable;
  };

  return {
    health: async () => ((await isUnreachable()) ? UNREACHABLE : { ok: true, value: null }),

    listAccounts: async () => {
      const { userId, brokerConnectionId, startingCash, partialFillProbability, setup, idOf } = ports;
      const virtualAccountId = defaultAccountId;
      if (await isUnreachable()) return UNREACHABLE;
      const accountId = accountIdOf(idOf, userId, 'virtual', virtualAccountId);
      const result = await ports.send(
        virtualAccountId,
        { dedupeKey: `open:${ports.flow}`, asked: accountId },
        {
          type: 'OpenVirtualAccountCommand',
          brokerConnectionId,
          accountId,
          name: ACCOUNT_NAME,
          startingCash,
          partialFillProbability,
          ...setup,
        },
      );
      if (!tookEffect(result) || !result.state) return refused(result);
      const { currency, name, status } = result.state;
      const account = {
        accountId,
        brokerAccountId: virtualAccountId,
        name,
        environment: 'paper',
        assetType: 'stock',
        currency,
        accountType: result.state.accountType,
        status,
        figures: figuresAsOf(result.state),
      };
      return { ok: true, value: [account] };
    },

    getAccount: async (virtualAccountId) => {
      const state = await ports.read(virtualAccountId);
      if (!state || isGone(state)) return NO_ACCOUNT;
      if (state.faults.unreachable) return UNREACHABLE;
      const { status } = state;
      const positions = positionSnapshots(state);
      return {
        ok: true,
        value: { status, figures: figuresAsOf(state), positions, openOrders: openOrderSnapshots(state) },
      };
    },

    placeOrder: async (virtualAccountId, order) => {
      const quote = await ports.quote(order.symbol);
      const instrument = ports.instrument(order.symbol);
      const command = { type: 'SubmitVirtualOrderCommand' as const, order, instrument, quote };
      const identity = { dedupeKey: `place:${order.orderId}`, asked: order };
      const result = await ports.send(virtualAccountId, identity, command);
      if (!tookEffect(result) || !result.state) return refused(result);
      const { state } = result;
      await hang(state);
      const closed = closedOrder(state, order.orderId);
      const known = workingOrder(state, order.orderId) ?? closed;
      if (!known)
        return brokerError('ambiguous', 'order_forgotten', 'nothing is known of the order any more');
      if (known.ambiguous && result.kind === 'accepted')
        return brokerError('ambiguous', 'no_answer', 'the answer to the order was lost');
      if (closed?.status === 'rejected')
        return brokerError('rejected', closed.code ?? 'rejected', closed.detail ?? '');
      const figures = figuresAsOf(state);
      return {
        ok: true,
        value: { brokerOrderId: known.brokerOrderId, acknowledgedAt: figures.asOf, figures },
      };
    },

    replaceOrder: async ({ brokerAccountId, orderId, clientOrderId, requestId, changes }) => {
      const before = await ports.read(brokerAccountId);
      const working = before && workingOrder(before, orderId);
      // The first request may have filled the order; a repeat is answered by what the account remembers.
      const quote = working && (await ports.quote(working.symbol));
      const command = {
        type: 'ReplaceVirtualOrderCommand' as const,
        orderId,
        clientOrderId,
        changes,
        quote,
      };
      const identity = { dedupeKey: `replace:${requestId}`, asked: changes };
      const result = await ports.send(brokerAccountId, identity, command);
      if (!tookEffect(result) || !result.state) return refused(result);
      const { state } = result;
      await hang(state);
      const known = workingOrder(state, orderId) ?? closedOrder(state, orderId);
      return known
        ? { ok: true, value: { brokerOrderId: known.brokerOrderId, replacedAt: asOf(state) } }
        : brokerError('ambiguous', 'order_forgotten', 'nothing is known of the order any more');
    },

    cancelOrder: async ({ brokerAccountId, orderId, clientOrderId, reason }) => {
      const command = { type: 'CancelVirtualOrderCommand' as const, orderId, clientOrderId, reason };
      const identity = { dedupeKey: `cancel:${orderId}`, asked: orderId };
      const result = await ports.send(brokerAccountId, identity, command);
      if (!tookEffect(result)) return refused(result);
      if (result.state) await hang(result.state);
      return { ok: true, value: null };
    },

    getOrder: async ({ brokerAccountId, orderId }) => {
      const state = await ports.read(brokerAccountId);
      return state ? { ok: true, value: orderSnapshot(state, orderId) } : NO_ACCOUNT;
    },
  };
};

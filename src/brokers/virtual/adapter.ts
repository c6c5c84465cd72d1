import type { CommandResult } from '../../core/command.ts';
import { tookEffect } from '../../core/command.ts';
import type { DecimalString } from '../../core/decimal.ts';
import { instant, type UtcInstant } from '../../core/instant.ts';
import type { Quote } from '../../domains/shared/quote.ts';
import type { VirtualBrokerCommand } from '../../domains/virtual-broker/commands.ts';
import { figuresOf, type VirtualBrokerState } from '../../domains/virtual-broker/state.ts';
import { type BrokerAdapter, type BrokerResult, brokerError } from '../port.ts';

/** What the virtual broker's adapter is wired to. */
export interface VirtualBrokerPorts {
  readonly userId: string;
  readonly brokerConnectionId: string;
  readonly startingCash: DecimalString;
  readonly partialFillProbability: DecimalString;
  readonly idOf: (...parts: readonly (string | number)[]) => string;
  /** Gives a command to the virtual account's aggregate; `dedupeKey` makes a repeat the same command, `asked` what it must equal. */
  readonly send: (
    virtualAccountId: string,
    identity: { readonly dedupeKey: string; readonly asked: unknown },
    command: VirtualBrokerCommand,
  ) => Promise<CommandResult<VirtualBrokerState>>;
  readonly quote: (symbol: string) => Promise<Quote | null>;
}

const ACCOUNT_NAME = 'Virtual paper account';

const asOf = (state: VirtualBrokerState): UtcInstant => state.asOf ?? instant(0);

const refused = (result: CommandResult<VirtualBrokerState>): BrokerResult<never> =>
  result.kind === 'rejected'
    ? brokerError(
        result.rejection.code === 'order_not_open' ? 'not_open' : 'rejected',
        result.rejection.code,
        result.rejection.detail,
      )
    : brokerError('ambiguous', result.kind, `the virtual broker answered ${result.kind}`);

/** The virtual broker behind the port of every broker: an aggregate of our own plays the other side. */
export const virtualBrokerAdapter = (ports: VirtualBrokerPorts): BrokerAdapter => ({
  listAccounts: async () => {
    const virtualAccountId = ports.idOf('virtual_account', ports.brokerConnectionId, 'default');
    const accountId = ports.idOf('broker_account', ports.userId, 'virtual', virtualAccountId);
    const { brokerConnectionId, startingCash, partialFillProbability } = ports;
    const result = await ports.send(
      virtualAccountId,
      { dedupeKey: 'open', asked: accountId },
      {
        type: 'OpenVirtualAccountCommand',
        brokerConnectionId,
        accountId,
        name: ACCOUNT_NAME,
        startingCash,
        partialFillProbability,
      },
    );
    if (!tookEffect(result) || !result.state) return refused(result);
    const { currency, name, status } = result.state;
    const figures = { ...figuresOf(result.state, asOf(result.state)), asOf: asOf(result.state) };
    const account = {
      accountId,
      brokerAccountId: virtualAccountId,
      name,
      environment: 'paper',
      assetType: 'stock',
      currency,
      status,
      figures,
    };
    return { ok: true, value: [account] };
  },

  placeOrder: async (virtualAccountId, order) => {
    const quote = await ports.quote(order.symbol);
    const command = { type: 'SubmitVirtualOrderCommand' as const, order, quote };
    const result = await ports.send(
      virtualAccountId,
      { dedupeKey: `place:${order.clientOrderId}`, asked: order },
      command,
    );
    if (!tookEffect(result) || !result.state) return refused(result);
    const { state } = result;
    const closed = state.closed[order.clientOrderId];
    if (closed?.status === 'rejected')
      return brokerError('rejected', closed.code ?? 'rejected', closed.detail ?? '');
    const figures = { ...figuresOf(state, asOf(state)), asOf: asOf(state) };
    const brokerOrderId = ports.idOf('virtual_order', virtualAccountId, order.clientOrderId);
    return { ok: true, value: { brokerOrderId, acknowledgedAt: figures.asOf, figures } };
  },

  cancelOrder: async (virtualAccountId, { orderId, clientOrderId, reason }) => {
    const command = { type: 'CancelVirtualOrderCommand' as const, orderId, clientOrderId, reason };
    const result = await ports.send(
      virtualAccountId,
      { dedupeKey: `cancel:${clientOrderId}`, asked: orderId },
      command,
    );
    return tookEffect(result) ? { ok: true, value: null } : refused(result);
  },
});

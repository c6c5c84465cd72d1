import fc from 'fast-check';
import { expect } from 'vitest';
import { decimal } from '../../../core/decimal.ts';
import type { LocalDate } from '../../../core/local-date.ts';
import type { CommandSequences } from '../../../core/testing/command-sequences.ts';
import type { BrokerAccountCommand } from '../commands.ts';
import type { BrokerAccountEvent } from '../events.ts';
import { isNewer } from '../figures.ts';
import { reservedInAll } from '../reservations.ts';
import { availableBuyingPower, type BrokerAccountState } from '../state.ts';
import { tradability } from '../tradability.ts';
import {
  ACTIVATE,
  bind,
  DEACTIVATE,
  DELETE,
  figures,
  id,
  later,
  link,
  refresh,
  release,
  reserve,
  restricted,
  SET_DEFAULT,
  settle,
  status,
  UNLINK,
  unbind,
  YIELD_DEFAULT,
} from './fixtures.ts';

const anyAmount = fc.integer({ min: 0, max: 100_000 }).map((cents) => (cents / 100).toString());
const anyOrder = fc.constantFrom('order 1', 'order 2', 'order 3', 'order 4');
const anyAsOf = fc.integer({ min: -2, max: 20 }).map(later);
const anyFigures = fc
  .record({ buyingPower: fc.option(anyAmount, { freq: 9 }), ms: fc.integer({ min: -2, max: 20 }) })
  .map(({ buyingPower, ms }) => figures(buyingPower, ms));
const anyProfile = fc.constantFrom(
  null,
  restricted({}),
  restricted({ tradingBlocked: true }),
  restricted({ tradingBlocked: true, closingOrdersAllowed: false }),
);

const money: fc.Arbitrary<BrokerAccountCommand>[] = [
  fc.tuple(anyOrder, fc.oneof(anyAmount, fc.constant('0'))).map(([name, amount]) => reserve(name, amount)),
  anyOrder.map(release),
  fc.tuple(anyOrder, anyFigures).map(([name, told]) => settle(name, told)),
  fc.tuple(anyFigures, anyProfile).map(([told, more]) => refresh(told, more)),
  fc.tuple(anyAmount, anyAsOf).map(([balance, asOf]) => ({
    type: 'UpdateAccountBalanceCommand',
    balance,
    asOf,
  })),
  fc
    .tuple(anyAmount, anyAsOf)
    .map(([equity, asOf]) => ({ type: 'UpdateAccountEquityCommand', equity, asOf })),
  fc.tuple(anyAmount, anyAsOf).map(([buyingPower, asOf]) => ({
    type: 'UpdateAccountBuyingPowerCommand',
    buyingPower,
    asOf,
  })),
  anyFigures.map((told) => ({ type: 'RecordReconciliationCommand', figures: told })),
  fc.tuple(anyAmount, anyAmount).map(([equityAtPreviousClose, netDeposits]) => ({
    type: 'RecordMetricsCommand',
    tradingDay: '2025-11-21' as LocalDate,
    equityAtPreviousClose,
    netDeposits,
  })),
];

const standing: fc.Arbitrary<BrokerAccountCommand>[] = [
  anyFigures.map((told) => link({ figures: told })),
  fc.constantFrom(link({ brokerId: 'alpaca' }), link({ brokerConnectionId: id('another connection') })),
  fc.constantFrom<BrokerAccountCommand>(ACTIVATE, DEACTIVATE, UNLINK, SET_DEFAULT, YIELD_DEFAULT, DELETE),
  fc.constantFrom('active' as const, 'suspended' as const, 'disconnected' as const).map(status),
  fc.constantFrom(null, 'Savings').map((displayName) => ({ type: 'SetAccountDetailsCommand', displayName })),
  fc.boolean().map((isArchived) => ({ type: 'ArchiveAccountCommand', isArchived })),
  anyOrder.map(bind),
  anyOrder.map(unbind),
  fc.constantFrom('transient', 'auth').map((failureClass) => ({
    type: 'ReportAccountSyncFailureCommand',
    failureClass,
    detail: '',
  })),
  fc.constantFrom<BrokerAccountCommand>(
    { type: 'RecordAccountRecoveryCommand' },
    { type: 'RecordAccountRecoveryFailureCommand', reason: 'no answer' },
  ),
];

const must = (holds: boolean, rule: string) => {
  if (!holds) expect.fail(`an account ${rule}`);
};

const USED: ReadonlySet<string> = new Set(['active', 'inactive', 'suspended']);

const reservedBy = (history: readonly BrokerAccountEvent[]) => {
  let open = decimal('0');
  for (const { type, data } of history) {
    if (type === 'BuyingPowerReserved') open = open.plus(data.amount);
    if (type === 'BuyingPowerReleased') open = open.minus(data.amount);
    // A new incarnation begins with nothing reserved.
    if (type === 'BrokerAccountDeleted') open = decimal('0');
  }
  return open;
};

/** Random lives of an account, and what must hold in all of them. */
export const brokerAccountSequences: CommandSequences<
  BrokerAccountState,
  BrokerAccountCommand,
  BrokerAccountEvent
> = {
  opening: [link()],
  command: fc.oneof(
    { weight: 3, arbitrary: fc.oneof(...money) },
    { weight: 1, arbitrary: fc.oneof(...standing) },
  ),
  check: (state, history) => {
    const last = history.at(-1);
    if (last?.type === 'BuyingPowerReserved') {
      const opens = last.data.amount !== '0';
      const { tradable, closingOnly } = tradability(state);
      must(tradable || (closingOnly && !opens), 'reserves only while it takes the order');
      must(!opens || decimal(availableBuyingPower(state) ?? '-1').gte(0), 'reserves only what it has');
    }
    if (state.status !== 'deleted')
      must(
        reservedInAll(state.reservations).eq(reservedBy(history)),
        'holds what was reserved and not released',
      );
    if (state.status !== 'absent')
      for (const at of [state.balanceAsOf, state.equityAsOf, state.buyingPowerAsOf])
        must(state.asOf !== null && at !== null && !isNewer(at, state.asOf), 'knows its newest news');
    must(!state.isLinked || state.status !== 'deleted', 'that is deleted is not linked');
    must(state.isLinked || !USED.has(state.status), 'is used only while linked');
    must(!state.boundAutomationIds.some((one, n, all) => all.indexOf(one) !== n), 'binds each once');
  },
};

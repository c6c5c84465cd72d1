import fc from 'fast-check';
import type { CommandSequences } from '../../../core/testing/command-sequences.ts';
import type { AutomationCommand, ReceiveWebhookSignalCommand } from '../commands.ts';
import { DEFAULT_PYRAMIDING } from '../configuration/pyramiding.ts';
import type { AutomationEvent } from '../events.ts';
import type { AccountContext } from '../signals/account-context.ts';
import type { EnterStep } from '../signals/plan.ts';
import { REMEMBERED_SIGNALS } from '../signals/recent-signals.ts';
import type { AutomationState } from '../state.ts';
import { SIGNAL_ACTIONS } from '../values.ts';
import { anyConfiguration } from './any-configuration.ts';
import {
  account,
  activate,
  configureWebhook,
  create,
  DEACTIVATE,
  DELETE,
  figures,
  id,
  outcome,
  position,
  RESUME,
  recordFigures,
  recordOutcome,
  reference,
  rotate,
  SUSPEND,
  setAccounts,
  signal,
  unbind,
  update,
} from './fixtures.ts';

const ACCOUNTS = ['account', 'other'] as const;
const anyName = fc.constantFrom(...ACCOUNTS);

const PLAIN = create(
  {
    riskLimits: { maxOrdersPerDay: 3, maxOpenPositions: 2, maxPositionValue: '20000', maxDailyLoss: '500' },
    pyramiding: { ...DEFAULT_PYRAMIDING, enabled: true },
    allowSignalQuantity: true,
  },
  { accounts: [reference('account'), reference('other')] },
);
const FROM_BOTH = activate(...ACCOUNTS);

const anyPayload = fc.record({
  action: fc.constantFrom(...SIGNAL_ACTIONS, 'hold'),
  ticker: fc.constantFrom('AAPL', 'AAPL', 'AAPL', 'MSFT'),
  sentiment: fc.constantFrom('', '', 'bullish', 'bearish', 'flat'),
  quantity: fc.constantFrom('', 5, '250', 0.5),
  price: fc.constantFrom('', 99),
  signalId: fc.constantFrom('', 'a', 'b', 'c'),
  stopLoss: fc.constantFrom('', 95, { percent: 3 }),
});

const anyHeld = fc.constantFrom(
  null,
  position('long'),
  position('short'),
  position('long', { stopPrice: '80', targetPrice: '120' }),
);

const anyContext = anyHeld.chain((held) =>
  fc.constantFrom<Partial<AccountContext>>(
    { position: held, openOrders: [] },
    { position: held, openOrders: [{ orderId: id('stop'), closes: true }] },
    { position: held, buyingPower: '700' },
    { position: held, status: 'suspended' },
  ),
);

const anySignal: fc.Arbitrary<ReceiveWebhookSignalCommand> = fc
  .record({
    payload: anyPayload,
    token: fc.constantFrom('first', 'first', 'first', 'first', 'first', 'second', 'wrong'),
    first: anyContext,
    second: anyContext,
    loss: fc.constantFrom('0', '0', '-100', '-600'),
  })
  .map(({ payload, token, first, second, loss }) =>
    signal(payload, {
      tokenHash: rotate(token).tokenHash,
      accounts: [account(first), account({ accountId: id('other'), ...second })],
      risk: figures({ realizedPnl: loss }),
    }),
  );

/** Signal ids are derived from the step of the sequence, so outcomes are drawn for the first ids of each. */
const anyOutcome = fc
  .record({
    step: fc.integer({ min: 2, max: 6 }),
    results: fc.tuple(
      fc.constantFrom('done', 'rejected', 'failed'),
      fc.constantFrom('done', 'rejected', 'failed'),
    ),
  })
  .map(({ step, results: [first, second] }) =>
    recordOutcome(
      `00000000-0000-4000-8000-${(10_000 + step * 100).toString(16).padStart(12, '0')}`,
      outcome(first as 'done'),
      outcome(second as 'done', { accountId: id('other') }),
    ),
  );

const anyCommand: fc.Arbitrary<AutomationCommand> = fc.oneof(
  { weight: 12, arbitrary: anySignal },
  {
    weight: 3,
    arbitrary: fc.constantFrom<AutomationCommand>(FROM_BOTH, FROM_BOTH, RESUME, RESUME, DEACTIVATE),
  },
  { weight: 1, arbitrary: fc.constantFrom<AutomationCommand>(SUSPEND, DELETE, PLAIN, activate('foreign')) },
  { weight: 1, arbitrary: anyConfiguration.map((any) => ({ ...PLAIN, configuration: any })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyConfiguration, fc.boolean())
      .map(([{ symbol: _, ...changes }, confirmed]) => update(changes, confirmed)),
  },
  { weight: 1, arbitrary: fc.constantFrom('first', 'second', 'third').map((name) => rotate(name)) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2, 60).map((rateLimit) => configureWebhook({ rateLimit })) },
  {
    weight: 1,
    arbitrary: fc.subarray([...ACCOUNTS], { minLength: 1 }).map((names) => setAccounts(...names)),
  },
  { weight: 1, arbitrary: anyName.map((name) => unbind(name)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('0', '-400', '-900').map((realizedPnl) => recordFigures({ realizedPnl })),
  },
  { weight: 2, arbitrary: anyOutcome },
);

const must = (holds: boolean, rule: string): void => {
  if (!holds) throw new Error(`broken: ${rule}`);
};

const isSoundEntry = ({ side, positionSide, protection, referencePrice }: EnterStep): boolean => {
  const distance = protection.stop ? Number(protection.stop.stopPrice) - Number(referencePrice) : null;
  return positionSide === 'long'
    ? side === 'buy' && (distance === null || distance < 0)
    : side === 'sell' && (distance === null || distance > 0);
};

/** What a signal that goes on to execution always is: the active automation's, or the exit of one that a limit suspended. */
const checkReceived = (event: AutomationEvent, { profile }: AutomationState) => {
  if (event.type !== 'WebhookSignalReceivedEvent') return;
  const { plans, accountIds } = event.data;
  must(
    plans.map((plan) => plan.accountId).join() === accountIds.join(),
    'every account has a plan, in order',
  );
  must(
    plans.some(({ decision }) => decision === 'execute'),
    'at least one account does something',
  );
  const steps = plans.flatMap((plan) => (plan.decision === 'execute' ? plan.steps : []));
  const entries = steps.filter((step) => step.kind === 'enter');
  must(profile.status === 'active' || entries.length === 0, 'only an active automation opens anything');
  must(
    entries.every(isSoundEntry),
    'an entry buys a long or sells a short, with its stop on the losing side',
  );
  must(
    steps.every((step) => step.kind !== 'exit' || Number(step.quantity) <= 100),
    'an exit never exceeds the position',
  );
};

/** Random lives of an automation for the property test and for longer runs. */
export const automationSequences: CommandSequences<
  AutomationState | null,
  AutomationCommand,
  AutomationEvent
> = {
  opening: [PLAIN, FROM_BOTH],
  command: anyCommand,
  check: (state, history) => {
    if (!state) throw new Error('an automation that was created is gone');
    const { profile, recentSignals, openSignals, tokens } = state;
    must(profile.status !== 'active' || profile.accountIds.length > 0, 'whoever is active has an account');
    must((profile.suspension === null) === (profile.suspendedAt === null), 'a suspension has its moment');
    must(profile.status !== 'suspended' || profile.suspension !== null, 'whoever is suspended knows why');
    must(recentSignals.length <= REMEMBERED_SIGNALS, 'the memory is bounded');
    const open = new Set(openSignals.map(({ signalId }) => signalId));
    must(open.size === openSignals.length, 'a signal is executed once');
    must(tokens.previous?.hash !== tokens.current, 'a rotation changes the token');
    const event = history[history.length - 1];
    if (event) checkReceived(event, state);
  },
};

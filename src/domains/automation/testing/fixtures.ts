import { deterministicId } from '../../../core/ids.ts';
import type { UtcInstant } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type { Instrument } from '../../shared/instrument.ts';
import type { Quote } from '../../shared/quote.ts';
import { automationAggregate } from '../automation.ts';
import type {
  ActivateAutomationCommand,
  AutomationCommand,
  ConfigureWebhookCommand,
  CreateAutomationCommand,
  DeactivateAutomationCommand,
  DeleteAutomationCommand,
  ReceiveWebhookSignalCommand,
  RecordRiskFiguresCommand,
  RecordSignalOutcomeCommand,
  ResumeAutomationCommand,
  RotateWebhookTokenCommand,
  SetAutomationAccountsCommand,
  SuspendAutomationCommand,
  UnbindAccountCommand,
  UpdateAutomationCommand,
} from '../commands.ts';
import { type Configuration, configurationSchema } from '../configuration/configuration.ts';
import type { AutomationEvent } from '../events.ts';
import type { AccountContext, SignalPosition } from '../signals/account-context.ts';
import type { AccountOutcome } from '../signals/outcomes.ts';
import type { RiskFigures } from '../signals/risk.ts';
import type { AutomationState } from '../state.ts';

/** An id that a name stands for. */
export const id = (name: string): string => deterministicId(testHash, name);

/** Hash of a token by a name. */
export const tokenHashOf = (name: string): string => testHash(`token ${name}`);

export const SAGA = id('saga');
export const NOW: UtcInstant = TEST_NOW;

/** A configuration by defaults: ten shares of AAPL, both sides, market orders. */
export const configuration = (changes: Partial<Configuration> = {}): Configuration => ({
  ...configurationSchema.parse({
    name: 'Breakout',
    symbol: 'AAPL',
    positionSizing: { type: 'fixed', fixedQuantity: '10' },
  }),
  ...changes,
});

/** An active account that trades stocks. */
export const reference = (name: string, status: string | null = 'active') => ({
  accountId: id(name),
  status,
  assetTypes: ['stock' as const],
});

export const create = (
  changes: Partial<Configuration> = {},
  command: Partial<CreateAutomationCommand> = {},
): CreateAutomationCommand => ({
  type: 'CreateAutomationCommand',
  automationId: id('automation'),
  configuration: configuration(changes),
  accounts: [reference('account')],
  webhook: {
    allowedIps: [],
    rateLimit: 60,
    tickers: [],
    tokenHash: tokenHashOf('first'),
    url: 'https://trade.example/hooks',
  },
  ...command,
});

export const update = (
  changes: UpdateAutomationCommand['changes'],
  confirmed = false,
): UpdateAutomationCommand => ({
  type: 'UpdateAutomationCommand',
  changes,
  confirmed,
  accounts: [reference('account')],
});

export const activate = (...names: readonly string[]): ActivateAutomationCommand => ({
  type: 'ActivateAutomationCommand',
  accounts: (names.length > 0 ? names : ['account']).map((name) => ({
    accountId: id(name),
    status: 'active',
    connectionHealthy: true,
  })),
});

export const DEACTIVATE: DeactivateAutomationCommand = { type: 'DeactivateAutomationCommand' };
export const SUSPEND: SuspendAutomationCommand = {
  type: 'SuspendAutomationCommand',
  reason: 'emergency stop',
  by: 'user',
};
export const RESUME: ResumeAutomationCommand = { type: 'ResumeAutomationCommand' };
export const DELETE: DeleteAutomationCommand = { type: 'DeleteAutomationCommand' };

export const rotate = (name = 'second'): RotateWebhookTokenCommand => ({
  type: 'RotateWebhookTokenCommand',
  tokenHash: tokenHashOf(name),
});

export const configureWebhook = (
  changes: Partial<ConfigureWebhookCommand['webhook']> = {},
): ConfigureWebhookCommand => ({
  type: 'ConfigureWebhookCommand',
  webhook: { allowedIps: [], rateLimit: 60, tickers: [], ...changes },
});

export const setAccounts = (...names: readonly string[]): SetAutomationAccountsCommand => ({
  type: 'SetAutomationAccountsCommand',
  accounts: names.map((name) => reference(name)),
});

export const unbind = (name = 'account'): UnbindAccountCommand => ({
  type: 'UnbindAccountCommand',
  accountId: id(name),
  reason: 'the account was deleted',
});

export const INSTRUMENT: Instrument = {
  symbol: 'AAPL',
  assetType: 'stock',
  name: 'Apple Inc.',
  currency: 'USD',
  tickSize: '0.01',
  lotSize: '1',
  multiplier: '1',
  marginable: true,
  shortable: true,
  fractionable: false,
  option: null,
  future: null,
};

/** Bid 99.90, ask 100, last 99.95. */
export const QUOTE: Quote = { symbol: 'AAPL', bid: '99.9', ask: '100', last: '99.95', at: NOW };

/** An account with 50,000 of equity and buying power, flat and without orders. */
export const account = (changes: Partial<AccountContext> = {}): AccountContext => ({
  accountId: id('account'),
  status: 'active',
  equity: '50000',
  buyingPower: '50000',
  position: null,
  openOrders: [],
  ...changes,
});

/** A position of 100 at 90. */
export const position = (
  side: SignalPosition['side'],
  changes: Partial<SignalPosition> = {},
): SignalPosition => ({
  positionId: id('position'),
  side,
  quantity: '100',
  averageEntryPrice: '90',
  lastEntryQuantity: '100',
  stopPrice: null,
  targetPrice: null,
  ...changes,
});

/** A call of the webhook with this body. */
export const signal = (
  payload: unknown,
  changes: Partial<ReceiveWebhookSignalCommand> = {},
): ReceiveWebhookSignalCommand => ({
  type: 'ReceiveWebhookSignalCommand',
  tokenHash: tokenHashOf('first'),
  sourceIp: '52.89.214.238',
  receivedAt: NOW,
  callerSignalId: null,
  rawJson: JSON.stringify(payload),
  payload,
  accounts: [account()],
  instrument: INSTRUMENT,
  quote: QUOTE,
  atr: null,
  risk: null,
  ...changes,
});

/** Figures of a quiet day. */
export const figures = (changes: Partial<RiskFigures> = {}): RiskFigures => ({
  ordersToday: 0,
  openPositions: 0,
  largestPositionValue: null,
  realizedPnl: '0',
  unrealizedPnl: '0',
  ...changes,
});

export const recordFigures = (changes: Partial<RiskFigures> = {}): RecordRiskFiguresCommand => ({
  type: 'RecordRiskFiguresCommand',
  figures: figures(changes),
});

export const outcome = (
  result: AccountOutcome['result'],
  changes: Partial<AccountOutcome> = {},
): AccountOutcome => ({
  accountId: id('account'),
  result,
  orderIds: result === 'done' ? [id('order')] : [],
  code: result === 'done' ? null : 'broker_refused',
  detail: result === 'done' ? null : 'the broker refused the order',
  ...changes,
});

export const recordOutcome = (
  signalId: string,
  ...outcomes: readonly AccountOutcome[]
): RecordSignalOutcomeCommand => ({ type: 'RecordSignalOutcomeCommand', signalId, outcomes: [...outcomes] });

/** The events of these commands, given in order; each has a command id of its own, and a refused one writes nothing. */
export const eventsAfter = (...commands: readonly AutomationCommand[]): readonly AutomationEvent[] => {
  const { initial, decide, evolve } = automationAggregate.decider;
  const events: AutomationEvent[] = [];
  for (const [index, command] of commands.entries()) {
    const env = testEnv({ sagaId: SAGA, commandId: id(`command ${index}`) });
    const decision = decide(command, events.reduce(evolve, initial), env);
    if (decision.kind === 'accept') events.push(...decision.events);
  }
  return events;
};

/** The history of an automation that takes signals. */
export const active = (
  changes: Partial<Configuration> = {},
  command: Partial<CreateAutomationCommand> = {},
): readonly AutomationEvent[] =>
  eventsAfter(create(changes, command), {
    ...activate(),
    accounts: (command.accounts ?? create().accounts).map((a) => ({ ...a, connectionHealthy: true })),
  });

/** The state after these events; they must begin with a creation. */
export const stateOf = (events: readonly AutomationEvent[]): AutomationState => {
  const { initial, evolve } = automationAggregate.decider;
  const state = events.reduce(evolve, initial);
  if (!state) throw new Error('the events create no automation');
  return state;
};

import { describe, expect, it } from 'vitest';
import { canPerform } from '../../core/lifecycle.ts';
import { specification } from '../../core/testing/decider-specification.ts';
import { describeLifecycle } from '../../core/testing/lifecycle-table.ts';
import { automationAggregate } from './automation.ts';
import { AutomationDeactivatedEvent } from './events.ts';
import { automationLifecycle } from './lifecycle.ts';
import {
  activate,
  active,
  configureWebhook,
  create,
  DEACTIVATE,
  DELETE,
  eventsAfter,
  figures,
  id,
  NOW,
  outcome,
  RESUME,
  recordFigures,
  recordOutcome,
  rotate,
  SAGA,
  SUSPEND,
  setAccounts,
  signal,
  stateOf,
  unbind,
  update,
} from './testing/fixtures.ts';

const limits = { maxOrdersPerDay: null, maxOpenPositions: null, maxPositionValue: null, maxDailyLoss: '100' };
const running = [
  create({ riskLimits: limits }),
  activate(),
  signal({ action: 'buy', symbol: 'AAPL' }, { risk: figures() }),
];
const open = stateOf(eventsAfter(...running)).openSignals[0]?.signalId ?? '';

describeLifecycle(automationAggregate, automationLifecycle, {
  histories: {
    absent: [],
    inactive: eventsAfter(...running, DEACTIVATE),
    active: eventsAfter(...running),
    suspended: eventsAfter(...running, SUSPEND),
    deleted: eventsAfter(...running, SUSPEND, DELETE),
  },
  commands: {
    CreateAutomationCommand: create(),
    UpdateAutomationCommand: update({ name: 'Renamed' }),
    ActivateAutomationCommand: activate(),
    DeactivateAutomationCommand: DEACTIVATE,
    SuspendAutomationCommand: SUSPEND,
    ResumeAutomationCommand: RESUME,
    DeleteAutomationCommand: DELETE,
    RotateWebhookTokenCommand: rotate(),
    ConfigureWebhookCommand: configureWebhook({ rateLimit: 5 }),
    SetAutomationAccountsCommand: setAccounts('other'),
    UnbindAccountCommand: unbind(),
    ReceiveWebhookSignalCommand: signal({ action: 'sell', symbol: 'AAPL' }),
    RecordSignalOutcomeCommand: recordOutcome(open, outcome('done')),
    RecordRiskFiguresCommand: recordFigures({ realizedPnl: '-100' }),
  },
  env: { sagaId: SAGA },
});

const automation = specification(automationAggregate);

describe('the states of an automation', () => {
  it('invariant 12: a signal right after activation is accepted, right after suspension refused', () => {
    const buy = signal({ action: 'buy', symbol: 'AAPL' });
    automation
      .given(...active())
      .when(buy)
      .thenTypes('WebhookSignalReceivedEvent');
    automation
      .given(...active(), ...eventsAfter(create(), activate(), SUSPEND).slice(-1))
      .when(buy)
      .thenRejected('automation_suspended');
  });

  it('AU-R2: an automation that is not active takes no signals', () => {
    automation
      .given(...eventsAfter(create()))
      .when(signal({ action: 'buy', symbol: 'AAPL' }))
      .thenRejected('automation_inactive');
  });

  it('resuming leaves it inactive, and activating is a step of its own', () => {
    automation
      .given(...eventsAfter(create(), SUSPEND))
      .when(RESUME)
      .then(
        AutomationDeactivatedEvent({
          automationId: id('automation'),
          userId: stateOf(eventsAfter(create())).profile.userId,
          cause: 'resumed',
          deactivatedAt: NOW,
        }),
      );
    automation
      .given(...eventsAfter(create(), SUSPEND))
      .when(activate())
      .thenRejected('cannot_activate_suspended');
  });

  it('tells buttons what is possible', () => {
    const suspended = stateOf(eventsAfter(create(), SUSPEND));
    expect(canPerform(automationLifecycle, 'ResumeAutomationCommand', suspended)).toBe(true);
    expect(canPerform(automationLifecycle, 'ActivateAutomationCommand', suspended)).toBe(false);
  });

  it('a log is closed once its automation is deleted', () => {
    const { isTerminal } = automationAggregate.decider;
    expect(isTerminal?.(stateOf(eventsAfter(create(), DELETE)))).toBe(true);
    expect(isTerminal?.(stateOf(eventsAfter(create())))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from './automation.ts';
import type { ReceiveWebhookSignalCommand } from './commands.ts';
import { NO_RISK_LIMITS } from './configuration/risk-limits.ts';
import { AutomationSuspendedEvent, RiskLimitExceededEvent } from './events.ts';
import {
  account,
  activate,
  active,
  create,
  eventsAfter,
  figures,
  id,
  NOW,
  position,
  recordFigures,
  SUSPEND,
  signal,
} from './testing/fixtures.ts';

const automation = specification(automationAggregate);
const buy = (fields: object = {}, changes: Partial<ReceiveWebhookSignalCommand> = {}) =>
  signal({ action: 'buy', ticker: 'AAPL', ...fields }, changes);

describe('risk limits of an automation (domains 4.5, limits)', () => {
  const limited = active({ riskLimits: { ...NO_RISK_LIMITS, maxDailyLoss: '500', maxOrdersPerDay: 5 } });
  const lost = { realizedPnl: '-300', unrealizedPnl: '-200' };
  const ids = { automationId: id('automation'), userId: testEnv().userId };
  const exceeded = RiskLimitExceededEvent({
    ...ids,
    limit: 'maxDailyLoss',
    limitValue: '500',
    value: '500',
    action: 'suspended',
    exceededAt: NOW,
  });
  const suspended = AutomationSuspendedEvent({
    ...ids,
    cause: 'risk_limit',
    by: 'system',
    reason: 'exceeded: maxDailyLoss of 500 by 500',
    suspendedAt: NOW,
  });
  const broken = [...limited, ...automation.given(...limited).when(recordFigures(lost)).events];
  const long = [account({ position: position('long') })];

  it('AU-P1: a limit that figures have broken is told and the automation suspended in the same batch', () => {
    automation
      .given(...limited)
      .when(recordFigures(lost))
      .then(exceeded, suspended);
    automation
      .given(...limited)
      .when(recordFigures({ ...lost, unrealizedPnl: '-199.99', ordersToday: 5 }))
      .then();
    automation
      .given(...broken)
      .when(recordFigures(lost))
      .then();
  });

  it('AU-P1: every broken limit is told, and one suspension follows', () => {
    const all = active({
      riskLimits: { maxOrdersPerDay: 1, maxOpenPositions: 1, maxPositionValue: '1000', maxDailyLoss: '1' },
    });
    automation
      .given(...all)
      .when(
        recordFigures({
          ordersToday: 2,
          openPositions: 2,
          largestPositionValue: '1000.01',
          realizedPnl: '-1',
        }),
      )
      .thenTypes(
        'RiskLimitExceededEvent',
        'RiskLimitExceededEvent',
        'RiskLimitExceededEvent',
        'RiskLimitExceededEvent',
        'AutomationSuspendedEvent',
      );
  });

  it('AU-P1: a signal that finds a limit broken suspends the automation and is rejected', () => {
    automation
      .given(...limited)
      .when(buy({}, { risk: figures(lost) }))
      .thenTypes('RiskLimitExceededEvent', 'AutomationSuspendedEvent', 'SignalRejectedEvent');
  });

  it('AU-P1: exits remain allowed, with the signal that finds the limit broken and afterwards', () => {
    const exit = signal({ action: 'exit', ticker: 'AAPL' }, { risk: figures(lost), accounts: long });
    automation
      .given(...limited)
      .when(exit)
      .thenTypes('RiskLimitExceededEvent', 'AutomationSuspendedEvent', 'WebhookSignalReceivedEvent');
    automation
      .given(...broken)
      .when(exit)
      .thenTypes('WebhookSignalReceivedEvent');
    const { events } = automation
      .given(...broken)
      .when(signal({ action: 'sell', ticker: 'AAPL' }, { accounts: long }));
    expect(events).toMatchObject([
      { data: { plans: [{ steps: [{ kind: 'exit' }], withheld: { code: 'automation_suspended' } }] } },
    ]);
  });

  it('AU-R2: nothing else is taken while it is suspended, and nothing is recorded of it', () => {
    automation
      .given(...broken)
      .when(buy())
      .thenRejected('automation_suspended');
    automation
      .given(...broken)
      .when(buy({ ticker: 'MSFT' }))
      .thenRejected('automation_suspended');
    const stopped = eventsAfter(create(), activate(), SUSPEND);
    automation
      .given(...stopped)
      .when(signal({ action: 'exit', ticker: 'AAPL' }, { accounts: long }))
      .thenRejected('automation_suspended');
  });

  it('AU-P1: an order that would be one too many is rejected without a suspension: nothing was broken', () => {
    automation
      .given(...limited)
      .when(buy({}, { risk: figures({ ordersToday: 5 }) }))
      .thenTypes('SignalRejectedEvent');
  });
});

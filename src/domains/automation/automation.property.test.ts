import { describe, expect, it } from 'vitest';
import { MAX_EVENT_LENGTH } from '../../core/command-turn.ts';
import { runCommandSequences } from '../../core/testing/command-sequences.ts';
import { specification } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from './automation.ts';
import { NO_RISK_LIMITS } from './configuration/risk-limits.ts';
import { account, active, id, NOW, position, reference, signal } from './testing/fixtures.ts';
import { automationSequences } from './testing/sequences.ts';
import { MAX_ACCOUNTS, MAX_OPEN_ORDERS, MAX_RAW_LENGTH } from './values.ts';

describe('any life of an automation', () => {
  it('invariant 1: replaying its stored events gives the same state, and nothing impossible ever holds', () => {
    runCommandSequences(automationAggregate, automationSequences, { runs: 200, seed: 20_251_122 });
  });
});

describe('the largest signal', () => {
  it('Z-R4: fits into an event with the plans of all accounts', () => {
    const names = Array.from({ length: MAX_ACCOUNTS }, (_, n) => `account ${n}`);
    const past = active(
      {
        stopLoss: { type: 'percentage', percentage: '33.333333333333' },
        takeProfit: { type: 'risk_reward', riskRewardRatio: '1.777777777777' },
        riskLimits: NO_RISK_LIMITS,
      },
      { accounts: names.map((name) => reference(name)) },
    );
    const openOrders = Array.from({ length: MAX_OPEN_ORDERS }, (_, n) => ({
      orderId: id(`order ${n}`),
      closes: true,
    }));
    const held = position('short', {
      quantity: '123456.123456789',
      averageEntryPrice: '99.3333333333333333333333333',
    });
    const accounts = names.map((name) =>
      account({
        accountId: id(name),
        equity: '1'.repeat(28),
        buyingPower: '1'.repeat(28),
        position: held,
        openOrders,
      }),
    );
    const payload = { action: 'buy', ticker: 'AAPL', note: '' };
    const note = '"'.repeat((MAX_RAW_LENGTH - JSON.stringify(payload).length) / 2);
    const command = signal({ ...payload, note }, { accounts, sourceIp: 'f'.repeat(39) });
    expect(command.rawJson.length).toBeGreaterThan(MAX_RAW_LENGTH - 2);
    const { events } = automation.given(...past).when(command);
    expect(events.map(({ type }) => type)).toEqual(['WebhookSignalReceivedEvent']);
    const envelope = 1500;
    expect(JSON.stringify(events[0]).length + envelope).toBeLessThan(MAX_EVENT_LENGTH);
    expect(NOW.length).toBeLessThan(envelope);
  });
});

const automation = specification(automationAggregate);

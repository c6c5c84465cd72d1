import { describe, expect, it } from 'vitest';
import { DEFAULT_PYRAMIDING } from '../configuration/pyramiding.ts';
import { NO_RISK_LIMITS } from '../configuration/risk-limits.ts';
import { account, figures, id, position } from '../testing/fixtures.ts';
import { codeOf, long, plansOf } from '../testing/planning.ts';
import { refusalOfAll } from './plan-signal.ts';

describe('several accounts (AU-U13)', () => {
  const first = account({ accountId: id('first') });
  const second = account({ accountId: id('second'), equity: '20000' });
  const third = account({ accountId: id('third'), status: 'suspended' });
  const percent = {
    positionSizing: { type: 'percent' as const, percentOfEquity: '10', useBuyingPower: false },
  };

  it('AU-U13: each is planned by its own figures, in routing order; one that is refused stops no other', () => {
    const plans = plansOf({ action: 'buy' }, percent, {
      accountIds: [id('second'), id('third'), id('first'), id('gone')],
      accounts: [first, second, third],
    });
    expect(plans).toMatchObject([
      { accountId: id('second'), decision: 'execute', steps: [{ quantity: '20' }] },
      { accountId: id('third'), decision: 'refuse', code: 'account_not_active' },
      { accountId: id('first'), decision: 'execute', steps: [{ quantity: '50' }] },
      { accountId: id('gone'), decision: 'refuse', code: 'account_figures_unknown' },
    ]);
    expect(refusalOfAll(plans)).toBeNull();
  });

  it('AU-U13: a signal that no account carries out is refused with the reason of the first', () => {
    const plans = plansOf({ action: 'buy' }, {}, { accounts: [third, { ...first, ...long }] });
    expect(refusalOfAll(plans)).toMatchObject({ code: 'account_not_active' });
    expect(refusalOfAll([])).toMatchObject({ code: 'no_accounts' });
  });

  it('AU-P1: the orders and positions left are used up in routing order, and a flip opens no further position', () => {
    const accounts = [first, { ...second, position: position('short') }, account({ accountId: id('third') })];
    const limited = (changes: object, risk: object) =>
      plansOf(
        { action: 'buy' },
        { riskLimits: { ...NO_RISK_LIMITS, ...changes } },
        { accounts, risk: figures(risk) },
      ).map((plan) => (plan.decision === 'refuse' ? plan.code : (plan.withheld?.code ?? 'executed')));
    expect(limited({ maxOrdersPerDay: 5 }, { ordersToday: 3 })).toEqual([
      'executed',
      'executed',
      'max_orders_per_day',
    ]);
    expect(limited({ maxOpenPositions: 3 }, { openPositions: 2 })).toEqual([
      'executed',
      'executed',
      'max_open_positions',
    ]);
    expect(limited({ maxOrdersPerDay: 3 }, { ordersToday: 3 })).toEqual([
      'max_orders_per_day',
      'max_orders_per_day',
      'max_orders_per_day',
    ]);
  });

  it('AU-P1: a position may be worth its limit and no more, with what an add adds to', () => {
    const limit = { riskLimits: { ...NO_RISK_LIMITS, maxPositionValue: '1000' } };
    expect(codeOf({ action: 'buy' }, limit)).toBe('executed');
    const eleven = { ...limit, positionSizing: { type: 'fixed' as const, fixedQuantity: '11' } };
    expect(codeOf({ action: 'buy' }, eleven)).toBe('max_position_value');
    const pyramiding = { ...DEFAULT_PYRAMIDING, enabled: true };
    expect(codeOf({ action: 'add' }, { ...limit, pyramiding }, long)).toBe('max_position_value');
  });

  it('AU-P1: entries wait while the figures are not known, exits never', () => {
    const limit = { riskLimits: { ...NO_RISK_LIMITS, maxDailyLoss: '100' } };
    expect(codeOf({ action: 'buy' }, limit)).toBe('risk_figures_unknown');
    const unpriced = { risk: figures({ unrealizedPnl: null }) };
    expect(codeOf({ action: 'buy' }, limit, {}, unpriced)).toBe('risk_figures_unknown');
    expect(codeOf({ action: 'exit' }, limit, long)).toBe('executed');
    expect(codeOf({ action: 'buy' }, limit, {}, { risk: figures() })).toBe('executed');
  });
});

import { describe, expect, it } from 'vitest';
import type { Configuration } from '../configuration/configuration.ts';
import { DEFAULT_ORDER_PREFERENCES } from '../configuration/order-preferences.ts';
import { account, configuration, INSTRUMENT, QUOTE } from '../testing/fixtures.ts';
import { protectionForFill } from './entry-protection.ts';
import type { EnterStep } from './plan.ts';
import { planEntry } from './plan-entry.ts';
import { parseSignal } from './signals.ts';

const entry = (
  payload: object,
  changes: Partial<Configuration>,
  side: 'long' | 'short' = 'long',
  atr = '1.5',
) => {
  const parsed = parseSignal({ action: 'buy', ...payload });
  if (!parsed.ok) throw new Error(parsed.rejection.detail);
  return planEntry({
    signal: parsed.signal,
    configuration: configuration(changes),
    account: account(),
    market: { instrument: INSTRUMENT, quote: QUOTE, atr },
    side,
    entry: 'initial',
  });
};
const step = (...args: Parameters<typeof entry>): EnterStep => {
  const planned = entry(...args);
  if (!planned.ok) throw new Error(planned.refusal.detail);
  return planned.value;
};
const protection = (...args: Parameters<typeof entry>) => step(...args).protection;

const percentStop = { stopLoss: { type: 'percentage' as const, percentage: '5' } };
const ratio = { takeProfit: { type: 'risk_reward' as const, riskRewardRatio: '2' } };

describe('stop and target of an entry (AU-U12)', () => {
  it('AU-U12: it carries both, priced for the entry and with the rules to price them again', () => {
    expect(protection({}, { ...percentStop, ...ratio })).toEqual({
      stop: { rule: percentStop.stopLoss, orderType: 'stop', stopPrice: '95', limitPrice: null },
      target: { rule: ratio.takeProfit, orderType: 'limit', price: '110' },
    });
    expect(protection({}, {})).toEqual({ stop: null, target: null });
  });

  it('AU-U12: they are priced again for what was really filled', () => {
    const planned = protection({}, { stopLoss: { type: 'dollar', dollarAmount: '50' }, ...ratio });
    const fill = { side: 'long', entryPrice: '102', multiplier: '1', tickSize: '0.01' } as const;
    const forFill = (quantity: string) => {
      const priced = protectionForFill(planned, { ...fill, quantity });
      return priced.ok ? [priced.value.stop?.stopPrice, priced.value.target?.price] : priced.refusal.code;
    };
    expect(planned.stop?.stopPrice).toBe('95');
    expect(forFill('10')).toEqual(['97', '112']);
    expect(forFill('5')).toEqual(['92', '122']);
    expect(protectionForFill({ stop: null, target: null }, { ...fill, quantity: '5' })).toEqual({
      ok: true,
      value: { stop: null, target: null },
    });
  });

  it('AU-U12: a fixed stop that the fill has passed is told, and not placed on the wrong side', () => {
    const planned = protection({}, { stopLoss: { type: 'fixed', price: '95' } });
    const passed = {
      side: 'long',
      entryPrice: '94',
      quantity: '10',
      multiplier: '1',
      tickSize: '0.01',
    } as const;
    expect(protectionForFill(planned, passed)).toMatchObject({
      ok: false,
      refusal: { code: 'stop_wrong_side' },
    });
  });

  it('AU-R9: a stop-limit stands its offset behind its stop, on either side, and keeps it for the fill', () => {
    const preferences = {
      orderPreferences: {
        ...DEFAULT_ORDER_PREFERENCES,
        stop: 'stop_limit' as const,
        limitOffsetAmount: '0.5',
      },
      ...percentStop,
    };
    const planned = protection({}, preferences);
    expect(planned.stop).toMatchObject({ orderType: 'stop_limit', stopPrice: '95', limitPrice: '94.5' });
    expect(protection({}, preferences, 'short').stop).toMatchObject({
      stopPrice: '104.9',
      limitPrice: '105.4',
    });
    const fill = {
      side: 'long',
      entryPrice: '200',
      quantity: '10',
      multiplier: '1',
      tickSize: '0.01',
    } as const;
    const priced = protectionForFill(planned, fill);
    expect(priced.ok && priced.value.stop).toMatchObject({ stopPrice: '190', limitPrice: '189.5' });
  });

  it('a signal’s stop and target replace the automation’s', () => {
    const own = protection(
      { stopLoss: { type: 'stop_limit', price: 96, limitPrice: 95.5 }, takeProfit: 120 },
      percentStop,
    );
    expect(own).toMatchObject({
      stop: { orderType: 'stop_limit', stopPrice: '96', limitPrice: '95.5' },
      target: { price: '120' },
    });
    expect(protection({ stopLoss: { trailPercent: 3 } }, percentStop).stop).toMatchObject({
      orderType: 'trailing_stop',
      stopPrice: '97',
    });
  });

  it('AU-U11: a stop by true range is planned as a distance, so that its execution needs no figure', () => {
    const atr = { stopLoss: { type: 'atr' as const, atrMultiplier: '2', atrPeriod: 14 } };
    expect(protection({}, atr).stop).toMatchObject({
      rule: { type: 'distance', distance: '3' },
      stopPrice: '97',
    });
  });

  it('AU-U9: sizing by risk goes by the stop, a signal’s before the automation’s', () => {
    const risk = { positionSizing: { type: 'risk_based' as const, riskPerPosition: '100' }, ...percentStop };
    expect(step({}, risk).quantity).toBe('20');
    expect(step({ stopLoss: 98 }, risk).quantity).toBe('50');
    expect(entry({ stopLoss: 101 }, risk)).toMatchObject({ ok: false, refusal: { code: 'stop_wrong_side' } });
  });

  it('an entry whose target takes no profit is refused', () => {
    expect(entry({ takeProfit: 99 }, {})).toMatchObject({
      ok: false,
      refusal: { code: 'target_wrong_side' },
    });
  });
});

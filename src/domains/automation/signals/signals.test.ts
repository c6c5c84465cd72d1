import { describe, expect, it } from 'vitest';
import { plusMs } from '../../../core/instant.ts';
import { id, NOW } from '../testing/fixtures.ts';
import { withoutSecrets } from './redact.ts';
import { parseSignal } from './signals.ts';
import { stalenessOf } from './staleness.ts';

const parsed = (payload: unknown) => {
  const result = parseSignal(payload);
  if (!result.ok) throw new Error(result.rejection.detail);
  return result.signal;
};
const rejected = (payload: unknown) => {
  const result = parseSignal(payload);
  return result.ok ? null : result.rejection;
};
const buy = (fields: object = {}) => ({ action: 'buy', ticker: 'AAPL', ...fields });

describe('the words of a signal', () => {
  it.each(['buy', 'sell', 'exit', 'cancel', 'add', 'reverse', 'breakeven'])(
    'AU-R4: knows the action %s',
    (action) => {
      expect(parsed({ action }).action).toBe(action);
      expect(parsed({ action: ` ${action.toUpperCase()} ` }).action).toBe(action);
    },
  );

  it('AU-U3: an unknown action, or none, is the caller’s mistake', () => {
    expect(rejected(buy({ action: 'hold' }))).toMatchObject({
      code: 'signal_payload_invalid',
      field: 'action',
    });
    expect(rejected({ ticker: 'AAPL' })).toMatchObject({ code: 'signal_payload_invalid', field: 'action' });
    expect(rejected(buy({ action: 'constructor' }))).toMatchObject({ field: 'action' });
  });

  it.each([
    ['bullish', 'long'],
    ['long', 'long'],
    ['Bearish', 'short'],
    ['short', 'short'],
    ['flat', 'flat'],
  ])('AU-R4: the sentiment %s means %s', (given, sentiment) => {
    expect(parsed(buy({ sentiment: given })).sentiment).toBe(sentiment);
  });

  it('AU-U5: ticker means symbol, in capitals; symbol comes first', () => {
    expect(parsed({ action: 'buy', ticker: ' aapl ' }).symbol).toBe('AAPL');
    expect(parsed({ action: 'buy', symbol: 'MSFT', ticker: 'AAPL' }).symbol).toBe('MSFT');
    expect(parsed({ action: 'buy' }).symbol).toBeNull();
  });

  it('AU-U5: unknown fields are left aside, whatever they hold', () => {
    expect(
      parsed(JSON.parse('{"action":"buy","comment":"x","nested":{"a":[1]},"__proto__":{"action":"sell"}}'))
        .action,
    ).toBe('buy');
  });

  it('AU-R5: what was left out, null or empty is null', () => {
    expect(parsed(buy({ quantity: '', price: null, sentiment: '' }))).toMatchObject({
      quantity: null,
      quantityType: 'shares',
      price: null,
      orderType: null,
      sentiment: null,
      stopLoss: null,
      time: null,
      test: false,
    });
  });

  it('takes camelCase and snake_case, and what senders call quantity types', () => {
    const signal = parsed(
      buy({
        quantity_type: 'dollar_amount',
        qty: 5,
        order_type: 'stop-limit',
        stop_price: 3,
        limit_price: 4,
      }),
    );
    expect(signal).toMatchObject({
      quantityType: 'dollars',
      quantity: '5',
      orderType: 'stop_limit',
      stopPrice: '3',
      limitPrice: '4',
    });
    expect(parsed(buy({ quantity: 1, quantityType: 'percent_of_position' })).quantityType).toBe(
      'percent_position',
    );
  });
});

describe('numbers and times of a signal', () => {
  it.each([
    [100, '100'],
    ['100', '100'],
    [' 0.10 ', '0.10'],
    [1e-7, '0.0000001'],
    [0.1, '0.1'],
  ])('takes %j as %s', (given, quantity) => {
    expect(parsed(buy({ quantity: given })).quantity).toBe(quantity);
  });

  it.each([0, -1, '0', 'abc', '1e3', '1,000', true, [], {}, 1e300])(
    'refuses %j as a quantity',
    (quantity) => {
      expect(rejected(buy({ quantity }))).toMatchObject({
        code: 'signal_payload_invalid',
        field: 'quantity',
      });
    },
  );

  it.each(['2025-11-22T08:26:40Z', 1763800000, 1763800000000, '1763800000'])('takes %j as a time', (time) => {
    expect(Date.parse(parsed(buy({ time })).time ?? '')).toBe(1_763_800_000_000);
  });

  it.each(['2025-11-22T08:26:40', '2025-11-22T08:26:40+01:00', 'now', 12, 1.5])(
    'refuses %j as a time',
    (time) => {
      expect(rejected(buy({ time }))).toMatchObject({ field: 'time' });
    },
  );
});

describe('stops and targets of a signal', () => {
  it.each([
    [95, { orderType: null, rule: { type: 'fixed', price: '95' }, limitPrice: null }],
    [{ percent: '5' }, { orderType: null, rule: { type: 'percentage', percentage: '5' }, limitPrice: null }],
    [
      { type: 'stop', amount: 2 },
      { orderType: 'stop', rule: { type: 'distance', distance: '2' }, limitPrice: null },
    ],
    [
      { type: 'stop_limit', stopPrice: 95, limitPrice: 94 },
      { orderType: 'stop_limit', rule: { type: 'fixed', price: '95' }, limitPrice: '94' },
    ],
    [
      { trailPercent: 3 },
      {
        orderType: 'trailing_stop',
        rule: { type: 'trailing', trailAmount: null, trailPercentage: '3' },
        limitPrice: null,
      },
    ],
    [
      { type: 'trailing_stop', amount: 3 },
      {
        orderType: 'trailing_stop',
        rule: { type: 'trailing', trailAmount: '3', trailPercentage: null },
        limitPrice: null,
      },
    ],
  ])('reads the stop %j', (stopLoss, expected) => {
    expect(parsed(buy({ stopLoss })).stopLoss).toEqual(expected);
  });

  it.each([
    [110, { type: 'price', price: '110' }],
    [{ limitPrice: 110 }, { type: 'price', price: '110' }],
    [{ percent: 5 }, { type: 'percentage', percentage: '5' }],
    [{ amount: 5 }, { type: 'distance', distance: '5' }],
  ])('reads the target %j', (takeProfit, expected) => {
    expect(parsed(buy({ takeProfit })).takeProfit).toEqual(expected);
  });

  it.each([
    { type: 'trailing_stop', price: 95 },
    { trailPercent: 3, price: 95 },
    { type: 'hard', price: 95 },
  ])('refuses %j as a stop', (stopLoss) => {
    expect(rejected(buy({ stopLoss }))).toMatchObject({ field: 'stopLoss' });
  });

  it.each([{}, { price: 1, percent: 1 }, { price: 'x' }, []])('refuses %j as either', (given) => {
    expect(rejected(buy({ stopLoss: given }))).toMatchObject({ field: 'stopLoss' });
    expect(rejected(buy({ takeProfit: given }))).toMatchObject({ field: 'takeProfit' });
  });
});

describe('payloads that are no signals', () => {
  it.each([null, undefined, 'buy', 5, ['buy'], true])('%j is refused', (payload) => {
    expect(rejected(payload)).toMatchObject({ code: 'signal_payload_invalid' });
  });

  it('a placeholder that nobody filled in is refused, wherever it stands', () => {
    for (const payload of [buy({ price: '{{close}}' }), buy({ note: { text: ['at {{time}}'] } })])
      expect(rejected(payload)?.detail).toContain('was not filled in');
    expect(rejected(buy({ note: '{curly} {{' }))).toBeNull();
  });

  it('nesting beyond what any sender needs is refused and costs nothing', () => {
    let nested: unknown = 'deep';
    for (let depth = 0; depth < 5000; depth++) nested = [nested];
    expect(rejected(buy({ nested }))?.detail).toContain('nested too deeply');
  });

  it('an order needs the prices of its kind, and an exit is market or limit', () => {
    expect(rejected(buy({ orderType: 'stop' }))).toMatchObject({ field: 'stopPrice' });
    expect(rejected(buy({ orderType: 'trailing_stop' }))).toMatchObject({ field: 'trailPercent' });
    expect(rejected(buy({ orderType: 'trailing_stop', trailAmount: 1, trailPercent: 1 }))).toMatchObject({
      field: 'trailPercent',
    });
    expect(rejected({ action: 'exit', orderType: 'stop', stopPrice: 5 })).toMatchObject({
      field: 'orderType',
    });
  });
});

describe('the age of a signal', () => {
  const age = (ms: number) => stalenessOf(plusMs(NOW, -ms), NOW)?.code ?? null;

  it('AU-U8: after 60 seconds it is stale, and as far in the future it is wrong', () => {
    expect(age(60_000)).toBeNull();
    expect(age(60_001)).toBe('signal_stale');
    expect(age(-60_000)).toBeNull();
    expect(age(-60_001)).toBe('signal_from_future');
  });

  it('AU-U8: one that carries no time is current', () => {
    expect(stalenessOf(null, NOW)).toBeNull();
  });
});

describe('the raw record of a signal', () => {
  it('AU-U5: is the text as it came, with unknown fields and digits', () => {
    const raw = '{ "action":"buy", "price": 1.10, "extra": [1, 2] }';
    expect(withoutSecrets(raw, JSON.parse(raw))).toBe(raw);
  });

  it('Z-R5: loses secrets by any of their names, at any depth, also when a name is written with escapes', () => {
    for (const raw of [
      '{"action":"buy","secret":"hunter2"}',
      '{"action":"buy","auth":{"Api_Key":"hunter2"}}',
      '{"action":"buy","\\u0073ecret":"hunter2"}',
      '{"action":"buy","list":[{"password":{"inner":"hunter2"}}]}',
    ]) {
      const kept = withoutSecrets(raw, JSON.parse(raw));
      expect(kept).not.toContain('hunter2');
      expect(JSON.parse(kept).action).toBe('buy');
    }
  });

  it('AU-U15: loses a webhook token', () => {
    const token = `${id('user')}.${id('automation')}.${'s'.repeat(43)}`;
    for (const written of [token, token.replaceAll('.', '\\u002e')]) {
      const raw = `{"action":"buy","comment":"sent to /hooks/${written}"}`;
      expect(withoutSecrets(raw, JSON.parse(raw))).not.toContain('sssss');
    }
  });
});

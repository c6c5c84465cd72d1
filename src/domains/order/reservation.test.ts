import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { orderAggregate } from './order.ts';
import { ACCOUNT, create, limit, QUOTE } from './testing/fixtures.ts';
import { FUTURE, OPTION } from './testing/instruments.ts';

const order = specification(orderAggregate);
const reserved = (command: ReturnType<typeof create>) =>
  order.given().when(command).state?.reservedBuyingPower;
const stop = (stopPrice: string, changes = {}) => create({ orderType: 'stop', stopPrice, ...changes });
const short = { side: 'sell', positionEffect: 'open' } as const;
const rich = { account: { ...ACCOUNT, availableBuyingPower: '10000000' } };

describe('the buying power an order holds', () => {
  it.each([
    ['a limit buy its limit', limit('150'), '15000'],
    ['a market buy 3 % above the ask', create(), '15450'],
    ['a stop buy 3 % above its stop', stop('160'), '16480'],
    [
      'a stop-limit buy its limit',
      create({ orderType: 'stop_limit', stopPrice: '160', limitPrice: '161' }),
      '16100',
    ],
    [
      'a trailing buy 3 % above where it would trigger',
      create({ orderType: 'trailing_stop', trailAmount: '10' }),
      '16480',
    ],
    [
      'a trailing buy by percent likewise',
      create({ orderType: 'trailing_stop', trailPercent: '10' }),
      '16995',
    ],
    ['a short at the market 3 % above the ask', create(short), '15450'],
    ['a short with a low limit 3 % above the ask', limit('150', short), '15450'],
    ['a short with a high limit its limit', limit('200', short), '20000'],
    ['a short by stop 3 % above the ask', stop('140', short), '15450'],
  ])('OR-U11: %s', (_, command, amount) => {
    expect(reserved(command)).toBe(amount);
  });

  it('OR-U11: is nothing for what closes, whatever the account has', () => {
    const facts = { account: { ...ACCOUNT, availableBuyingPower: null } };
    expect(reserved(create({ side: 'sell', positionEffect: 'close' }, facts))).toBe('0');
    expect(reserved(create({ positionEffect: 'close' }, facts))).toBe('0');
    expect(reserved(create({ side: 'sell' }, facts))).toBe('0');
  });

  it('OR-U11: counts what contracts stand for: premium × 100, margin of a future, exercise of a written option', () => {
    const option = { symbol: OPTION.symbol, quantity: '2' };
    expect(reserved(limit('5.05', option, { instrument: OPTION, quote: null }))).toBe('1010');
    const written = limit('5.05', { ...option, ...short }, { instrument: OPTION, quote: null, ...rich });
    expect(reserved(written)).toBe('30000');
    const margined = limit(
      '5.05',
      { ...option, ...short },
      { instrument: OPTION, quote: null, initialMargin: '2500' },
    );
    expect(reserved(margined)).toBe('5000');
    const future = { symbol: FUTURE.symbol, quantity: '2' };
    const facts = { instrument: FUTURE, quote: null, initialMargin: '12000' };
    expect(reserved(limit('5000', future, facts))).toBe('24000');
    expect(reserved(limit('5000', { ...future, ...short }, facts))).toBe('24000');
  });

  it('OR-U11: is needed in full, to the last cent', () => {
    const having = (availableBuyingPower: string) => ({ account: { ...ACCOUNT, availableBuyingPower } });
    order
      .given()
      .when(limit('150', {}, having('15000')))
      .thenTypes('OrderCreatedEvent');
    order
      .given()
      .when(limit('150', {}, having('14999.99')))
      .thenRejected('insufficient_buying_power', 'quantity');
  });

  it('OR-U11: cannot be told of a short without a quote, nor of a future without its margin', () => {
    order
      .given()
      .when(limit('150', short, { quote: null }))
      .thenRejected('no_market_data', 'symbol');
    const quote = { ...QUOTE, symbol: FUTURE.symbol, bid: '5000', ask: '5000.25', last: '5000' };
    const future = limit('5000', { symbol: FUTURE.symbol, quantity: '1' }, { instrument: FUTURE, quote });
    order.given().when(future).thenRejected('margin_unknown', 'symbol');
  });
});

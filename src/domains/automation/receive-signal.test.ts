import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from './automation.ts';
import type { ReceiveWebhookSignalCommand } from './commands.ts';
import { ANY_SYMBOL } from './configuration/configuration.ts';
import { account, active, create, INSTRUMENT, id, NOW, position, QUOTE, signal } from './testing/fixtures.ts';

const automation = specification(automationAggregate);
const buy = (fields: object = {}, changes: Partial<ReceiveWebhookSignalCommand> = {}) =>
  signal({ action: 'buy', ticker: 'AAPL', ...fields }, changes);
const guarded = active(
  {},
  { webhook: { ...create().webhook, allowedIps: ['52.89.214.238'], rateLimit: 2, tickers: ['APPLE'] } },
);

describe('the record of a signal', () => {
  it('AU-R6: holds what was said, the figures of every account and the plan of each', () => {
    const past = active({ metadata: { color: 'blue' } });
    const state = automation
      .given(...past)
      .when(buy({ price: 100, strategy: 'breakout' }))
      .thenTypes('WebhookSignalReceivedEvent');
    const { events } = automation.given(...past).when(buy({ price: 100, strategy: 'breakout' }));
    expect(events[0]?.data).toMatchObject({
      automationId: id('automation'),
      userId: testEnv().userId,
      action: 'buy',
      sentiment: null,
      symbol: 'AAPL',
      accountIds: [id('account')],
      accountEquity: '50000',
      accountBuyingPower: '50000',
      accounts: [{ accountId: id('account'), equity: '50000', buyingPower: '50000' }],
      assetType: 'stock',
      optionType: null,
      price: '100',
      quantity: null,
      strategy: 'breakout',
      rawSignalJson: '{"action":"buy","ticker":"AAPL","price":100,"strategy":"breakout"}',
      sourceIp: '52.89.214.238',
      receivedAt: NOW,
      occurredAt: NOW,
      metadata: { color: 'blue' },
      plans: [{ accountId: id('account'), decision: 'execute', submission: 'immediate' }],
    });
    expect(state?.openSignals).toHaveLength(1);
  });

  it('AU-R6: an account of which nothing was read is in it with unknown figures', () => {
    const { events } = automation.given(...active()).when(buy({}, { accounts: [] }));
    expect(events[0]).toMatchObject({
      type: 'SignalRejectedEvent',
      data: { code: 'account_figures_unknown', outcomes: [{ accountId: id('account'), result: 'rejected' }] },
    });
  });

  it('AU-U1: a signal without effect is recorded as rejected, with the reason of each account', () => {
    const held = [account({ position: position('long') })];
    const { events } = automation.given(...active()).when(buy({}, { accounts: held }));
    expect(events).toMatchObject([
      {
        type: 'SignalRejectedEvent',
        data: {
          code: 'already_long',
          receipt: { action: 'buy', symbol: 'AAPL', sourceIp: '52.89.214.238' },
          outcomes: [{ accountId: id('account'), result: 'rejected', code: 'already_long', orderIds: [] }],
        },
      },
    ]);
  });

  it('Z-R5: keeps no secret that its sender put into the body', () => {
    const { events } = automation.given(...active()).when(buy({ secret: 'hunter2' }));
    expect(JSON.stringify(events)).not.toContain('hunter2');
    expect(JSON.stringify(events)).toContain('redacted');
  });

  it('AU-P3: a test goes through everything, tells what would be done, and is never executed', () => {
    const { events } = automation.given(...active()).when(buy({ test: true }));
    expect(events).toMatchObject([
      {
        type: 'SignalRejectedEvent',
        data: { code: 'test_signal', outcomes: [{ code: 'test_signal', detail: 'enter: buy 10, market' }] },
      },
    ]);
  });
});

describe('age and symbol of a signal', () => {
  const codeOf = (past: typeof guarded, command: ReceiveWebhookSignalCommand) =>
    automation
      .given(...past)
      .when(command)
      .events.map((event) => ('code' in event.data ? event.data.code : event.type));

  it('AU-U8: a signal of more than 60 seconds ago, or as far ahead, is rejected and recorded', () => {
    expect(codeOf(guarded, buy({ time: plusMs(NOW, -60_001) }))).toEqual(['signal_stale']);
    expect(codeOf(guarded, buy({ time: plusMs(NOW, 60_001) }))).toEqual(['signal_from_future']);
    expect(codeOf(guarded, buy({ time: NOW }))).toEqual(['WebhookSignalReceivedEvent']);
  });

  it('AU-R8: another symbol is rejected; none, and the names it goes by, mean its own', () => {
    expect(codeOf(guarded, buy({ ticker: 'MSFT' }))).toEqual(['symbol_mismatch']);
    expect(codeOf(guarded, signal({ action: 'buy' }))).toEqual(['WebhookSignalReceivedEvent']);
    expect(codeOf(guarded, buy({ ticker: 'apple' }))).toEqual(['WebhookSignalReceivedEvent']);
  });

  it('AU-R8: an automation for any symbol takes what the signal names, and needs it to name one', () => {
    const any = active({ symbol: ANY_SYMBOL });
    const msft = { instrument: { ...INSTRUMENT, symbol: 'MSFT' }, quote: { ...QUOTE, symbol: 'MSFT' } };
    const { events } = automation.given(...any).when(buy({ ticker: 'MSFT' }, msft));
    expect(events[0]?.data).toMatchObject({ symbol: 'MSFT', plans: [{ decision: 'execute' }] });
    automation
      .given(...any)
      .when(signal({ action: 'buy' }))
      .thenRejected('signal_payload_invalid', 'symbol');
  });

  it('nothing is priced by the market of something else', () => {
    const any = active({ symbol: ANY_SYMBOL });
    expect(codeOf(any, buy({ ticker: 'MSFT' }))).toEqual(['unknown_symbol']);
    expect(codeOf(guarded, buy({}, { quote: { ...QUOTE, symbol: 'MSFT' } }))).toEqual(['no_market_data']);
  });
});

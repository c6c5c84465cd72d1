import { describe, expect, it } from 'vitest';
import type { LocalDate } from '../../core/local-date.ts';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from './automation.ts';
import { createAutomationCommand } from './commands.ts';
import { flattenConfiguration } from './configuration/configuration.ts';
import { AutomationCreatedEvent, AutomationUpdatedEvent } from './events.ts';
import {
  active,
  configuration,
  configureWebhook,
  create,
  eventsAfter,
  id,
  NOW,
  reference,
  signal,
  tokenHashOf,
  update,
} from './testing/fixtures.ts';

const automation = specification(automationAggregate);
const created = eventsAfter(create());
const ids = { automationId: id('automation'), userId: testEnv().userId };
const webhookFields = { webhookAllowedIps: [], webhookRateLimit: 60, webhookTickers: [] };
const buy = signal({ action: 'buy', ticker: 'AAPL' });

const CALL = {
  underlyingSymbol: 'AAPL',
  strikePrice: '150',
  expirationDate: '2025-12-19' as LocalDate,
  optionType: 'call' as const,
  optionAction: null,
  contractSize: '100',
  multiplier: '1',
};

describe('creating an automation', () => {
  it('records everything it goes by, flattened, and starts inactive', () => {
    const state = automation
      .given()
      .when(create())
      .then(
        AutomationCreatedEvent({
          ...ids,
          ...flattenConfiguration(configuration()),
          ...webhookFields,
          accountIds: [id('account')],
          webhookTokenHash: tokenHashOf('first'),
          webhookUrl: 'https://trade.example/hooks',
          occurredAt: NOW,
        }),
      );
    expect(state?.profile.status).toBe('inactive');
  });

  it.each([
    ['account_not_found', reference('account', null)],
    ['account_not_active', reference('account', 'suspended')],
    ['asset_type_not_supported', { ...reference('account'), assetTypes: ['crypto' as const] }],
  ])('needs accounts that are its user’s own, active and fit for its asset: %s', (code, account) => {
    automation
      .given()
      .when(create({}, { accounts: [reference('other'), account] }))
      .thenRejected(code, 'accountIds');
  });

  it('names each account once', () => {
    automation
      .given()
      .when(create({}, { accounts: [reference('account'), reference('account')] }))
      .thenRejected('account_named_twice', 'accountIds');
  });

  it('checks its configuration before its accounts', () => {
    automation
      .given()
      .when(create({ assetType: 'option' }, { accounts: [reference('account', null)] }))
      .thenRejected('asset_details_mismatch', 'assetType');
  });

  it('C-R4: the shape is checked when the command is built', () => {
    expect(createAutomationCommand.safeParse(create()).success).toBe(true);
    expect(createAutomationCommand.safeParse(create({}, { accounts: [] })).success).toBe(false);
    const webhook = { ...create().webhook, tokenHash: 'the token itself' };
    expect(createAutomationCommand.safeParse(create({}, { webhook })).success).toBe(false);
  });

  it('AU-U15: only the hash of a token is kept, and the address is one without it', () => {
    const text = JSON.stringify(created);
    expect(text).toContain(tokenHashOf('first'));
    expect(text).not.toMatch(/token first|[0-9a-f-]{36}\.[0-9a-f-]{36}\./);
  });
});

describe('changing an automation', () => {
  it('tells which fields changed, and all of them as they are now', () => {
    const after = configuration({ name: 'Renamed', stopLoss: { type: 'percentage', percentage: '5' } });
    automation
      .given(...created)
      .when(update({ name: 'Renamed', stopLoss: { type: 'percentage', percentage: '5' } }))
      .then(
        AutomationUpdatedEvent({
          ...ids,
          changed: ['name', 'stopLossType', 'stopLossPercentage'],
          ...flattenConfiguration(after),
          ...webhookFields,
          updatedAt: NOW,
        }),
      );
  });

  it('writes nothing when nothing changes', () => {
    automation
      .given(...created)
      .when(update({ name: 'Breakout' }))
      .then();
    automation
      .given(...created)
      .when(configureWebhook())
      .then();
  });

  it('checks the merged result as at creation', () => {
    automation
      .given(...created)
      .when(update({ positionSizing: { type: 'risk_based', riskPerPosition: '100' } }))
      .thenRejected('stop_required', 'stopLoss');
  });

  it('checks its accounts again when it shall trade another kind of asset', () => {
    const toOption = update({ assetType: 'option', option: CALL });
    automation
      .given(...created)
      .when(toOption)
      .thenRejected('asset_type_not_supported', 'accountIds');
    automation
      .given(...created)
      .when({ ...toOption, accounts: [] })
      .thenRejected('account_not_found', 'accountIds');
    const able = [{ ...reference('account'), assetTypes: ['option' as const] }];
    automation
      .given(...created)
      .when({ ...toOption, accounts: able })
      .thenTypes('AutomationUpdatedEvent');
  });

  it('AU-R1: a change of sizing holds for later signals; a plan that was made keeps its values', () => {
    const before = [...active(), ...automation.given(...active()).when(buy).events];
    const [planned] = before.slice(-1);
    const { events } = automation
      .given(...before)
      .when(update({ positionSizing: { type: 'fixed', fixedQuantity: '5' } }));
    const later = automation
      .given(...before, ...events)
      .when(signal({ action: 'buy', ticker: 'AAPL', signalId: 'later' })).events;
    expect(planned).toMatchObject({ data: { plans: [{ steps: [{ quantity: '10' }] }] } });
    expect(later).toMatchObject([{ data: { plans: [{ steps: [{ quantity: '5' }] }] } }]);
  });

  it('AU-U14: what loosens risk while it is active needs a confirmation, what does not needs none', () => {
    const larger = { positionSizing: { type: 'fixed' as const, fixedQuantity: '20' } };
    automation
      .given(...active())
      .when(update(larger))
      .thenRejected('confirmation_required');
    automation
      .given(...active())
      .when(update(larger, true))
      .thenTypes('AutomationUpdatedEvent');
    automation
      .given(...created)
      .when(update(larger))
      .thenTypes('AutomationUpdatedEvent');
    automation
      .given(...active())
      .when(update({ name: 'Renamed', stopLoss: { type: 'percentage', percentage: '5' } }))
      .thenTypes('AutomationUpdatedEvent');
  });

  it('AU-R3: the webhook’s addresses, rate and names are settings like the others', () => {
    const state = automation
      .given(...created)
      .when(configureWebhook({ allowedIps: ['10.0.0.0/8'], rateLimit: 5, tickers: ['ES1!'] }))
      .thenTypes('AutomationUpdatedEvent');
    expect(state?.profile.webhook).toEqual({ allowedIps: ['10.0.0.0/8'], rateLimit: 5, tickers: ['ES1!'] });
    expect(state?.profile.configuration).toEqual(configuration());
  });
});

import { describe, expect, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import type { LocalDate } from '../../core/local-date.ts';
import { specification } from '../../core/testing/decider-specification.ts';
import { activationChecklist } from './activation.ts';
import { automationAggregate } from './automation.ts';
import { DEFAULT_PYRAMIDING } from './configuration/pyramiding.ts';
import {
  activate,
  active,
  create,
  eventsAfter,
  id,
  NOW,
  reference,
  stateOf,
  update,
} from './testing/fixtures.ts';

const automation = specification(automationAggregate);
const created = eventsAfter(create());

const CALL = {
  underlyingSymbol: 'AAPL',
  strikePrice: '150',
  expirationDate: '2025-12-19' as LocalDate,
  optionType: 'call' as const,
  optionAction: null,
  contractSize: '100',
  multiplier: '1',
};

describe('activating an automation (AU-U14)', () => {
  const [profile] = [stateOf(created).profile];
  const open = (...args: Parameters<typeof activationChecklist>) =>
    activationChecklist(...args).flatMap(({ item, refusal }) => (refusal ? [item] : []));
  const standing = (changes: object = {}) => [
    { accountId: id('account'), status: 'active', connectionHealthy: true, ...changes },
  ];

  it('AU-U14: the checklist names everything that is missing', () => {
    expect(open(profile, standing(), NOW)).toEqual([]);
    expect(open(profile, standing({ connectionHealthy: false }), NOW)).toEqual(['connection_healthy']);
    expect(open(profile, standing({ status: 'suspended' }), NOW)).toEqual([
      'account_active',
      'connection_healthy',
    ]);
    expect(open(profile, standing({ accountId: id('foreign') }), NOW)).toEqual([
      'account_active',
      'connection_healthy',
    ]);
    expect(open({ ...profile, accountIds: [] }, standing(), NOW)).toContain('account_bound');
  });

  it('AU-U14: one active account on a healthy connection is enough', () => {
    const two = eventsAfter(create({}, { accounts: [reference('account'), reference('other')] }));
    automation
      .given(...two)
      .when(activate('other'))
      .thenTypes('AutomationActivatedEvent');
    automation
      .given(...two)
      .when(activate('foreign'))
      .thenRejected('no_active_account');
  });

  it('AU-U14: a contract that has expired since is not traded any more', () => {
    const options = [{ ...reference('account'), assetTypes: ['option' as const] }];
    const option = eventsAfter(create({ assetType: 'option', option: CALL }, { accounts: options }));
    automation
      .given(...option)
      .when(activate(), { now: plusMs(NOW, 20 * 86_400_000) })
      .thenTypes('AutomationActivatedEvent');
    automation
      .given(...option)
      .when(activate(), { now: plusMs(NOW, 40 * 86_400_000) })
      .thenRejected('contract_expired');
  });

  it('pyramiding that was switched on later counts as loosening', () => {
    automation
      .given(...active())
      .when(update({ pyramiding: { ...DEFAULT_PYRAMIDING, enabled: true } }))
      .thenRejected('confirmation_required');
  });
});

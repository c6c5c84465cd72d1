import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { availableBuyingPower, brokerAccountAggregate } from './broker-account.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { brokerAccountEvents as events } from './events.ts';
import { NO_RESTRICTIONS } from './profile.ts';
import {
  bind,
  DEACTIVATE,
  DELETE,
  eventsAfter,
  figures,
  id,
  identity,
  link,
  profile,
  refresh,
  reserve,
  restricted,
  SET_DEFAULT,
  status,
  UNLINK,
} from './testing/fixtures.ts';

const account = specification(brokerAccountAggregate);
const given = (...commands: readonly BrokerAccountCommand[]) => account.given(...eventsAfter(...commands));
const NEWS = figures('900', 1);

const mirrored = (statusFromBroker: string | null) =>
  events.AccountDataFromBrokerUpdated({
    ...identity(),
    ...NEWS,
    details: null,
    statusFromBroker,
    accountType: null,
    restrictions: null,
    metadataFromBroker: null,
    refreshedAt: TEST_NOW,
  });
const changed = (oldStatus: 'disconnected', newStatus: 'active' | 'inactive' | 'suspended') =>
  events.AccountStatusChanged({
    ...identity(),
    oldStatus,
    newStatus,
    reason: 'linked again',
    changedAt: TEST_NOW,
  });

describe('linking an account', () => {
  it('BA-R4: takes its figures from the broker', () => {
    const state = account
      .given()
      .when(link())
      .then(
        events.BrokerAccountLinked({
          ...identity(),
          brokerConnectionId: id('connection'),
          brokerId: 'virtual',
          brokerAccountId: 'virtual-1',
          accountName: 'Paper',
          environment: 'paper',
          assetType: 'stock',
          accountType: null,
          initialBalance: '1000',
          currency: 'USD',
          initialEquity: '1500',
          initialBuyingPower: '1000',
          initialDetails: null,
          initialStatusFromBroker: 'active',
          initialRestrictions: null,
          initialMetadataFromBroker: null,
          isDefault: false,
          linkedBySagaId: null,
          asOf: TEST_NOW,
          linkedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({
      status: 'active',
      balance: '1000',
      equity: '1500',
      asOf: TEST_NOW,
      restrictions: NO_RESTRICTIONS,
    });
  });

  it('takes all else that the broker tells', () => {
    const told = profile({
      accountType: 'margin',
      restrictions: { ...NO_RESTRICTIONS, patternDayTrader: true },
      metadata: [{ name: 'multiplier', value: '4' }],
    });
    expect(account.given().when(link({ profile: told })).state).toMatchObject(told);
  });

  it('again only mirrors what is newer', () => {
    const again = given(link());
    again.when(link({ figures: NEWS })).then(mirrored('active'));
    again.when(link({ figures: figures('900', 0) })).then();
    again.when(link({ figures: figures('900', -1) })).then();
  });

  it('again keeps what is reserved', () => {
    const state = given(link(), reserve('a', '400')).when(link({ figures: NEWS })).state;
    expect(availableBuyingPower(state)).toBe('500');
  });

  it.each([
    { brokerId: 'alpaca' },
    { brokerAccountId: 'virtual-2' },
    { brokerConnectionId: id('another connection') },
  ])('domains 4.3: never changes whose account it is (%j)', (other) => {
    given(link()).when(link(other)).thenRejected('account_mismatch');
  });

  it('BA-U1: a margin account may owe cash, a cash or virtual one may not', () => {
    const owing = { ...figures('0'), balance: '-250' };
    const linking = (brokerId: string, accountType: 'cash' | 'margin' | null) =>
      account.given().when(link({ brokerId, figures: owing, profile: profile({ accountType }) }));
    expect(linking('alpaca', 'margin').state.balance).toBe('-250');
    expect(linking('alpaca', null).state.balance).toBe('-250');
    expect(linking('virtual', 'margin').state.balance).toBe('-250');
    linking('alpaca', 'cash').thenRejected('negative_balance');
    linking('virtual', null).thenRejected('negative_balance');
  });

  it('BA-U1: what a broker tells later is never refused', () => {
    const state = given(link()).when(refresh({ ...NEWS, balance: '-1' })).state;
    expect(state.balance).toBe('-1');
  });

  it('has the same id again after it was deleted, in a new incarnation', () => {
    const again = account.given().when(link(), { aggregateId: id('another incarnation') });
    expect(again.state.accountAggregateId).toBe(identity().accountAggregateId);
  });
});

describe('an account whose connection was lost', () => {
  it.each<['active' | 'inactive' | 'suspended', readonly BrokerAccountCommand[]]>([
    ['active', []],
    ['inactive', [DEACTIVATE]],
    ['suspended', [status('suspended')]],
  ])('is %s again once it is linked again, if it was so before', (was, commands) => {
    const lost = given(link(), ...commands, status('disconnected'));
    expect(lost.state().status).toBe('disconnected');
    lost.when(link({ figures: NEWS })).then(mirrored('active'), changed('disconnected', was));
    lost.when(link()).then(changed('disconnected', was));
    lost.when(status('active')).thenTypes('AccountStatusChanged');
  });
});

describe('unlinking an account', () => {
  it('cuts it off from its connection', () => {
    const state = given(link())
      .when(UNLINK)
      .then(
        events.BrokerAccountUnlinked({
          ...identity(),
          brokerConnectionId: id('connection'),
          reason: 'requested by user',
          unlinkedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'disconnected', isLinked: false });
    given(link(), UNLINK).when(UNLINK).then();
    given(link(), UNLINK).when(status('active')).thenRejected('account_unlinked');
  });

  it('keeps what the user made of it and what is reserved, for when it is linked again', () => {
    const history = [link(), SET_DEFAULT, bind('automation'), reserve('a', '400'), UNLINK];
    const state = given(...history)
      .when(link({ brokerConnectionId: id('another connection'), profile: restricted({}) }))
      .thenTypes('BrokerAccountLinked');
    expect(state).toMatchObject({
      status: 'active',
      isLinked: true,
      isDefault: true,
      brokerConnectionId: id('another connection'),
      boundAutomationIds: [id('automation')],
      reservations: [{ orderId: id('a'), amount: '400' }],
    });
  });
});

describe('deleting an account', () => {
  it('BA-R2: ends it, and tells which automations trade on it, so that each is unbound by command', () => {
    const state = given(link(), SET_DEFAULT, bind('automation'))
      .when(DELETE)
      .then(
        events.BrokerAccountDeleted({
          ...identity(),
          brokerConnectionId: id('connection'),
          brokerId: 'virtual',
          environment: 'paper',
          brokerAccountId: 'virtual-1',
          wasDefault: true,
          boundAutomationIds: [id('automation')],
          reason: 'disconnected',
          deletedAt: TEST_NOW,
        }),
      );
    const { isTerminal } = brokerAccountAggregate.decider;
    expect(isTerminal?.(state)).toBe(true);
    expect(isTerminal?.(given(link()).state())).toBe(false);
  });

  it('BA-P2: of many is one command each: one that is gone or never came changes nothing', () => {
    account.given().when(DELETE).then();
    given(link(), DELETE).when(DELETE).then();
    given(link(), status('disconnected')).when(DELETE).thenTypes('BrokerAccountDeleted');
  });

  it('the undo of a saga removes what that saga linked, and nothing that was there before (2.1 step 4)', () => {
    const saga = id('connecting saga');
    const undo = { ...DELETE, reason: 'failed', onlyIfLinkedBy: saga };
    const brought = account.given().when(link(), { sagaId: saga }).events;
    account
      .given(...brought)
      .when(undo, { sagaId: saga })
      .thenTypes('BrokerAccountDeleted');
    given(link()).when(undo, { sagaId: saga }).then();
  });

  it('linked again in a closed log it begins anew, without what there was', () => {
    const state = given(link(), reserve('a', '400'), SET_DEFAULT, DELETE)
      .when(link({ figures: figures('5') }))
      .thenTypes('BrokerAccountLinked');
    expect(state).toMatchObject({ status: 'active', reservations: [], isDefault: false, buyingPower: '5' });
  });
});

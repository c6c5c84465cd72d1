import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import type { BrokerAccountEvent } from './events.ts';
import { NO_RESTRICTIONS } from './profile.ts';
import type { BrokerAccountState } from './state.ts';
import { DELETE, id, identity, link, play, profile, reserve, SET_DEFAULT } from './testing/fixtures.ts';
import { brokerAccountSequences } from './testing/sequences.ts';
import { brokerAccountResource, brokerAccountView } from './view.ts';

const { accountAggregateId, userId } = identity();
const meta = { aggregateId: accountAggregateId, aggregateVersion: 1, userId, occurredAt: TEST_NOW };
const project = (events: readonly BrokerAccountEvent[], start: BrokerAccountState | null = null) =>
  events.reduce<BrokerAccountState | null>(
    (doc, event) => brokerAccountView.project(doc, event, meta),
    start,
  );

describe('the view of accounts', () => {
  it('shows what the aggregate knows, and no row of a deleted account', () => {
    fc.assert(
      fc.property(fc.array(brokerAccountSequences.command, { maxLength: 20 }), (commands) => {
        const { state, events } = play([link(), ...commands]);
        expect(project(events)).toEqual(state.status === 'deleted' ? null : state);
        expect(project(play([link(), ...commands, DELETE]).events)).toBeNull();
      }),
    );
  });

  it('has one row per account, by its id', () => {
    for (const event of play([link(), SET_DEFAULT]).events) {
      expect(brokerAccountView.eventTypes.has(event.type)).toBe(true);
      expect(brokerAccountView.rowId(event, meta)).toBe(accountAggregateId);
    }
  });

  it('has no row before the account is linked', () => {
    expect(project(play([SET_DEFAULT]).events)).toBeNull();
    expect(project(play([SET_DEFAULT, link()]).events)).toMatchObject({ isDefault: true });
  });

  it('goes on from a row that an older build kept', () => {
    const { restrictions: _, releasedUnseen: __, ...older } = play([link()]).state;
    const row = project(play([link(), reserve('a', '400')]).events.slice(-1), older as BrokerAccountState);
    expect(row).toMatchObject({
      reservations: [{ orderId: id('a'), amount: '400' }],
      restrictions: NO_RESTRICTIONS,
    });
  });
});

describe('the account a client gets', () => {
  it('has money as decimal strings, and null for what nobody told', () => {
    const { state } = play([
      link({ profile: profile({ details: { ...DETAILS, cash: '900' } }) }),
      reserve('a', '400'),
    ]);
    const row = { id: accountAggregateId, version: 2, updatedAt: TEST_NOW, doc: state };
    expect(brokerAccountResource(row)).toEqual({
      id: accountAggregateId,
      brokerConnectionId: id('connection'),
      brokerId: 'virtual',
      environment: 'paper',
      assetType: 'stock',
      accountType: null,
      brokerAccountId: 'virtual-1',
      accountName: 'Paper',
      displayName: null,
      status: 'active',
      statusFromBroker: 'active',
      tradability: { tradable: true, closingOnly: false, reason: null },
      restrictions: NO_RESTRICTIONS,
      isLinked: true,
      isDefault: false,
      isArchived: false,
      currency: 'USD',
      balance: '1000',
      equity: '1500',
      buyingPower: '1000',
      availableBuyingPower: '600',
      reservedBuyingPower: '400',
      ...DETAILS,
      cash: '900',
      dailyPnl: null,
      dailyPnlPercent: null,
      reconciliationNote: null,
      syncFailure: null,
      metadata: null,
      asOf: TEST_NOW,
      linkedAt: TEST_NOW,
      lastSyncedAt: TEST_NOW,
      updatedAt: TEST_NOW,
      version: 2,
    });
  });
});

const DETAILS = {
  cash: null,
  settledCash: null,
  longMarketValue: null,
  shortMarketValue: null,
  maintenanceMargin: null,
  dayTradeCount: null,
};

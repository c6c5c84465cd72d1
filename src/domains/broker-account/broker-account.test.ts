import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { availableBuyingPower, brokerAccountAggregate } from './broker-account.ts';
import { brokerAccountEvents as events } from './events.ts';
import {
  DELETE,
  eventsAfter,
  figures,
  id,
  link,
  refresh,
  release,
  reserve,
  settle,
} from './testing/fixtures.ts';

const account = specification(brokerAccountAggregate);
const identity = { accountAggregateId: testEnv().aggregateId, userId: testEnv().userId };
const linked = eventsAfter(link());
const reserved = eventsAfter(link(), reserve('a', '400'));

const told = (buyingPower: string | null, ms: number, statusFromBroker: string | null = null) =>
  events.AccountDataFromBrokerUpdated({
    ...identity,
    ...figures(buyingPower, ms),
    statusFromBroker,
    refreshedAt: TEST_NOW,
  });
const given = (name: string, amount: string, reason: string) =>
  events.BuyingPowerReleased({ ...identity, orderId: id(name), amount, reason, releasedAt: TEST_NOW });

describe('linking an account', () => {
  it('BA-R4: takes its figures from the broker', () => {
    const state = account
      .given()
      .when(link())
      .then(
        events.BrokerAccountLinked({
          ...identity,
          brokerConnectionId: id('connection'),
          brokerId: 'virtual',
          brokerAccountId: 'virtual-1',
          accountName: 'Paper',
          environment: 'paper',
          assetType: 'stock',
          initialBalance: '1000',
          currency: 'USD',
          initialEquity: '1500',
          initialBuyingPower: '1000',
          initialStatusFromBroker: 'active',
          linkedBySagaId: null,
          asOf: TEST_NOW,
          linkedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'active', balance: '1000', equity: '1500', asOf: TEST_NOW });
  });

  it('again only mirrors figures that are newer', () => {
    const again = account.given(...linked);
    again.when(link({ figures: figures('900', 1) })).then(told('900', 1, 'active'));
    again.when(link({ figures: figures('900', 0) })).then();
    again.when(link({ figures: figures('900', -1) })).then();
  });

  it('again keeps what is reserved', () => {
    const state = account
      .given(...reserved)
      .when(link({ figures: figures('900', 1) }))
      .thenTypes('AccountDataFromBrokerUpdated');
    expect(availableBuyingPower(state)).toBe('500');
  });

  it.each([{ brokerId: 'alpaca' }, { brokerAccountId: 'virtual-2' }])(
    'domains 4.3: never changes the ids of the broker (%j)',
    (other) => {
      account
        .given(...linked)
        .when(link(other))
        .thenRejected('account_mismatch');
    },
  );

  it('BrokerAccount 1: negative cash is what a margin account may have', () => {
    const margin = { ...figures('0'), balance: '-250' };
    expect(account.given().when(link({ figures: margin })).state.balance).toBe('-250');
  });
});

describe('figures of the broker', () => {
  it('BrokerAccount 4: the broker always wins, if its news is newer', () => {
    const known = account.given(...linked);
    known.when(refresh(figures('7', 1))).then(told('7', 1));
    known.when(refresh(figures('7', 0))).then();
    known.when(refresh(figures('7', -1))).then();
  });

  it('BA-R3: an unknown buying power is unknown, not zero', () => {
    const state = account
      .given(...reserved)
      .when(refresh({ ...figures(null, 1), equity: null }))
      .thenTypes('AccountDataFromBrokerUpdated');
    expect([availableBuyingPower(state), state.equity]).toEqual([null, null]);
  });
});

describe('reserving buying power', () => {
  it('BrokerAccount 3: leaves what the broker has less every reservation', () => {
    const outcome = account.given(...reserved).when(reserve('b', '600'));
    const state = outcome.then(
      events.BuyingPowerReserved({ ...identity, orderId: id('b'), amount: '600', reservedAt: TEST_NOW }),
    );
    expect(availableBuyingPower(state)).toBe('0');
  });

  it('never exceeds what is available', () => {
    account
      .given(...reserved)
      .when(reserve('b', '600.01'))
      .thenRejected('insufficient_buying_power');
  });

  it('counts an order once', () => {
    account
      .given(...reserved)
      .when(reserve('a', '999'))
      .then();
  });

  it('BA-R3: is refused while the buying power is unknown', () => {
    account
      .given(...eventsAfter(link({ figures: figures(null) })))
      .when(reserve('a', '1'))
      .thenRejected('buying_power_unknown');
  });

  it.each([
    ['unknown', eventsAfter(link({ figures: figures(null) }))],
    ['used up', eventsAfter(link(), reserve('b', '1000'))],
    ['overdrawn', eventsAfter(link(), reserve('b', '1000'), refresh(figures('10', 1)))],
  ])('Order 11: of nothing, for a sell, needs none: %s', (_, past) => {
    account
      .given(...past)
      .when(reserve('sell', '0'))
      .thenTypes('BuyingPowerReserved');
  });
});

describe('releasing', () => {
  it('OR-R4: gives back exactly what was reserved', () => {
    const state = account
      .given(...reserved)
      .when(release('a'))
      .then(given('a', '400', 'not executed'));
    expect(availableBuyingPower(state)).toBe('1000');
  });

  it('an order nobody reserved for is recorded, and a reserve that comes late is refused (DESIGN 2)', () => {
    const early = account.given(...linked).when(release('a'));
    const state = early.then(given('a', '0', 'not executed'));
    expect(availableBuyingPower(state)).toBe('1000');

    const past = account.given(...eventsAfter(link(), release('a')));
    past.when(reserve('a', '1')).thenRejected('reservation_released');
    past.when(release('a')).then();
    past.when(reserve('b', '1')).thenTypes('BuyingPowerReserved');
  });
});

describe('settling', () => {
  it('BrokerAccount 3: figures that contain the order end its reservation, so that nothing counts twice', () => {
    const state = account
      .given(...reserved)
      .when(settle('a', figures('600', 1)))
      .then(told('600', 1), given('a', '400', 'acknowledged'));
    expect(availableBuyingPower(state)).toBe('600');
  });

  it.each([0, -1])('figures that are not newer (%d ms) change nothing but still release', (ms) => {
    const state = account
      .given(...reserved)
      .when(settle('a', figures('600', ms)))
      .then(given('a', '400', 'acknowledged'));
    expect(state).toMatchObject({ buyingPower: '1000', asOf: TEST_NOW });
  });

  it('an order without a reservation only mirrors', () => {
    const past = account.given(...linked);
    past.when(settle('a', figures('600', 1))).then(told('600', 1));
    past.when(settle('a', figures('600', 0))).then();
  });
});

describe('an account that is not there', () => {
  it.each([refresh(figures('1', 1)), reserve('a', '1'), release('a'), settle('a', figures('1', 1))])(
    'refuses $type before it is linked',
    (command) => {
      account.given().when(command).thenRejected('account_not_found');
    },
  );

  it('the undo of a saga removes what that saga linked, and nothing that was there before (2.1 step 4)', () => {
    const saga = id('connecting saga');
    const undo = { type: 'DeleteBrokerAccountCommand', reason: 'failed', onlyIfLinkedBy: saga } as const;
    const brought = account.given().when(link(), { sagaId: saga }).events;
    account
      .given(...brought)
      .when(undo, { sagaId: saga })
      .thenTypes('BrokerAccountDeleted');
    account
      .given(...linked)
      .when(undo, { sagaId: saga })
      .then();
  });

  it('deleting it changes nothing', () => {
    account.given().when(DELETE).then();
  });

  it('deleting it is the end: its log is closed, a repeat changes nothing', () => {
    const state = account
      .given(...reserved)
      .when(DELETE)
      .then(
        events.BrokerAccountDeleted({
          ...identity,
          brokerConnectionId: id('connection'),
          reason: 'disconnected',
          deletedAt: TEST_NOW,
        }),
      );
    const { isTerminal } = brokerAccountAggregate.decider;
    expect(isTerminal?.(state)).toBe(true);
    expect(isTerminal?.(account.given(...reserved).state())).toBe(false);

    const deleted = account.given(...eventsAfter(link(), DELETE));
    deleted.when(DELETE).then();
    deleted.when(reserve('a', '1')).thenRejected('account_not_tradable');
    deleted.when(refresh(figures('1', 1))).thenRejected('account_not_tradable');
  });

  it('linked again in a closed log it begins anew, without old reservations', () => {
    const state = account
      .given(...reserved, ...eventsAfter(link(), DELETE).slice(1))
      .when(link({ figures: figures('5') }))
      .thenTypes('BrokerAccountLinked');
    expect(state).toMatchObject({ status: 'active', reservations: {}, buyingPower: '5' });
  });
});

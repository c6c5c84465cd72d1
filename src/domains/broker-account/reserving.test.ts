import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { availableBuyingPower, brokerAccountAggregate } from './broker-account.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { brokerAccountEvents as events } from './events.ts';
import { REMEMBERED_RELEASES } from './released-unseen.ts';
import {
  eventsAfter,
  figures,
  id,
  identity,
  later,
  link,
  play,
  refresh,
  release,
  reserve,
  settle,
  status,
} from './testing/fixtures.ts';

const account = specification(brokerAccountAggregate);
const given = (...commands: readonly BrokerAccountCommand[]) => account.given(...eventsAfter(...commands));
const linked = given(link());
const reserved = given(link(), reserve('a', '400'));
const unknown = link({ figures: figures(null) });

const released = (name: string, amount: string, reason: string) =>
  events.BuyingPowerReleased({ ...identity(), orderId: id(name), amount, reason, releasedAt: TEST_NOW });
const told = (buyingPower: string, ms: number) =>
  events.AccountDataFromBrokerUpdated({
    ...identity(),
    ...figures(buyingPower, ms),
    details: null,
    statusFromBroker: null,
    accountType: null,
    restrictions: null,
    metadataFromBroker: null,
    refreshedAt: TEST_NOW,
  });

describe('reserving buying power', () => {
  it('BA-U3: leaves what the broker has less every reservation', () => {
    const state = reserved.when(reserve('b', '600')).then(
      events.BuyingPowerReserved({
        ...identity(),
        orderId: id('b'),
        amount: '600',
        reservedAt: TEST_NOW,
      }),
    );
    expect(availableBuyingPower(state)).toBe('0');
  });

  it('BA-U3: never exceeds what is available', () => {
    reserved.when(reserve('b', '600.01')).thenRejected('insufficient_buying_power');
  });

  it('counts an order once', () => {
    reserved.when(reserve('a', '999')).then();
  });

  it('BA-R3: is refused while the buying power is unknown', () => {
    given(unknown).when(reserve('a', '1')).thenRejected('buying_power_unknown');
  });

  it('of less than nothing is refused', () => {
    linked.when(reserve('a', '-1')).thenRejected('invalid_amount', 'amount');
  });

  it.each<[string, readonly BrokerAccountCommand[]]>([
    ['unknown', [unknown]],
    ['used up', [link(), reserve('b', '1000')]],
    ['overdrawn', [link(), reserve('b', '1000'), refresh(figures('10', 1))]],
  ])('of nothing, for an order that closes, needs none: %s', (_, past) => {
    given(...past)
      .when(reserve('sell', '0'))
      .thenTypes('BuyingPowerReserved');
  });
});

describe('releasing', () => {
  it('gives back exactly what was reserved', () => {
    const state = reserved.when(release('a')).then(released('a', '400', 'not executed'));
    expect(availableBuyingPower(state)).toBe('1000');
  });

  it('is possible while the account takes no orders', () => {
    for (const away of ['suspended', 'disconnected'] as const)
      given(link(), reserve('a', '400'), status(away))
        .when(release('a'))
        .then(released('a', '400', 'not executed'));
  });

  it('an order nobody reserved for is recorded, and a reserve that comes late is refused (DESIGN 2)', () => {
    const state = linked.when(release('a')).then(released('a', '0', 'not executed'));
    expect(availableBuyingPower(state)).toBe('1000');
    const past = given(link(), release('a'));
    past.when(reserve('a', '1')).thenRejected('reservation_released');
    past.when(release('a')).then();
    past.when(reserve('b', '1')).thenTypes('BuyingPowerReserved');
  });

  it('remembers the latest 256 orders nobody reserved for at least, and never more than 320', () => {
    const names = Array.from({ length: 700 }, (_, n) => `order ${n}`);
    const { state } = play([link(), ...names.map(release)]);
    expect(REMEMBERED_RELEASES).toBe(256);
    expect(state.releasedUnseen.flat().length).toBeLessThanOrEqual(320);
    const { decide } = brokerAccountAggregate.decider;
    const lateReserves = names
      .slice(-REMEMBERED_RELEASES)
      .map((name) => decide(reserve(name, '1'), state, {} as never));
    expect(lateReserves.every(({ kind }) => kind === 'reject')).toBe(true);
  });
});

describe('settling', () => {
  it('BA-U3: figures that contain the order end its reservation, so that nothing counts twice', () => {
    const state = reserved
      .when(settle('a', figures('600', 1)))
      .then(told('600', 1), released('a', '400', 'acknowledged'));
    expect(availableBuyingPower(state)).toBe('600');
  });

  it.each([0, -1])('figures that are not newer (%d ms) change nothing but still release', (ms) => {
    const state = reserved.when(settle('a', figures('600', ms))).then(released('a', '400', 'acknowledged'));
    expect(state).toMatchObject({ buyingPower: '1000', asOf: TEST_NOW });
  });

  it('BA-U3: a newer balance does not keep the buying power that contains the order from being taken', () => {
    const balance = { type: 'UpdateAccountBalanceCommand', balance: '600', asOf: later(9) } as const;
    const state = given(link(), reserve('a', '400'), balance)
      .when(settle('a', figures('600', 1)))
      .then(told('600', 1), released('a', '400', 'acknowledged'));
    expect(state).toMatchObject({ buyingPower: '600', balance: '600', asOf: later(9) });
    expect(availableBuyingPower(state)).toBe('600');
  });

  it('an order without a reservation only mirrors', () => {
    linked.when(settle('a', figures('600', 1))).then(told('600', 1));
    linked.when(settle('a', figures('600', 0))).then();
  });
});

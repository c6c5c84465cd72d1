import { describe, expect, it } from 'vitest';
import { plusMs } from '../core/instant.ts';
import type { AddressedCommand } from '../core/policy.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { link } from '../domains/broker-account/testing/fixtures.ts';
import { create, PLACE, SUBMIT } from '../domains/order/testing/fixtures.ts';
import { holdingOf } from '../domains/virtual-broker/state.ts';
import { EXPIRY, option } from '../domains/virtual-broker/testing/contracts.ts';
import * as virtual from '../domains/virtual-broker/testing/fixtures.ts';
import { REPORT_FAULTS } from '../domains/virtual-broker/values.ts';
import { DELAY_MS, REORDER_MS, withFault } from './report-faults.ts';
import { ReportWorld } from './testing/report-world.ts';
import { told } from './testing/reports.ts';

const { id } = virtual;

const command = (type: string, dedupeKey?: string): AddressedCommand => ({
  target: { type: 'order', key: id('order') },
  command: { type },
  ...(dedupeKey === undefined ? {} : { dedupeKey }),
});
const REPORT = [command('First'), command('Second', 'a key of its own')];

describe('VB-P5: what a fault makes of a report', () => {
  const typesOf = (commands: readonly AddressedCommand[]) => commands.map(({ command: { type } }) => type);
  const faulty = (fault: (typeof REPORT_FAULTS)[number]) => withFault(fault, id('event'), REPORT);

  it('none leaves it as it is, drop loses it', () => {
    expect(faulty('none')).toEqual(REPORT);
    expect(faulty('drop')).toEqual([]);
  });

  it('duplicate tells it again by commands of their own, so that only what they say is known', () => {
    const twice = faulty('duplicate');
    expect(typesOf(twice)).toEqual(['First', 'Second', 'First', 'Second']);
    const keys = twice.map(({ dedupeKey }) => dedupeKey ?? id('event'));
    expect(new Set(keys).size).toBe(4);
  });

  it.each([
    ['reorder', REORDER_MS],
    ['delay', DELAY_MS],
  ] as const)('%s tells it %i ms later', (fault, ms) => {
    const late = faulty(fault);
    expect(typesOf(late)).toEqual(['First', 'Second']);
    expect(late.map(({ afterMs }) => afterMs)).toEqual([ms, ms]);
  });
});

const ACCOUNT = id('account');

/** The account that mirrors the virtual one, and our orders of these names, which the broker has acknowledged. */
const mirrored = (...names: readonly string[]) => {
  const world = new ReportWorld();
  world.give('broker_account', ACCOUNT, link({ figures: { ...virtualFigures, asOf: TEST_NOW } }));
  for (const name of names)
    for (const order of [
      create({ orderId: id(name), accountId: ACCOUNT, clientOrderId: name, quantity: '10' }),
      SUBMIT,
      PLACE,
    ])
      world.give('order', id(name), order);
  expect(world.refused).toEqual([]);
  return world;
};
const virtualFigures = { balance: '100000', equity: '100000', buyingPower: '100000' };

/** The events with this fault on each of their reports. */
const withFaultOf = (events: readonly virtual.Played['events'][number][], reportFault: string) =>
  events.map((event) => ({ ...event, data: { ...event.data, reportFault } }));

describe('whoever listens to a virtual broker', () => {
  const ORDERS = [
    virtual.open({ profile: 'conservative' }),
    virtual.submit('a', { limitPrice: '99' }),
    virtual.submit('b', { limitPrice: '98' }),
    virtual.apply(virtual.quote('98.4', '98.5', { at: virtual.later(5), askSize: '4' })),
    virtual.apply(virtual.quote('98.4', '98.5', { at: virtual.later(6), askSize: '6' })),
    virtual.cancel('b'),
  ];
  const played = virtual.play(ORDERS);

  const heard = (reportFault: string) => {
    const world = mirrored('a', 'b');
    world.report(...withFaultOf(played.events, reportFault));
    world.catchUp();
    return world;
  };
  const outcome = (world: ReportWorld) => ({
    a: [world.order(id('a')).status, world.order(id('a')).filledQuantity],
    b: world.order(id('b')).status,
    position: world.position(ACCOUNT, 'AAPL')?.quantity,
    balance: world.account(ACCOUNT).balance,
  });

  it('knows what the virtual broker knows when all is told', () => {
    const world = heard('none');
    expect(world.refused).toEqual([]);
    expect(outcome(world)).toEqual({
      a: ['filled', '10'],
      b: 'cancelled',
      position: '10',
      balance: played.state.cash,
    });
    expect(holdingOf(played.state, 'AAPL')?.quantity).toBe('10');
  });

  it.each(['duplicate', 'reorder', 'delay'])(
    'VB-P5, invariant 6: comes to the same when its reports are told with this fault: %s',
    (fault) => {
      const world = heard(fault);
      expect(world.refused).toEqual([]);
      expect(outcome(world)).toEqual(outcome(heard('none')));
    },
  );

  it('VB-P5: that hears nothing is behind, and was told nothing wrong', () => {
    const world = heard('drop');
    expect(outcome(world)).toEqual({ a: ['placed', '0'], b: 'placed', balance: '100000' });
  });

  it('has every fault of the broker among these', () => {
    expect([...REPORT_FAULTS].toSorted()).toEqual(['delay', 'drop', 'duplicate', 'none', 'reorder']);
  });
});

describe('positions that the virtual broker makes by itself', () => {
  const CALL = option('call', '100');
  const now = plusMs(TEST_NOW, 60 * 86_400_000);
  const world = () => {
    const of = mirrored();
    of.now = now;
    return of;
  };

  it('VB-P2: an option that is exercised leaves its book, and its shares are held at the strike', () => {
    const { state, events } = virtual.play([virtual.open(), virtual.simulate('buy', '2', '3', CALL)]);
    const settled = virtual.play(
      [{ type: 'SettleExpiryCommand', symbol: CALL.symbol, date: EXPIRY, underlyingPrice: '110' }],
      { state, events },
      { now, commandId: id('settling') },
    );
    const of = world();
    of.report(...settled.events);
    expect(of.refused).toEqual([]);
    expect(of.position(ACCOUNT, CALL.symbol)).toBeNull();
    expect(of.position(ACCOUNT, 'AAPL')).toMatchObject({ quantity: '200', averageEntryPrice: '100' });
    expect(of.account(ACCOUNT).balance).toBe(settled.state.cash);
  });

  it('VB-P2: an option that is worthless leaves its book, and nothing comes for it', () => {
    const bought = virtual.play([virtual.open(), virtual.simulate('buy', '2', '3', CALL)]);
    const { events } = virtual.play(
      [{ type: 'SettleExpiryCommand', symbol: CALL.symbol, date: EXPIRY, underlyingPrice: '90' }],
      bought,
      { now, commandId: id('settling') },
    );
    const of = world();
    of.report(...events);
    expect(of.refused).toEqual([]);
    expect([of.position(ACCOUNT, CALL.symbol), of.position(ACCOUNT, 'AAPL')]).toEqual([null, null]);
  });

  it('VB-P4: a split leaves a position as the virtual broker holds it, once', () => {
    const { state, events } = virtual.play([
      virtual.open(),
      virtual.simulate('buy', '30', '100'),
      {
        type: 'ApplyCorporateActionCommand',
        actionId: 'reverse',
        action: { kind: 'split', symbol: 'AAPL', from: 30, to: 1, exDate: EXPIRY },
      },
    ]);
    const of = world();
    of.report(...events);
    of.report(...events.filter(({ type }) => type === 'VirtualCorporateActionApplied'));
    expect(of.refused).toEqual([]);
    expect(holdingOf(state, 'AAPL')?.quantity).toBe('1');
    expect(Number(of.position(ACCOUNT, 'AAPL')?.quantity)).toBeCloseTo(1, 9);
  });

  it('VB-U3: a forced close reduces the position although no order asked for it', () => {
    const { events } = virtual.play([virtual.open(), virtual.simulate('buy', '30', '100')]);
    const [opened] = virtual.trades(events);
    const of = world();
    of.report(...events);
    const close = events
      .filter(({ type }) => type === 'TradeSimulatedEvent')
      .map((event) => ({
        ...event,
        data: { ...opened, cause: 'margin_call', side: 'sell', quantity: '10', tradeId: id('forced close') },
      }));
    of.report(...close);
    expect(of.refused).toEqual([]);
    expect(of.position(ACCOUNT, 'AAPL')?.quantity).toBe('20');
    expect(told(close[0] as (typeof close)[number])[0]?.target.type).toBe('position');
  });
});

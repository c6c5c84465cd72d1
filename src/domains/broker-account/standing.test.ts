import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { brokerAccountAggregate } from './broker-account.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { brokerAccountEvents as events } from './events.ts';
import { needsRefresh } from './refresh.ts';
import {
  ACTIVATE,
  bind,
  DEACTIVATE,
  eventsAfter,
  figures,
  id,
  identity,
  later,
  link,
  play,
  refresh,
  reserve,
  restricted,
  SET_DEFAULT,
  status,
  unbind,
  YIELD_DEFAULT,
} from './testing/fixtures.ts';
import { tradability } from './tradability.ts';

const account = specification(brokerAccountAggregate);
const given = (...commands: readonly BrokerAccountCommand[]) => account.given(...eventsAfter(...commands));
const stateAfter = (...commands: readonly BrokerAccountCommand[]) => play(commands).state;

describe('whether an account takes orders', () => {
  it('BA-R1: only while it is active', () => {
    expect(tradability(stateAfter(link()))).toEqual({ tradable: true, closingOnly: false, reason: null });
    for (const commands of [[DEACTIVATE], [status('suspended')], [status('disconnected')]]) {
      const state = stateAfter(link(), ...commands);
      expect(tradability(state)).toEqual({
        tradable: false,
        closingOnly: false,
        reason: `the account is ${state.status}`,
      });
      given(link(), ...commands)
        .when(reserve('a', '1'))
        .thenRejected('account_not_tradable');
    }
    expect(tradability(stateAfter()).tradable).toBe(false);
    account.given().when(reserve('a', '1')).thenRejected('account_not_found');
  });

  it.each([
    [{ tradingBlocked: true }, false, true],
    [{ tradingBlocked: true, closingOrdersAllowed: false }, false, false],
    [{ accountBlocked: true }, false, false],
    [{ transfersBlocked: true }, true, false],
    [{ patternDayTrader: true }, true, false],
  ])('BA-U7: a broker that says %j: tradable %s, closing only %s', (flags, tradable, closingOnly) => {
    const state = stateAfter(link({ profile: restricted(flags) }));
    expect(tradability(state)).toMatchObject({ tradable, closingOnly });
    const opening = given(link({ profile: restricted(flags) })).when(reserve('a', '1'));
    const closing = given(link({ profile: restricted(flags) })).when(reserve('a', '0'));
    expect([opening.events.length, closing.events.length]).toEqual([
      tradable ? 1 : 0,
      tradable || closingOnly ? 1 : 0,
    ]);
  });

  it('BA-U7: the flags hold until the broker takes them back; figures alone say nothing of them', () => {
    const blocked = given(link({ profile: restricted({ tradingBlocked: true }) }));
    expect(tradability(blocked.when(refresh(figures('1', 1))).state).tradable).toBe(false);
    expect(tradability(blocked.when(refresh(figures('1', 1), restricted({}))).state).tradable).toBe(true);
  });
});

describe('the status', () => {
  it('is the user’s to switch off and on', () => {
    const off = given(link())
      .when(DEACTIVATE)
      .then(events.BrokerAccountDeactivated({ ...identity(), deactivatedAt: TEST_NOW }));
    expect(off.status).toBe('inactive');
    const on = given(link(), DEACTIVATE)
      .when(ACTIVATE)
      .then(events.BrokerAccountActivated({ ...identity(), activatedAt: TEST_NOW }));
    expect(on.status).toBe('active');
  });

  it('is the broker’s to suspend and free, with its reason', () => {
    const state = given(link())
      .when(status('suspended'))
      .then(
        events.AccountStatusChanged({
          ...identity(),
          oldStatus: 'active',
          newStatus: 'suspended',
          reason: 'told by the broker',
          changedAt: TEST_NOW,
        }),
      );
    expect(state.status).toBe('suspended');
    given(link(), status('suspended')).when(status('suspended')).then();
    expect(given(link(), status('suspended')).when(status('active')).state.status).toBe('active');
  });

  it('that the user switched off is not the broker’s to switch on', () => {
    given(link(), DEACTIVATE).when(status('active')).thenRejected('invalid_account_state');
  });
});

describe('the default account', () => {
  it('BA-U5: is the choice of UserAccount, which the accounts echo', () => {
    const chosen = { ...SET_DEFAULT, previousDefaultAccountId: id('other account') };
    const state = given(link())
      .when(chosen)
      .then(
        events.DefaultAccountSet({
          ...identity(),
          previousDefaultAccountId: id('other account'),
          setAt: TEST_NOW,
        }),
      );
    expect(state.isDefault).toBe(true);
    given(link(), SET_DEFAULT).when(SET_DEFAULT).then();
    const yielded = given(link(), SET_DEFAULT)
      .when({ ...YIELD_DEFAULT, newDefaultAccountId: id('other account') })
      .then(
        events.DefaultAccountYielded({
          ...identity(),
          newDefaultAccountId: id('other account'),
          yieldedAt: TEST_NOW,
        }),
      );
    expect(yielded.isDefault).toBe(false);
  });

  it('BA-U5: may be chosen before it is linked, as a first account is, and then is linked as the default', () => {
    const chosen = account.given().when(SET_DEFAULT);
    expect(chosen.thenTypes('DefaultAccountSet').status).toBe('absent');
    const early = account.given(...chosen.events);
    expect(early.when(link()).thenTypes('BrokerAccountLinked')).toMatchObject({
      status: 'active',
      isDefault: true,
    });
    early.when(YIELD_DEFAULT).thenTypes('DefaultAccountYielded');
    account.given().when(YIELD_DEFAULT).thenRejected('account_not_found');
  });

  it('BA-U5: an echo never contradicts, whatever the status', () => {
    given(link(), DEACTIVATE).when(SET_DEFAULT).thenTypes('DefaultAccountSet');
  });
});

describe('what the user makes of an account', () => {
  it('is a name of his own', () => {
    const named = { type: 'SetAccountDetailsCommand', displayName: 'Savings' } as const;
    const state = given(link())
      .when(named)
      .then(
        events.UserSetAccountDetailsChanged({
          ...identity(),
          displayName: 'Savings',
          changedAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ displayName: 'Savings', accountName: 'Paper' });
    given(link(), named).when(named).then();
  });

  it('is out of sight while it is archived', () => {
    const archive = { type: 'ArchiveAccountCommand', isArchived: true } as const;
    const state = given(link())
      .when(archive)
      .then(
        events.UserAccountArchivedStatusChanged({
          ...identity(),
          isArchived: true,
          changedAt: TEST_NOW,
        }),
      );
    expect([state.isArchived, tradability(state).tradable]).toEqual([true, true]);
    given(link(), archive).when(archive).then();
  });

  it('BA-R2: it knows the automations that trade on it, once each', () => {
    given(link())
      .when(bind('automation'))
      .then(
        events.AccountAutomationBound({
          ...identity(),
          automationId: id('automation'),
          boundAt: TEST_NOW,
        }),
      );
    const bound = given(link(), bind('automation'));
    bound.when(bind('automation')).then();
    const state = bound.when(unbind('automation')).then(
      events.AccountAutomationUnbound({
        ...identity(),
        automationId: id('automation'),
        unboundAt: TEST_NOW,
      }),
    );
    expect(state.boundAutomationIds).toEqual([]);
    given(link()).when(unbind('automation')).then();
  });
});

describe('refreshing all accounts', () => {
  it('BA-P1: leaves out what was read within 300 seconds, unless forced, and what is not there', () => {
    const state = stateAfter(link());
    const asked = (ms: number, force = false) => needsRefresh(state, later(ms), force);
    expect([asked(299_999), asked(300_000), asked(1, true)]).toEqual([false, true, true]);
    expect(needsRefresh(stateAfter(), later(0), true)).toBe(false);
    expect(needsRefresh({ ...state, lastSyncedAt: null }, later(0), false)).toBe(true);
  });
});

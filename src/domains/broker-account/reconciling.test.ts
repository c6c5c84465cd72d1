import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW } from '../../core/testing/decider-specification.ts';
import { brokerAccountAggregate } from './broker-account.ts';
import type { BrokerAccountCommand } from './commands.ts';
import { brokerAccountEvents as events } from './events.ts';
import { eventsAfter, figures, id, identity, later, link } from './testing/fixtures.ts';

const account = specification(brokerAccountAggregate);
const given = (...commands: readonly BrokerAccountCommand[]) => account.given(...eventsAfter(...commands));
const reconcile = (balance: string, ms = 1, buyingPower: string | null = '1000') =>
  ({ type: 'RecordReconciliationCommand', figures: { ...figures(buyingPower, ms), balance } }) as const;

describe('reconciling with the broker', () => {
  it('BA-U4: its figures hold, and a difference over 0.01 leaves a note', () => {
    const state = given(link())
      .when(reconcile('987.5'))
      .then(
        events.AccountDataFromBrokerUpdated({
          ...identity(),
          ...figures('1000', 1),
          balance: '987.5',
          details: null,
          statusFromBroker: null,
          accountType: null,
          restrictions: null,
          metadataFromBroker: null,
          refreshedAt: TEST_NOW,
        }),
        events.AccountReconciliationCompleted({
          ...identity(),
          balanceDifference: '-12.5',
          equityDifference: '0',
          buyingPowerDifference: '0',
          isSynced: false,
          note: 'balance differs by -12.5 USD',
          asOf: later(1),
          reconciledAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ balance: '987.5', reconciliation: { isSynced: false } });
  });

  it.each([
    ['1000.01', true],
    ['999.99', true],
    ['1000.011', false],
    ['999.989', false],
  ])('BA-U4: %s instead of 1000 is synced: %s', (balance, isSynced) => {
    expect(given(link()).when(reconcile(balance)).state.reconciliation?.isSynced).toBe(isSynced);
  });

  it('BA-R3: of an unknown figure no difference is told', () => {
    const { events: told, state } = given(link()).when(reconcile('1000', 1, null));
    expect(told.at(-1)?.data).toMatchObject({ buyingPowerDifference: null, isSynced: true });
    expect(state.buyingPower).toBeNull();
  });

  it('truth as of the same instant is compared and changes nothing; older truth says nothing', () => {
    given(link()).when(reconcile('7', 0)).thenTypes('AccountReconciliationCompleted');
    given(link()).when(reconcile('7', -1)).then();
  });
});

describe('an account that cannot be read (2.5)', () => {
  const failure = (failureClass: string) =>
    ({ type: 'ReportAccountSyncFailureCommand', failureClass, detail: 'no answer' }) as const;
  const FAILED = { type: 'RecordAccountRecoveryFailureCommand', reason: 'still no answer' } as const;
  const RECOVERED = { type: 'RecordAccountRecoveryCommand' } as const;

  it('is told once per kind of failure, with all that its recovery needs', () => {
    const state = given(link())
      .when(failure('transient'))
      .then(
        events.AccountSyncFailed({
          ...identity(),
          brokerConnectionId: id('connection'),
          brokerId: 'virtual',
          environment: 'paper',
          failureClass: 'transient',
          detail: 'no answer',
          lastSyncedAt: TEST_NOW,
          failedAt: TEST_NOW,
        }),
      );
    expect(state.syncFailure).toEqual({
      failureClass: 'transient',
      detail: 'no answer',
      since: TEST_NOW,
    });
    const failing = given(link(), failure('transient'));
    failing.when(failure('transient')).then();
    failing.when(failure('auth')).thenTypes('AccountSyncFailed');
  });

  it('is recovered, or a person must see to it', () => {
    const failing = given(link(), failure('transient'));
    const well = failing
      .when(RECOVERED)
      .then(events.AccountRecovered({ ...identity(), recoveredAt: TEST_NOW }));
    expect(well.syncFailure).toBeNull();
    const lost = failing.when(FAILED).then(
      events.AccountRecoveryFailed({
        ...identity(),
        reason: 'still no answer',
        requiresManualIntervention: true,
        failedAt: TEST_NOW,
      }),
    );
    expect(lost.syncFailure?.failureClass).toBe('recovery_failed');
    given(link(), failure('transient'), FAILED).when(failure('transient')).thenTypes('AccountSyncFailed');
  });
});

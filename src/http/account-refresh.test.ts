import { describe, expect, it } from 'vitest';
import { brokerError } from '../brokers/port.ts';
import { TEST_NOW } from '../core/testing/decider-specification.ts';
import { accountNews } from './account-refresh.ts';

const figures = { balance: '100', equity: '100', buyingPower: '200', asOf: TEST_NOW };
const snapshot = { status: 'active', figures, positions: [], openOrders: [] };
const FAILED = { failureClass: 'broker_unreachable', detail: 'no answer', since: TEST_NOW };

describe('what a refresh says to an account', () => {
  it('is what the broker told', () => {
    expect(accountNews({ syncFailure: null }, { ok: true, value: snapshot })).toEqual({
      type: 'RefreshAccountDataFromBrokerCommand',
      figures,
      statusFromBroker: 'active',
    });
  });

  it.each(['transient', 'not_connected', 'rejected', 'ambiguous'] as const)(
    'is that it could not be read, when the broker’s answer was %s',
    (kind) => {
      expect(accountNews({ syncFailure: null }, brokerError(kind, 'why', 'in words'))).toEqual({
        type: 'ReportAccountSyncFailureCommand',
        failureClass: 'why',
        detail: 'in words',
      });
    },
  );

  it('starts the recovery of one that could not be read before: figures alone would hide what was missed', () => {
    expect(accountNews({ syncFailure: FAILED }, { ok: true, value: snapshot })).toMatchObject({
      type: 'ReportAccountSyncFailureCommand',
      failureClass: 'answers_again',
    });
  });
});

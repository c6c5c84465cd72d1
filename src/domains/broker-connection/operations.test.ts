import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import { displayStatus } from './display.ts';
import { canPerformOperation, openOperations } from './operations.ts';
import {
  COMPLETE,
  CONNECTED,
  disconnect,
  ESTABLISH,
  eventsAfter,
  FAIL,
  initiate,
  KEYS,
  play,
  REAUTH,
  RECONNECT,
  SIGN_IN,
  VIRTUAL,
} from './testing/fixtures.ts';

const connection = specification(brokerConnectionAggregate);
const given = (...commands: readonly BrokerConnectionCommand[]) =>
  connection.given(...eventsAfter(...commands));
const stateAfter = (...commands: readonly BrokerConnectionCommand[]) => play(commands).state;
const REFRESH = { type: 'RequestTokenRefreshCommand' } as const;
const RECOVERED = { type: 'RecordRecoveryCommand', attempt: 2, reason: null } as const;
const failedAttempt = (attempt: number, requiresUserAction = false) =>
  ({ type: 'RecordRecoveryFailureCommand', attempt, reason: 'no_answer', requiresUserAction }) as const;

describe('what people see', () => {
  it.each<[string, readonly BrokerConnectionCommand[]]>([
    ['Connecting', [initiate()]],
    ['Connecting', [initiate(), KEYS]],
    ['Connected', CONNECTED],
    ['Needs sign-in', [...CONNECTED, REAUTH]],
    ['Error (retrying, 1 of 3)', [...CONNECTED, FAIL]],
    ['Error (retrying, 3 of 3)', [...CONNECTED, FAIL, failedAttempt(2)]],
    ['Error', [...CONNECTED, FAIL, failedAttempt(3)]],
    ['Error', [...CONNECTED, { ...FAIL, requiresUserAction: true }]],
    ['Disconnecting', [...CONNECTED, disconnect()]],
    ['Disconnected', [...CONNECTED, disconnect(), COMPLETE]],
  ])('BC-U6: "%s"', (text, history) => {
    expect(displayStatus(stateAfter(...history))).toBe(text);
  });

  it('BC-R9: one predicate answers decisions and buttons: what it forbids is refused', () => {
    const histories = [
      [initiate()],
      CONNECTED,
      [...CONNECTED, REAUTH],
      [...CONNECTED, disconnect(), COMPLETE],
    ];
    const commands = [KEYS, ESTABLISH, RECONNECT, RECOVERED, REFRESH, SIGN_IN, disconnect()];
    for (const history of histories)
      for (const command of commands) {
        const { state } = play(history);
        const decision = given(...history).when(command);
        if (!canPerformOperation(command.type, state)) expect(decision.events).toEqual([]);
        else expect(decision.events.length, command.type).toBeGreaterThan(0);
      }
  });

  it('BC-R9: buttons follow it', () => {
    expect(openOperations(stateAfter())).toEqual(['connect']);
    expect(openOperations(stateAfter(...CONNECTED))).toEqual(['discoverAccounts', 'disconnect']);
    const asked = openOperations(stateAfter(...CONNECTED, REAUTH));
    expect(asked).toEqual(['connect', 'signIn', 'storeKeys', 'disconnect']);
    expect(openOperations(stateAfter(VIRTUAL, FAIL))).toEqual(['connect', 'reconnect', 'disconnect']);
    const gone = openOperations(stateAfter(...CONNECTED, disconnect(), COMPLETE));
    expect(gone).toEqual(['connect', 'reset']);
    const lost = openOperations(stateAfter(...CONNECTED, disconnect({ involuntary: true }), COMPLETE));
    expect(lost).toEqual(['connect', 'reconnect', 'reset']);
  });
});

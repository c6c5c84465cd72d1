import type { BrokerAccountSnapshot, BrokerResult } from '../brokers/port.ts';
import { instant } from '../core/instant.ts';
import type { ViewRow } from '../core/view.ts';
import type { BrokerAccountCommand } from '../domains/broker-account/commands.ts';
import { needsRefresh } from '../domains/broker-account/refresh.ts';
import type { BrokerAccountState } from '../domains/broker-account/state.ts';
import { ownStub } from '../facts/owner.ts';
import { brokerConnectionStub } from '../platform/stubs.ts';
import { accepted, type RequestIdentity, sideCommand } from './commands.ts';
import type { HttpContext } from './context.ts';
import { callerOf } from './own-objects.ts';

/**
 * What a broker's answer about an account says to the account. One that could not be read before is not simply mirrored again: what was
 * missed meanwhile is for its recovery, which this news starts.
 */
export const accountNews = (
  { syncFailure }: Pick<BrokerAccountState, 'syncFailure'>,
  answer: BrokerResult<BrokerAccountSnapshot>,
): BrokerAccountCommand => {
  if (!answer.ok) {
    const { code: failureClass, detail } = answer.error;
    return { type: 'ReportAccountSyncFailureCommand', failureClass, detail };
  }
  if (syncFailure !== null)
    return {
      type: 'ReportAccountSyncFailureCommand',
      failureClass: 'answers_again',
      detail: `the broker answers again after ${syncFailure.failureClass}`,
    };
  const { figures, status: statusFromBroker } = answer.value;
  return { type: 'RefreshAccountDataFromBrokerCommand', figures, statusFromBroker };
};

/** Reads an account of the caller at its broker and tells it what the broker says. */
export const refreshAccount = async (
  context: HttpContext,
  identity: RequestIdentity,
  { id, doc }: ViewRow<BrokerAccountState>,
) => {
  const owner = callerOf(context);
  const { brokerConnectionId, brokerAccountId } = doc;
  const connection = brokerConnectionStub(context.env, owner.userId, brokerConnectionId, owner.region);
  const answer = await connection.callBroker({ op: 'getAccount', brokerAccountId }, identity.commandId);
  const command = accountNews(doc, answer as BrokerResult<BrokerAccountSnapshot>);
  const envelope = sideCommand(context, identity, `refresh:${id}`, command);
  return accepted(await ownStub(owner, 'broker_account', id).execute({ ...envelope, waitFor: 'projection' }));
};

/** Those of the caller's accounts that were not read lately; with `force` all that can be read. */
export const dueForRefresh = (
  rows: readonly ViewRow<BrokerAccountState>[],
  force: boolean,
): readonly ViewRow<BrokerAccountState>[] =>
  rows.filter(({ doc }) => needsRefresh(doc, instant(Date.now()), force));

import { describe, expect, it } from 'vitest';
import { brokerConnectionDomain } from '../domains/broker-connection/domain.ts';
import { brokerDisconnectionSaga as saga } from './broker-disconnection-saga.ts';
import { accepted, acting, answered, called, id, rejected, statuses } from './testing/contexts.ts';
import {
  CONNECTION,
  commandsOf,
  CONTEXT as context,
  disconnecting,
  GRACE_OVER,
  LINKED,
  LOST,
  ORDERS,
  sent,
  VIRTUAL_ACCOUNTS,
} from './testing/disconnection.ts';

describe('what a step came to', () => {
  it.each(['stop_automations', 'let_orders_go', 'delete_accounts', 'release_registrations'])(
    '%s is done although something is gone already, and fails when something was not decided',
    (name) => {
      const { settle } = acting(saga, name);
      expect(settle(context, [answered(accepted()), answered(rejected('account_not_found'))]).kind).toBe(
        'done',
      );
      expect(settle(context, [answered({ kind: 'mismatch' })]).kind).toBe('fail');
    },
  );

  it.each(['record_cleanup', 'complete_disconnection', 'purge_connection'])(
    '%s fails with a refusal, but not because the connection is gone already',
    (name) => {
      const { settle } = acting(saga, name);
      expect(settle(context, [answered(accepted())]).kind).toBe('done');
      expect(settle(context, [answered(rejected('connection_purged'))]).kind).toBe('done');
      expect(settle(context, [answered(rejected('accounts_linked'))])).toMatchObject({
        kind: 'fail',
        failure: { code: 'accounts_linked' },
      });
    },
  );

  it('knows the codes by which a connection says so', () => {
    const { moves } = brokerConnectionDomain.lifecycle;
    const { absent, purged, connected, error } = moves.PurgeBrokerConnectionCommand;
    const codes = [absent, purged, connected, error].map((move) => move.kind === 'refused' && move.code);
    expect(codes).toEqual([
      'connection_not_found',
      'connection_purged',
      'connection_connected',
      'invalid_connection_state',
    ]);
  });
});

describe('whoever connects again meanwhile keeps the connection', () => {
  const validate = (status: string) =>
    acting(saga, 'validate_disconnection').settle(context, [
      statuses({ [CONNECTION]: status }),
      called({ ids: [id('order')] }, 'open_orders'),
    ]);

  it.each(['connected', 'pending', 'authenticating', 'error'])(
    'R3, invariant 5: one that is %s again is not disconnected at all',
    (status) => {
      expect(validate(status)).toMatchObject({ kind: 'abort', reason: { code: 'connection_reconnected' } });
    },
  );

  it.each(['disconnecting', 'disconnected'])('one that is %s goes on, with its open orders', (status) => {
    expect(validate(status)).toEqual({ kind: 'done', result: [id('order')] });
  });

  it('one that somebody else has removed needs nothing any more', () => {
    for (const status of ['purged', 'absent'])
      expect(validate(status)).toMatchObject({ kind: 'abort', reason: { code: 'connection_gone' } });
  });

  it.each([
    ['complete_disconnection', 'invalid_connection_state'],
    ['purge_connection', 'connection_connected'],
    ['purge_connection', 'invalid_connection_state'],
  ])('R9, invariant 5: %s ends by its answer %s, and undoes nothing', (name, code) => {
    expect(acting(saga, name).settle(context, [answered(rejected(code))])).toMatchObject({
      kind: 'abort',
      reason: { code: 'connection_reconnected' },
    });
  });
});

describe('BC-R5: the period of grace', () => {
  const lost = disconnecting(LOST, ORDERS);

  it('a connection that was lost keeps its accounts, which cannot trade, and its registrations', () => {
    expect(saga.steps.flatMap(({ name }) => sent(name, lost).map(({ command }) => command.type))).toEqual([
      'SuspendAutomationCommand',
      'MarkUntrackedCommand',
      'ChangeAccountStatusCommand',
      'ChangeAccountStatusCommand',
      'CompleteDisconnectionCommand',
    ]);
    expect(sent('delete_accounts', lost)[0]?.command).toMatchObject({ status: 'disconnected' });
    expect(acting(saga, 'validate_all_accounts_deleted').settle(lost, []).kind).toBe('done');
  });

  it('says that it deleted nothing', () => {
    expect(sent('complete_disconnection', lost)[0]?.command).toMatchObject({
      deletedAccounts: 0,
      deletedVirtualAccounts: 0,
      suspendedAutomations: 1,
    });
  });

  it('is over at its end: then all of it goes, of a connection that is disconnected already', () => {
    const over = disconnecting(GRACE_OVER, ORDERS);
    const targets = sent('delete_accounts', over).map(({ target }) => target.key);
    expect(targets).toEqual([...LINKED, ...VIRTUAL_ACCOUNTS]);
    expect(sent('let_orders_go', over)[0]?.command.type).toBe('MarkUntrackedCommand');
    expect(sent('purge_connection', over)).toHaveLength(1);
    const { settle } = acting(saga, 'complete_disconnection');
    expect(settle(over, [answered(rejected('invalid_connection_state'))]).kind).toBe('done');
  });
});

describe('the way back', () => {
  const undo = (of = context) => commandsOf(acting(saga, 'delete_accounts').compensate?.(of) ?? []);

  it('asks for a person: deleted accounts are not brought back by the machine', () => {
    expect(undo()[0]?.command).toMatchObject({
      type: 'RequireBrokerAccountDeletionCompensationCommand',
      accountIds: LINKED,
    });
    expect(undo(disconnecting(LOST))).toEqual([]);
  });

  it('tells the connection and asks for a person after any failure', () => {
    const failure = { code: 'no_answer', detail: 'silence', kind: 'timeout', uncertain: true } as const;
    expect(saga.onFailed(context, failure)).toMatchObject([
      {
        target: { type: 'broker_connection', key: CONNECTION },
        command: { type: 'RequireDisconnectionCompensationCommand', reason: 'no_answer' },
      },
    ]);
    const ids = [CONNECTION, ...LINKED];
    expect(saga.afterFailure?.(context, failure)).toMatchObject({ code: 'disconnection_failed', ids });
    expect(saga.intervention?.(context, 'delete_accounts')).toMatchObject({
      code: 'disconnection_stuck',
      ids,
    });
  });
});

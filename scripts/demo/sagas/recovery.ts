import type { Connected, Person } from '../person.ts';
import { millisecondsBetween, type SagaInFull } from '../saga-journal.ts';
import { expectEqual } from '../tour.ts';
import { until } from '../until.ts';
import type { Stage } from './stage.ts';

const TYPE = 'ConnectionRecoverySaga';
/** Pauses before the first attempt and before the second, after a first look at once (BC-R4). */
const PAUSES_MS = [2_000, 4_000];

interface HeldGate {
  readonly key: string;
  readonly holder: { readonly sagaType: string };
}

const isReachable = (person: Person, { virtualAccountId }: Connected, reachable: boolean) =>
  person.command('PUT', `/virtual-accounts/${virtualAccountId}/faults`, { unreachable: !reachable });

const pausesOf = ({ history }: SagaInFull): readonly number[] =>
  history
    .filter(({ event }) => event === 'SagaStepRetried')
    .map(({ at, data }) => millisecondsBetween(at, data?.['nextAt']));

/** The broker does not answer, and then it does: ConnectionRecoverySaga tries again and again, and looks for the accounts anew. */
export const recovery = async (stage: Stage, person: Person, connected: Connected): Promise<void> => {
  const { tour, operator } = stage;
  const { connectionId } = connected;
  const health = () => person.get(`/broker-connections/${connectionId}/health`);
  const origin = await tour.step(
    'the broker is unreachable → health check',
    async () => {
      await isReachable(person, connected, false);
      const answer = await person.command('POST', `/broker-connections/${connectionId}/health-check`);
      expectEqual('the status', answer['status'], 'error');
      const { canTrade, reason } = await until(
        'a connection that may not trade',
        health,
        (shown) => shown['canTrade'] === false,
      );
      expectEqual('why nothing may be traded', [canTrade, reason], [false, 'connection_not_connected']);
      return String(answer['operationId']);
    },
    () => 'status error, nothing may be traded',
  );
  await tour.step(
    'the recovery tries twice in vain',
    async () => {
      await operator.saga({ userId: person.userId, type: TYPE, origin }, ({ attempt }) => attempt === 3);
      await until(
        'a recovery that holds the gate of its connection',
        () => operator.list<HeldGate>('/gates', { userId: person.userId }),
        ([gate]) => gate?.key === `broker_connection:${connectionId}` && gate.holder.sagaType === TYPE,
      );
    },
    () => 'it holds the gate, and a third attempt will follow',
  );
  await tour.step(
    'the broker answers again → connected',
    async () => {
      await isReachable(person, connected, true);
      await until('a connection that works', health, (shown) => shown['canTrade'] === true, 10_000);
      const { status } = await person.get(`/broker-connections/${connectionId}`);
      expectEqual('the status', status, 'connected');
    },
    () => 'without anybody asking for it',
  );
  await stage.completed(`${TYPE} has completed`, { person, type: TYPE, origin }, (saga) => {
    const tries = saga.finished.find(({ name }) => name === 'attempt_reconnection')?.attempts;
    expectEqual('the attempts', tries, PAUSES_MS.length + 1);
    expectEqual('the pauses between them', pausesOf(saga), PAUSES_MS);
  });
  await stage.completed('and looked for the accounts again', {
    person,
    type: 'BrokerConnectionSaga',
    origin,
  });
};

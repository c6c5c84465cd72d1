import type { CommandResult } from '../../core/command.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import type { Policy } from '../../core/policy.ts';
import type { SagaInstance } from '../../core/saga-instance/state.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { accountEndings } from '../../policies/account-endings.ts';
import { automationReleases } from '../../policies/automation-bindings.ts';
import { brokerRequest } from '../../policies/broker-requests.ts';
import { fillsToPositions } from '../../policies/fills-to-positions.ts';
import { orderGroups } from '../../policies/order-groups.ts';
import { sagaDefinitions } from '../catalog.ts';
import { orderExecutionListensTo } from '../order-execution-saga.ts';
import { brokerSays } from './broker-says.ts';
import { causedBy } from './effects-under-fault.ts';
import { type Happened, idOf, type Target } from './logs.ts';
import type { Readable } from './ports-double.ts';

const POLICIES: Readonly<Record<string, readonly Policy[]>> = {
  order: [fillsToPositions, orderGroups],
  broker_account: [accountEndings],
  automation: [automationReleases],
};
const ENDS: ReadonlySet<string> = new Set(['SagaCompleted', 'SagaCompensated', 'SagaAborted']);
const TRIGGERS = sagaDefinitions.flatMap(({ triggers }) => triggers);

/** Whom a reaction reaches. */
export interface Reached extends Readable {
  readonly start: (type: string, trigger: EventEnvelope) => void;
  readonly hear: (sagaId: string, event: EventEnvelope) => void;
  readonly childEnded: (sagaId: string, child: Happened) => void;
  readonly parked: string[];
}

/** Tells an object something on behalf of a policy; a refusal is parked, as in production. */
export const tell = (
  { logs, parked }: Pick<Reached, 'logs' | 'parked'>,
  cause: EventEnvelope,
  target: Target,
  command: Parameters<typeof causedBy>[1],
  ...name: readonly string[]
): CommandResult => {
  const commandId = idOf('policy', target.type, target.key, ...name);
  const actor = { kind: 'policy' as const, id: 'test' };
  const result = logs.submit(target, causedBy(cause, command, { commandId, actor, sagaId: null }));
  if (result.kind === 'rejected') parked.push(`${command.type}: ${result.rejection.code}`);
  return result;
};

const askBroker = (world: Reached, { target, event }: Happened): void => {
  const request = brokerRequest(event);
  if (!request) return;
  for (const command of brokerSays(world, event, request)) {
    const what = command.type === 'RecordFillCommand' ? command.fill.fillId : command.type;
    tell(world, event, target, command, 'order_at_broker', event.eventId, what);
  }
};

const tellSagas = (world: Reached, { target, event }: Happened): void => {
  for (const trigger of TRIGGERS)
    if (trigger.eventType === event.eventType && trigger.when(event)) world.start(trigger.saga, event);
  if (target.type !== 'order' || !orderExecutionListensTo.has(event.eventType)) return;
  const listener = world.logs.state<OrderState>(target)?.executionSagaId ?? null;
  if (listener !== null) world.hear(listener, event);
};

/** Whatever an event means to others, as the destinations of its object carry it. */
export const react = (world: Reached, happened: Happened): void => {
  const { target, event } = happened;
  for (const policy of POLICIES[target.type] ?? []) {
    if (!policy.eventTypes.has(event.eventType)) continue;
    for (const { target: to, command, dedupeKey } of policy.commandsFor(event))
      tell(world, event, to, command, policy.name, dedupeKey ?? event.eventId);
  }
  askBroker(world, happened);
  tellSagas(world, happened);
  if (target.type !== 'saga' || !ENDS.has(event.eventType)) return;
  const parent = world.logs.state<SagaInstance>(target)?.trigger?.sagaId ?? null;
  if (parent !== null) world.childEnded(parent, happened);
};

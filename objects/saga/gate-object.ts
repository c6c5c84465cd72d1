import { anyAggregate } from '../../src/core/aggregate.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { epochMs } from '../../src/core/instant.ts';
import { gateEvents } from '../../src/core/saga-gate/events.ts';
import {
  type Applicant,
  type ConflictMatrix,
  type GateCommand,
  type GateState,
  sagaGateAggregate,
} from '../../src/core/saga-gate/gate.ts';
import type { SagaCommand } from '../../src/core/saga-instance/commands.ts';
import { isUnfinished, type SagaInstance } from '../../src/core/saga-instance/state.ts';
import { causedCommand } from '../../src/platform/command-envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { idOf } from '../../src/platform/hash.ts';
import type { SagaRpc } from '../../src/platform/rpc.ts';
import { sagaStub } from '../../src/platform/stubs.ts';
import { AggregateObject } from '../aggregate/aggregate-object.ts';
import type { Destination } from '../aggregate/destination.ts';

const { SagaAdmitted, SagaPreempted } = gateEvents;

/**
 * The gate of one conflict key of a user. Its log is its outbox, too: who is admitted is started, who has to make way is told.
 * `host` is the kind of object that runs the sagas.
 */
export abstract class GateObject extends AggregateObject<Env> {
  readonly #host: string | undefined;

  constructor(ctx: DurableObjectState, env: Env, matrix: ConflictMatrix, host?: string) {
    super(ctx, env, anyAggregate(sagaGateAggregate(matrix)));
    this.#host = host;
  }

  override async alarm(): Promise<void> {
    try {
      await this.#verifyLease();
    } catch (error) {
      // The lease stays, and the next alarm asks again: an alarm that throws is given up by the platform after a few times.
      console.error(`gate ${this.address.key} cannot ask the holder of its lease`, error);
    }
    await super.alarm();
  }

  protected override destinations(): readonly Destination[] {
    return [
      {
        name: 'admissions',
        coalesceMs: 0,
        wants: (eventType) => eventType === SagaAdmitted.type || eventType === SagaPreempted.type,
        deliver: async (range) => {
          const refused: { version: number; reason: string }[] = [];
          for (const event of JSON.parse(range.events) as EventEnvelope[]) {
            if (event.eventType === SagaPreempted.type) await this.#preempt(event);
            if (event.eventType !== SagaAdmitted.type) continue;
            const reason = await this.#start(event.data as ReturnType<typeof SagaAdmitted>['data']);
            if (reason !== null) refused.push({ version: event.aggregateVersion, reason });
          }
          return { have: range.toVersion, refused };
        },
      },
      ...this.records(),
    ];
  }

  /** Where the gate's log goes besides, such as an archive; nowhere unless a deployment says so. */
  protected records(): readonly Destination[] {
    return [];
  }

  #saga(sagaId: string): SagaRpc {
    return sagaStub(this.env, this.address.userId, sagaId, this.region, this.#host);
  }

  /** Starts who was admitted; one that its trigger cannot start gives the key back, and the answer is why. */
  async #start({ sagaId, sagaType, trigger }: Applicant): Promise<string | null> {
    const { refused } = await this.#saga(sagaId).start({
      type: sagaType,
      trigger: JSON.stringify(trigger),
      conflictKey: this.address.key,
    });
    if (refused === null) return null;
    await this.#give(trigger, { type: 'ReleaseGateCommand', sagaId }, 'cannot_start', sagaId);
    return `${sagaType}: ${refused}`;
  }

  async #preempt(event: EventEnvelope): Promise<void> {
    const { sagaId, by } = event.data as ReturnType<typeof SagaPreempted>['data'];
    const reason = { code: 'preempted', detail: `${by.sagaType} goes first` };
    const command: SagaCommand = { type: 'AbortSagaCommand', by: by.sagaType, reason };
    const commandId = idOf('preempt', sagaId, by.sagaId);
    const actor = { kind: 'policy' as const, id: 'saga_gate' };
    await this.#saga(sagaId).execute(causedCommand(event, command, { commandId, actor, sagaId: null }));
  }

  /** A lease that has run out is renewed or ended by what the holder itself answers. */
  async #verifyLease(): Promise<void> {
    const holder = (this.currentState() as GateState | null)?.holder;
    if (!holder || epochMs(holder.leaseUntil) > Date.now()) return;
    const { sagaId, trigger } = holder;
    const snapshot = await this.#saga(sagaId).read();
    if (!snapshot && (await this.#start(holder)) !== null) return;
    const alive = !snapshot || isUnfinished(snapshot.state as SagaInstance);
    const type = alive ? ('RenewLeaseCommand' as const) : ('ReleaseGateCommand' as const);
    await this.#give(trigger, { type, sagaId }, 'lease', this.version);
  }

  #give(cause: EventEnvelope, command: GateCommand, ...parts: readonly (string | number)[]) {
    const commandId = idOf('gate_journal', this.address.key, ...parts);
    const actor = { kind: 'policy' as const, id: 'saga_gate' };
    return this.submit({
      ...causedCommand(cause, command, { commandId, actor, sagaId: null }),
      remember: false,
    });
  }
}

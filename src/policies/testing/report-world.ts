import type { AnyAggregate } from '../../core/aggregate.ts';
import { anyAggregate } from '../../core/aggregate.ts';
import type { DomainCommand, DomainEvent } from '../../core/decider.ts';
import type { EventEnvelope } from '../../core/envelope.ts';
import { deterministicId } from '../../core/ids.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { AddressedCommand, Policy } from '../../core/policy.ts';
import { TEST_NOW, testEnv, testHash } from '../../core/testing/decider-specification.ts';
import {
  type BrokerAccountState,
  brokerAccountAggregate,
} from '../../domains/broker-account/broker-account.ts';
import { orderAggregate } from '../../domains/order/order.ts';
import type { OrderState } from '../../domains/order/state.ts';
import { positionAggregate } from '../../domains/position/position.ts';
import type { PositionBook } from '../../domains/position/state.ts';
import { fillsToPositions } from '../fills-to-positions.ts';
import { positionBookKey } from '../position-books.ts';
import { virtualBrokerReports } from '../virtual-broker-reports.ts';

const AGGREGATES: Readonly<Record<string, AnyAggregate>> = {
  order: anyAggregate(orderAggregate),
  position: anyAggregate(positionAggregate),
  broker_account: anyAggregate(brokerAccountAggregate),
};

/** An event as a policy gets it. */
export const stored = ({ type, data }: DomainEvent, eventId: string): EventEnvelope =>
  ({ eventId, eventType: type, data }) as EventEnvelope;

/**
 * Orders, positions and accounts that hear of the virtual broker by its reports, as the objects give them: once by their keys, in
 * order, and what was told to come later at the end.
 */
export class ReportWorld {
  /** What was refused, as `command: code`. */
  readonly refused: string[] = [];
  now: UtcInstant = TEST_NOW;
  readonly #states = new Map<string, unknown>();
  readonly #given = new Set<string>();
  readonly #later: { readonly eventId: string; readonly policy: Policy; readonly told: AddressedCommand }[] =
    [];
  #events = 0;

  /** A command of somebody else than the policies. */
  give(type: string, key: string, command: DomainCommand): void {
    const aggregate = AGGREGATES[type];
    if (!aggregate) throw new Error(`nobody hosts ${type}`);
    const { decider, events } = aggregate;
    const name = `${type} ${key}`;
    const state = this.#states.get(name) ?? decider.initial;
    const env = testEnv({ sagaId: deterministicId(testHash, 'saga'), now: this.now });
    const decision = decider.decide(command, state, env);
    if (decision.kind === 'reject') {
      this.refused.push(`${command.type}: ${decision.rejection.code}`);
      return;
    }
    this.#states.set(name, decision.events.reduce(decider.evolve, state));
    for (const event of decision.events) {
      events.parse(event);
      if (type === 'order') this.#follow(fillsToPositions, event);
    }
  }

  /** The virtual broker's events are reported. */
  report(...events: readonly DomainEvent[]): void {
    for (const event of events) this.#follow(virtualBrokerReports, event);
  }

  /** What was told to come later comes, the last first. */
  catchUp(): void {
    for (const { eventId, policy, told } of this.#later.splice(0).toReversed())
      this.#deliver(policy, eventId, told);
  }

  order(orderId: string): OrderState {
    return this.#states.get(`order ${orderId}`) as OrderState;
  }

  account(accountId: string): BrokerAccountState {
    return this.#states.get(`broker_account ${accountId}`) as BrokerAccountState;
  }

  /** The open position of the symbol, or null. */
  position(accountId: string, symbol: string): PositionBook['open'] {
    const book = this.#states.get(`position ${positionBookKey(accountId, symbol)}`) as
      | PositionBook
      | undefined;
    return book?.open ?? null;
  }

  #follow(policy: Policy, event: DomainEvent): void {
    if (!policy.eventTypes.has(event.type)) return;
    const eventId = deterministicId(testHash, 'event', this.#events++);
    for (const told of policy.commandsFor(stored(event, eventId)))
      if (told.afterMs === undefined) this.#deliver(policy, eventId, told);
      else this.#later.push({ eventId, policy, told });
  }

  #deliver({ name }: Policy, eventId: string, { target, command, dedupeKey }: AddressedCommand): void {
    const key = `${name} ${target.type} ${target.key} ${dedupeKey ?? eventId}`;
    if (this.#given.has(key)) return;
    this.#given.add(key);
    this.give(target.type, target.key, command);
  }
}

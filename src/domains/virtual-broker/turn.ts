import { accept, type Decision, type DecisionEnv } from '../../core/decider.ts';
import type { AssetType } from '../shared/asset-type.ts';
import type { MarketPhase } from '../shared/calendar.ts';
import type { AccountFigures } from '../shared/trading.ts';
import { figuresAt, nextAsOf } from './buying-power.ts';
import type { VirtualBrokerEvent } from './events.ts';
import { evolveVirtualBroker } from './evolve.ts';
import { reportFault } from './faults.ts';
import { type CalendarOf, phases } from './sessions.ts';
import type { VirtualBrokerState } from './state.ts';
import type { ReportFault } from './values.ts';

interface OrderIds {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly brokerOrderId: string;
}

/** One decision in the making: what has happened in it so far, and the account after that. */
export class Turn {
  readonly env: DecisionEnv;
  readonly calendarOf: CalendarOf;
  readonly phaseOf: (assetType: AssetType) => MarketPhase;
  readonly #events: VirtualBrokerEvent[] = [];
  #state: VirtualBrokerState;

  constructor(state: VirtualBrokerState, env: DecisionEnv, calendarOf: CalendarOf) {
    this.#state = state;
    this.env = env;
    this.calendarOf = calendarOf;
    this.phaseOf = phases(state, calendarOf, env.now);
  }

  get state(): VirtualBrokerState {
    return this.#state;
  }

  /** How much has happened so far. */
  get size(): number {
    return this.#events.length;
  }

  /** The account that the events of this decision are of. */
  get identity() {
    const { accountId } = this.#state;
    return { virtualAccountId: this.env.aggregateId, userId: this.env.userId, accountId };
  }

  /** The ids of an order as its events carry them, with what shall go wrong with the report of this one. */
  idsOf({ orderId, clientOrderId, brokerOrderId }: OrderIds, ...what: readonly (string | number)[]) {
    const fault: ReportFault = reportFault(this.#state, this.env, brokerOrderId, ...what);
    return { orderId, clientOrderId, brokerOrderId, reportFault: fault };
  }

  /** Something happened that moved no money. */
  happen(event: VirtualBrokerEvent): void {
    this.#events.push(event);
    this.#state = evolveVirtualBroker(this.#state, event);
  }

  /** Something happened whose event tells the figures after it. With `allowed` it happens only when that says so. */
  happenWithFigures(
    make: (figures: AccountFigures) => VirtualBrokerEvent,
    allowed?: (after: VirtualBrokerState, before: VirtualBrokerState) => boolean,
  ): boolean {
    // Figures change nothing but `asOf`, so the state after the event is known before they are.
    const asOf = nextAsOf(this.#state, this.env.now);
    const unknown = { balance: '0', equity: null, buyingPower: null, asOf };
    const after = evolveVirtualBroker(this.#state, make(unknown));
    if (allowed && !allowed(after, this.#state)) return false;
    this.#events.push(make(figuresAt(after, asOf)));
    this.#state = after;
    return true;
  }

  /** Accepts with what happened. */
  decision(): Decision<VirtualBrokerEvent> {
    return accept<VirtualBrokerEvent>(...this.#events);
  }
}

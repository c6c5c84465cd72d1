import type { BrokerOrderSnapshot, BrokerResult } from '../brokers/port.ts';
import { tookEffect } from '../core/command.ts';
import type { UtcInstant } from '../core/instant.ts';
import { done, type Effect, type EffectOutcome, retry, type StepResult } from '../core/saga.ts';
import { callBroker, onOrder } from './effects.ts';
import type { KnownOrder } from './order-states.ts';

/** Characters that a list may take in one event of the journal, which holds 64 Ki. */
const MAX_LENGTH = 40_000;

/** As many of the first items as fit into so many characters of an event of the journal. */
export const fitting = <Item>(items: readonly Item[], maxLength: number = MAX_LENGTH): readonly Item[] => {
  let length = 0;
  const end = items.findIndex((item) => {
    length += JSON.stringify(item).length + 1;
    return length > maxLength;
  });
  return end < 0 ? items : items.slice(0, end);
};

/** What the broker says of orders that were looked up by their client order ids. */
export interface LookedUp {
  readonly found: readonly BrokerOrderSnapshot[];
  /** Ids of orders that it never had. */
  readonly missing: readonly string[];
}

/** Looks orders up at their broker, each by its client order id. */
export const lookUp = (connectionId: string, orders: readonly KnownOrder[]): readonly Effect[] =>
  orders.map(({ orderId, clientOrderId, brokerAccountId }) =>
    callBroker(connectionId, { op: 'getOrder', brokerAccountId, orderId, clientOrderId }, orderId),
  );

/** Takes what was answered; an order that the broker would not tell of is left as it is, and the next look finds it again. */
export const lookedUp = (outcomes: readonly EffectOutcome[]): LookedUp => {
  const found: BrokerOrderSnapshot[] = [];
  const missing: string[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind !== 'call') continue;
    const answer = outcome.value as BrokerResult<BrokerOrderSnapshot | null>;
    if (!answer.ok) continue;
    if (answer.value === null) missing.push(outcome.key);
    else found.push({ ...answer.value, orderId: outcome.key });
  }
  return { found: fitting(found), missing };
};

/** Books the fills that the broker still knows of these orders; each is booked once, by its id. */
export const takeFills = (orders: readonly BrokerOrderSnapshot[]): readonly Effect[] =>
  orders.flatMap(({ orderId, fills }) =>
    (fills ?? []).map((fill) =>
      onOrder(orderId, { type: 'RecordFillCommand', fill }, `${orderId}:${fill.fillId}`),
    ),
  );

/** Takes over how these orders stand; after their fills, or they would be missed (OR-U14). `asOf` is when the broker was asked, or before. */
export const takeStatuses = (orders: readonly BrokerOrderSnapshot[], asOf: UtcInstant): readonly Effect[] =>
  orders.map(({ orderId, status, brokerOrderId, filledQuantity, averageFillPrice, reason }) =>
    onOrder(orderId, {
      type: 'SyncOrderFromBrokerCommand',
      status,
      brokerOrderId,
      filledQuantity,
      averageFillPrice,
      reason,
      brokerUpdatedAt: asOf,
    }),
  );

/** An order that refuses what its broker says knows better, or is none of ours; only an answer that is no decision is asked for again. */
export const settleTaken = (outcomes: readonly EffectOutcome[]): StepResult => {
  const undecided = outcomes.find(
    (outcome) =>
      outcome.kind === 'command' && outcome.result.kind !== 'rejected' && !tookEffect(outcome.result),
  );
  return undecided ? retry('undecided', `${undecided.key} was not decided`) : done();
};

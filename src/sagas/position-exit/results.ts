import type { z } from 'zod';
import type { Rejection } from '../../core/decider.ts';
import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { SagaContext } from '../../core/saga.ts';
import type { OrderStatus } from '../../domains/order/values.ts';
import type { positionEvents } from '../../domains/position/events.ts';
import type { OrderFacts } from '../order-facts.ts';

/** A stop or target that was reached, with all that its closing order needs. */
export type Trigger = z.infer<typeof positionEvents.PositionExitTriggeredEvent.schema>;
export type Context = SagaContext<Trigger>;

/** The closing order, or why there is none; `quantity` is null when nothing was left to be closed. */
export interface CreatedExit {
  readonly orderId: string;
  readonly quantity: DecimalString | null;
  readonly refusal: Rejection | null;
}

/** How the closing order ended. */
export interface EndedExit {
  readonly status: OrderStatus;
  readonly filled: DecimalString;
  readonly readAt: UtcInstant;
}

/** Facts before the closing order: read again when another order had to make way. */
export const factsOf = ({ results }: Context): OrderFacts =>
  (results['read_facts_again'] ?? results['read_facts']) as OrderFacts;

/** What was read first. */
export const firstFactsOf = ({ results }: Context): OrderFacts => results['read_facts'] as OrderFacts;

export const createdOf = ({ results }: Context): CreatedExit => results['create_exit'] as CreatedExit;

/** Null when there was no order. */
export const endOf = ({ results }: Context): EndedExit | null =>
  (results['exit_end'] ?? null) as EndedExit | null;

/** What was read after the closing order had ended. */
export const lastFactsOf = ({ results }: Context): OrderFacts => results['read_position'] as OrderFacts;

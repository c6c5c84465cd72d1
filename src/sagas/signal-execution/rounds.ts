import { decimal, text } from '../../core/decimal.ts';
import { done, type Effect, type EffectOutcome, type StepResult } from '../../core/saga.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import { isSoundQuote, markPrice } from '../../domains/shared/quote.ts';
import { onOrder } from '../effects.ts';
import type { ClosingOrder } from '../order-facts.ts';
import { onPosition } from '../positions.ts';
import { firstOrders, secondOrders } from './orders.ts';
import type { Proposal } from './proposal.ts';
import { answerOf, type MadeOrder, resultOf, type Trouble, troubleIn, troubleOf } from './results.ts';
import { type AccountWork, type SignalContext, worksOf } from './work.ts';

interface StopMove {
  readonly accountId: string;
  readonly orderId: string;
  readonly command: OrderCommand;
}

/** A stop-limit's limit stays as far from its stop as it was. */
const movedLimit = ({ stopPrice, limitPrice }: ClosingOrder, to: string): string | null =>
  stopPrice === null || limitPrice === null ? null : text(decimal(limitPrice).plus(to).minus(stopPrice));

const movesOf = (context: SignalContext): readonly StopMove[] =>
  worksOf(context).flatMap(({ accountId, moveStop }) => {
    if (!moveStop) return [];
    const { stopPrice } = moveStop;
    return (resultOf(context, 'read_facts').accounts[accountId]?.closing ?? []).map((stop) => ({
      accountId,
      orderId: stop.orderId,
      command: {
        type: 'UpdateOrderCommand',
        changes: {
          quantity: null,
          limitPrice: movedLimit(stop, stopPrice),
          stopPrice,
          trailAmount: null,
          trailPercent: null,
          timeInForce: null,
        },
        basis: { kind: 'given' },
      } as const,
    }));
  });

const create = (proposals: readonly Proposal[]): readonly Effect[] =>
  proposals.flatMap((proposal) =>
    'order' in proposal ? [onOrder(proposal.order.orderId, proposal.command)] : [],
  );

const roundOf = (
  proposals: readonly Proposal[],
  moves: readonly StopMove[],
  outcomes: readonly EffectOutcome[],
): StepResult => {
  const made: Record<string, MadeOrder> = {};
  const troubles: Record<string, Trouble> = {};
  for (const proposal of proposals) {
    const { accountId } = proposal;
    const trouble =
      'order' in proposal ? troubleIn(answerOf(outcomes, proposal.order.orderId)) : proposal.trouble;
    if (trouble) troubles[accountId] = trouble;
    else if ('order' in proposal) made[accountId] = proposal.order;
  }
  for (const { accountId, orderId } of moves) {
    const trouble = troubleIn(answerOf(outcomes, orderId));
    if (trouble) troubles[accountId] ??= trouble;
  }
  return done({ made, troubles });
};

/** The first round, in routing order: exits, entries that need no exit first, and stops that rest at the broker. */
export const firstRound = (context: SignalContext): readonly Effect[] => [
  ...create(firstOrders(context)),
  ...movesOf(context).map(({ orderId, command }) => onOrder(orderId, command)),
];

export const settleFirstRound = (context: SignalContext, outcomes: readonly EffectOutcome[]): StepResult =>
  roundOf(firstOrders(context), movesOf(context), outcomes);

/** The second round: what an exit was waited for. */
export const secondRound = (context: SignalContext): readonly Effect[] => create(secondOrders(context));

export const settleSecondRound = (context: SignalContext, outcomes: readonly EffectOutcome[]): StepResult =>
  roundOf(secondOrders(context), [], outcomes);

/** Accounts whose book has to know the new stop: always, unless the only stops are orders that the book never heard of. */
const stopsToTell = (context: SignalContext): readonly AccountWork[] =>
  worksOf(context).filter(({ accountId, moveStop }) => {
    const facts = resultOf(context, 'read_facts').accounts[accountId];
    if (!moveStop || !facts || troubleOf(context, accountId, ['exit_or_enter']) !== null) return false;
    return facts.closing.length === 0 || facts.position?.stop !== null;
  });

/** Moves the stop that the position's book watches, or tells it where the broker's stands now. */
export const setStops = (context: SignalContext): readonly Effect[] =>
  stopsToTell(context).flatMap(({ accountId, moveStop }) => {
    const facts = resultOf(context, 'read_facts').accounts[accountId];
    if (!moveStop || !facts) return [];
    const { symbol } = context.trigger.data;
    const { positionId, stopPrice: price } = moveStop;
    const { quote } = facts.basis;
    return [
      onPosition(
        { accountId, symbol },
        {
          type: 'SetStopLossCommand',
          positionId,
          stopLoss: { type: 'fixed', price, moveWithPyramids: true },
          heldAtBroker: facts.closing.length > 0 && facts.position?.stop?.heldAtBroker === true,
          marketPrice: quote && isSoundQuote(quote) ? markPrice(quote) : null,
          atr: null,
          confirmed: true,
        },
        accountId,
      ),
    ];
  });

export const settleStops = (context: SignalContext, outcomes: readonly EffectOutcome[]): StepResult => {
  const troubles: Record<string, Trouble> = {};
  for (const { accountId } of stopsToTell(context)) {
    const trouble = troubleIn(answerOf(outcomes, accountId));
    if (trouble) troubles[accountId] = trouble;
  }
  return done({ troubles });
};

import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { plusMs } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import type { UpdatePositionCommand } from '../commands.ts';
import type { PositionEvent } from '../events.ts';
import { positionAggregate } from '../position.ts';
import type { PositionBook, PositionDoc } from '../state.ts';

/** A UUID for tests, the same for the same name. */
export const id = (...parts: readonly string[]): string => deterministicId(testHash, ...parts);

export const FILLED_AT = plusMs(TEST_NOW, -60_000);

/** A fill to book: `quantity` @ `price`, without commission unless told. */
export const fill = (
  side: 'buy' | 'sell',
  quantity: string,
  price: string,
  changes: Partial<Omit<UpdatePositionCommand, 'type'>> = {},
): UpdatePositionCommand => ({
  type: 'UpdatePositionCommand',
  fillId: `${side}-${quantity}@${price}`,
  orderId: id('order'),
  accountId: id('account'),
  brokerId: 'virtual',
  automationId: null,
  symbol: 'AAPL',
  assetType: 'stock',
  multiplier: '1',
  side,
  quantity,
  price,
  commission: '0',
  filledAt: FILLED_AT,
  accountEquityAtEntry: '100000',
  ...changes,
});

const { decider, events: registry } = positionAggregate;

/** The event as it comes back from the log. */
export const stored = (event: PositionEvent): PositionEvent => {
  const { schemaVersion, data } = registry.parse(event);
  return registry.read({ eventType: event.type, schemaVersion, data: JSON.parse(JSON.stringify(data)) });
};

/** Books fills in order; every one of them must be accepted. */
export const book = (
  fills: readonly UpdatePositionCommand[],
  start: PositionBook = decider.initial,
  env: Partial<DecisionEnv> = {},
): { readonly state: PositionBook; readonly events: readonly PositionEvent[] } => {
  let state = start;
  const events: PositionEvent[] = [];
  for (const command of fills) {
    const decision = decider.decide(command, state, testEnv(env));
    if (decision.kind === 'reject') throw new Error(decision.rejection.detail);
    events.push(...decision.events.map(stored));
    state = decision.events.reduce(decider.evolve, state);
  }
  return { state, events };
};

/** The one position that must be open. */
export const openOf = ({ open }: PositionBook): PositionDoc => {
  if (!open) throw new Error('no position is open');
  return open;
};

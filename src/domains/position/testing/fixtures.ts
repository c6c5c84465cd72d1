import type { DecisionEnv } from '../../../core/decider.ts';
import { deterministicId } from '../../../core/ids.ts';
import { plusMs } from '../../../core/instant.ts';
import { TEST_NOW, testEnv, testHash } from '../../../core/testing/decider-specification.ts';
import { plainAsset } from '../../shared/derivatives.ts';
import type { PositionCommand, UpdatePositionCommand } from '../commands.ts';
import type { PositionEvent } from '../events.ts';
import { NO_PLAN } from '../opening.ts';
import { positionAggregate } from '../position.ts';
import type { PositionBook, PositionDoc } from '../state.ts';

/** A UUID for tests, the same for the same name. */
export const id = (...parts: readonly string[]): string => deterministicId(testHash, ...parts);

/** When the fills of tests were made. */
export const FILLED_AT = plusMs(TEST_NOW, -60_000);

/** A fill to book, of an order of its own: `quantity` @ `price`, without commission or plan unless told. */
export const fill = (
  side: 'buy' | 'sell',
  quantity: string,
  price: string,
  changes: Partial<Omit<UpdatePositionCommand, 'type'>> = {},
): UpdatePositionCommand => ({
  type: 'UpdatePositionCommand',
  fillId: `${side}-${quantity}@${price}`,
  orderId: id('order', changes.fillId ?? `${side}-${quantity}@${price}`),
  accountId: id('account'),
  brokerId: 'virtual',
  automationId: null,
  signalId: null,
  symbol: 'AAPL',
  ...plainAsset('stock'),
  multiplier: '1',
  side,
  positionEffect: null,
  quantity,
  price,
  commission: '0',
  filledAt: FILLED_AT,
  accountEquityAtEntry: '100000',
  exitReason: null,
  ...NO_PLAN,
  ...changes,
});

const { decider, events: registry } = positionAggregate;

/** The event as it comes back from the log. */
export const stored = (event: PositionEvent): PositionEvent => {
  const { schemaVersion, data } = registry.parse(event);
  const text = JSON.stringify(data);
  const read = registry.read({ eventType: event.type, schemaVersion, data: JSON.parse(text) });
  if (!read) throw new Error(`${event.type} is ignored when it is read`);
  return read;
};

/** Gives commands in order; every one of them must be accepted. */
export const book = (
  commands: readonly PositionCommand[],
  start: PositionBook = decider.initial,
  env: Partial<DecisionEnv> = {},
): { readonly state: PositionBook; readonly events: readonly PositionEvent[] } => {
  let state = start;
  const events: PositionEvent[] = [];
  for (const command of commands) {
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

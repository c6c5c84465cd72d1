import type { ClosedOrder, VirtualBrokerState } from './state.ts';

/** Ten generations of fifty: closing an order copies few others, and the newest 500 stay known. */
const GENERATION = 50;
const GENERATIONS = 10;

type Closed = VirtualBrokerState['closed'];

/** Remembers how an order ended; an order that is known already is updated where it stands. */
export const remember = (closed: Closed, orderId: string, how: ClosedOrder): Closed => {
  const known = closed.findIndex((generation) => generation[orderId] !== undefined);
  if (known >= 0) return closed.with(known, { ...closed[known], [orderId]: how });
  const [newest] = closed;
  return newest && Object.keys(newest).length < GENERATION
    ? [{ ...newest, [orderId]: how }, ...closed.slice(1)]
    : [{ [orderId]: how }, ...closed.slice(0, GENERATIONS - 1)];
};

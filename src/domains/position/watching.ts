import type { PositionBook } from './state.ts';

/** True while the platform itself watches a stop or target of the open position: the broker holds none of it (PO-U5). */
export const isWatched = ({ open }: PositionBook): boolean => {
  if (open === null || !open.tradable) return false;
  return [open.stopLoss, open.takeProfit].some((exit) => exit !== null && !exit.heldAtBroker);
};

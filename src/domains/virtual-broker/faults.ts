import type { DecisionEnv } from '../../core/decider.ts';
import { Decimal } from '../../core/decimal.ts';
import type { VirtualBrokerState } from './state.ts';
import type { ReportFault } from './values.ts';

/** A number from 0 to 1 that depends on the account's seed and these parts only (VB-U11). */
export const draw = (
  { seed }: Pick<VirtualBrokerState, 'seed'>,
  env: DecisionEnv,
  ...parts: readonly (string | number)[]
): Decimal => new Decimal(Number.parseInt(env.idOf(seed, ...parts).slice(0, 8), 16)).div(2 ** 32);

/** What shall go wrong with the report of something that happened to an order; `what` makes each report's draw its own. */
export const reportFault = (
  state: VirtualBrokerState,
  env: DecisionEnv,
  ...what: readonly (string | number)[]
): ReportFault => {
  const { dropReports, duplicateReports, reorderReports, delayReportsMs } = state.faults;
  const chances = [
    ['drop', dropReports],
    ['duplicate', duplicateReports],
    ['reorder', reorderReports],
  ] as const;
  const otherwise = delayReportsMs > 0 ? 'delay' : 'none';
  if (chances.every(([, chance]) => new Decimal(chance).isZero())) return otherwise;
  const drawn = draw(state, env, 'report', ...what);
  let limit = new Decimal(0);
  for (const [fault, chance] of chances) {
    limit = limit.plus(chance);
    if (drawn.lt(limit)) return fault;
  }
  return otherwise;
};

/** Whether the answer to a submit shall be lost, so that the adapter cannot tell if the order arrived. */
export const isAmbiguous = (state: VirtualBrokerState, env: DecisionEnv, brokerOrderId: string): boolean =>
  !new Decimal(state.faults.ambiguousSubmit).isZero() &&
  draw(state, env, 'ambiguous', brokerOrderId).lt(state.faults.ambiguousSubmit);

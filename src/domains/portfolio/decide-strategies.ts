import { accept, type Decision, type DecisionEnv, reject } from '../../core/decider.ts';
import type { AddStrategyCommand, RemoveStrategyCommand, UpdateStrategyCommand } from './commands.ts';
import { portfolioEvents as events, type PortfolioEvent } from './events.ts';
import type { PortfolioState, Strategy } from './state.ts';
import { firstDuplicate, isTaken, MAX_STRATEGIES } from './values.ts';

type Outcome = Decision<PortfolioEvent>;

const NOT_FOUND = reject('strategy_not_found', 'the portfolio has no such strategy', 'strategyId');

/** An automation stands in one strategy at most, so that figures of strategies add up (PF-U5). */
const labelRefusal = (
  { name, automationIds }: Pick<Strategy, 'name' | 'automationIds'>,
  others: readonly Strategy[],
): Decision<never> | null => {
  if (
    isTaken(
      name,
      others.map((other) => other.name),
    )
  )
    return reject('strategy_name_taken', `another strategy is named ${name}`, 'name');
  const twice = firstDuplicate(automationIds);
  if (twice !== null)
    return reject('duplicate_automation', `the automation ${twice} is named twice`, 'automationIds');
  const wanted = new Set(automationIds);
  for (const other of others) {
    const shared = other.automationIds.find((id) => wanted.has(id));
    if (shared !== undefined)
      return reject('automation_in_strategy', `${shared} belongs to ${other.name}`, 'automationIds');
  }
  return null;
};

/** Adds a label under a new id. */
export const addStrategy = (
  { name, automationIds }: AddStrategyCommand,
  { portfolioId, userId, strategies }: PortfolioState,
  env: DecisionEnv,
): Outcome => {
  const others = Object.values(strategies);
  if (others.length >= MAX_STRATEGIES)
    return reject('too_many_strategies', `a portfolio has at most ${MAX_STRATEGIES} strategies`);
  const refusal = labelRefusal({ name, automationIds }, others);
  if (refusal) return refusal;
  const strategyId = env.newId();
  return accept<PortfolioEvent>(
    events.PortfolioStrategyAddedEvent({
      portfolioId,
      userId,
      strategyId,
      name,
      automationIds,
      addedAt: env.now,
    }),
  );
};

const sameLabel = (a: Strategy, b: Strategy) =>
  a.name === b.name &&
  a.automationIds.length === b.automationIds.length &&
  a.automationIds.every((id, index) => id === b.automationIds[index]);

/** Renames a label, or replaces its automations; what is already so changes nothing. */
export const updateStrategy = (
  { strategyId, name, automationIds }: UpdateStrategyCommand,
  { portfolioId, userId, strategies }: PortfolioState,
  env: DecisionEnv,
): Outcome => {
  const before = strategies[strategyId];
  if (!before) return NOT_FOUND;
  const next = {
    strategyId,
    name: name ?? before.name,
    automationIds: [...(automationIds ?? before.automationIds)],
  };
  const others = Object.values(strategies).filter((other) => other !== before);
  const refusal = labelRefusal(next, others);
  if (refusal) return refusal;
  if (sameLabel(next, before)) return accept();
  return accept<PortfolioEvent>(
    events.PortfolioStrategyUpdatedEvent({ portfolioId, userId, ...next, updatedAt: env.now }),
  );
};

/** Removes a label; its automations stay as they are. */
export const removeStrategy = (
  { strategyId }: RemoveStrategyCommand,
  { portfolioId, userId, strategies }: PortfolioState,
  env: DecisionEnv,
): Outcome =>
  strategies[strategyId]
    ? accept<PortfolioEvent>(
        events.PortfolioStrategyRemovedEvent({ portfolioId, userId, strategyId, removedAt: env.now }),
      )
    : NOT_FOUND;

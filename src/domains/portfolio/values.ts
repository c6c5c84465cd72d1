import { z } from 'zod';

/** Paper money and real money are never mixed (PF-U1). */
export const ENVIRONMENTS = ['paper', 'live'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Most accounts in a portfolio, strategies in a portfolio, automations in a strategy. */
export const MAX_ACCOUNTS = 100;
export const MAX_STRATEGIES = 50;
export const MAX_AUTOMATIONS = 200;

/** A name that a user gives to a portfolio or a strategy. */
export const nameSchema = z.string().trim().min(1).max(60);

/** What is compared of a name: neither case nor width of its letters makes another one. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase();

/** True when one of `others` is the same name. */
export const isTaken = (name: string, others: readonly string[]): boolean => {
  const wanted = nameKey(name);
  return others.some((other) => nameKey(other) === wanted);
};

/** The first id that occurs twice, or null. */
export const firstDuplicate = (ids: readonly string[]): string | null =>
  ids.find((id, index) => ids.indexOf(id) !== index) ?? null;

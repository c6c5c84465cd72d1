import type { Env } from '../platform/env.ts';
import type { AggregateRpc } from '../platform/rpc.ts';
import { aggregateStub } from '../platform/stubs.ts';

/** Whose objects are spoken to. */
export interface Owner {
  readonly env: Env;
  readonly userId: string;
  readonly region: string;
}

/** One object of an owner. */
export const ownStub = ({ env, userId, region }: Owner, type: string, key: string): AggregateRpc =>
  aggregateStub(env, { type, userId, key }, region);

/** What an object of an owner knows, or null when nothing ever happened there. */
export const ownState = async <State>(owner: Owner, type: string, key: string): Promise<State | null> => {
  const snapshot = await ownStub(owner, type, key).read();
  return (snapshot?.state ?? null) as State | null;
};

import { z } from 'zod';
import type { Env } from '../platform/env.ts';
import type { AggregateRpc, AggregateSnapshot } from '../platform/rpc.ts';
import { aggregateStub } from '../platform/stubs.ts';
import type { HttpContext } from './context.ts';
import { notFound } from './views.ts';

/** Whose objects are spoken to. */
export interface Owner {
  readonly env: Env;
  readonly userId: string;
  readonly region: string;
}

/** The caller as the owner of objects. */
export const callerOf = (context: HttpContext): Owner => {
  const { userId, region } = context.get('token');
  return { env: context.env, userId, region };
};

/** One object of an owner. */
export const ownStub = ({ env, userId, region }: Owner, type: string, key: string): AggregateRpc =>
  aggregateStub(env, { type, userId, key }, region);

/** What an object of an owner knows, or null when nothing ever happened there. */
export const ownState = async <State>(owner: Owner, type: string, key: string): Promise<State | null> => {
  const snapshot = await ownStub(owner, type, key).read();
  return (snapshot?.state ?? null) as State | null;
};

/** What a path may name: how it is stored, and what it is called in a refusal. */
export interface Kind {
  readonly type: string;
  readonly noun: string;
}

/**
 * The caller's thing that a path names, as it is now, asked before a command is given: one under an Idempotency-Key would leave its
 * outcome at an id that does not exist. 404 when there is none.
 */
export const existing = async <State>(
  context: HttpContext,
  { type, noun }: Kind,
  id: string,
): Promise<AggregateSnapshot<State>> => {
  const named = z.uuid().safeParse(id).success;
  const snapshot = named ? await ownStub(callerOf(context), type, id).read() : null;
  if (snapshot === null) throw notFound(noun);
  return snapshot as AggregateSnapshot<State>;
};
